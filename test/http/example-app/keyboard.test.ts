import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { hasBrowser } from '../../support/browser.ts';
import { openApp } from './open-app.ts';

const slow = { timeout: 180_000 };

/** What has the focus, as a screen reader would name it, and whether someone can see that. */
const readFocus = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: focused } = document;
    if (focused === null) return { name: '', isVisible: false };
    const labelled = focused as HTMLInputElement;
    const name = focused.ariaLabel ?? labelled.labels?.[0]?.textContent ?? focused.textContent;
    const { outlineStyle, outlineWidth } = getComputedStyle(focused);
    const isVisible = outlineStyle !== 'none' && outlineWidth !== '0px';
    return { name: name.trim(), isVisible };
  });

/** Presses Tab until a name has the focus, which must be visible at each stop. */
async function tabTo(page: Page, wanted: string): Promise<void> {
  const seen: string[] = [];
  for (let stop = 0; stop < 40; stop += 1) {
    await page.keyboard.press('Tab');
    const { name, isVisible } = await readFocus(page);
    expect([name, isVisible]).toEqual([name, true]);
    if (name === wanted) return;
    seen.push(name);
  }
  expect.fail(`Tab never reached "${wanted}", but ${JSON.stringify(seen)}`);
}

test.skipIf(!hasBrowser)('the app can be used by keyboard alone', slow, async () => {
  await using app = await openApp();
  const { page, problems } = app;
  const { keyboard } = page;
  const dialog = page.getByRole('dialog');
  const awaitFocus = async (name: string) => {
    await expect.poll(async () => (await readFocus(page)).name, { timeout: 60_000 }).toBe(name);
  };

  await keyboard.press('Tab');
  expect(await readFocus(page)).toEqual({ name: 'Skip to the rewards', isVisible: true });
  await tabTo(page, 'Connect a bank');
  await keyboard.press('Enter');
  await awaitFocus('Name of the bank');
  await dialog.getByRole('button', { name: 'MX Bank' }).first().waitFor();
  await tabTo(page, 'MBMX Bank');
  await keyboard.press('Enter');
  await awaitFocus('Username');
  await keyboard.type('mxuser');
  await tabTo(page, 'Password');
  await keyboard.type('options');
  await keyboard.press('Enter');

  // The question takes the focus, and arrows choose the answer.
  await awaitFocus('image');
  for (let step = 0; step < 4; step += 1) await keyboard.press('ArrowDown');
  await awaitFocus('correct');
  await keyboard.press('Enter');
  await dialog.getByText('4 reward balances are up to date.').waitFor();
  expect(await page.locator('[data-announcer]').textContent()).toBe(
    'The rewards of this bank are up to date.',
  );

  await keyboard.press('Escape');
  await expect.poll(() => dialog.count()).toBe(0);
  await awaitFocus('Connect a bank');
  await keyboard.press('Shift+Tab');
  await awaitFocus('Refresh all banks');
  await keyboard.press('Enter');
  await page.getByText(/^Up to date:/).waitFor();
  await awaitFocus('Refresh all banks');
  expect(problems).toEqual([]);
});
