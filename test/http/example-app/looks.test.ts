import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { hasBrowser } from '../../support/browser.ts';
import { openApp } from './open-app.ts';

const slow = { timeout: 180_000 };

/** The contrast of each pair of custom properties, as WCAG 2 defines it. */
const readContrasts = (page: Page, pairs: readonly (readonly [string, string])[]) =>
  page.evaluate((asked) => {
    const probe = document.body.appendChild(document.createElement('i'));
    const luminance = (name: string) => {
      probe.style.color = `var(--${name})`;
      const [red = 0, green = 0, blue = 0] = (
        getComputedStyle(probe).color.match(/[\d.]+/g) ?? []
      ).map((part) => {
        const value = Number(part) / 255;
        return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    return asked.map(([front, back]) => {
      const [lighter = 0, darker = 0] = [luminance(front), luminance(back)].toSorted(
        (a, b) => b - a,
      );
      return (lighter + 0.05) / (darker + 0.05);
    });
  }, pairs);

const texts = [
  ['ink', 'warn-ground'],
  ['ink', 'ground'],
  ['ink', 'surface'],
  ['muted', 'ground'],
  ['muted', 'surface'],
  ['muted', 'raised'],
  ['accent', 'surface'],
  ['on-accent', 'accent'],
  ['warn', 'warn-ground'],
  ['bad', 'bad-ground'],
  ['ink', 'bad-ground'],
  ['ink', 'good-ground'],
] as const;

const marks = [1, 2, 3, 4, 5].map((part) => [`part-${part}`, 'surface'] as const);

test.skipIf(!hasBrowser).for(['light', 'dark'] as const)(
  'texts and charts have enough contrast in the %s scheme',
  slow,
  async (colorScheme) => {
    await using app = await openApp({ browser: { colorScheme } });
    for (const [index, contrast] of (await readContrasts(app.page, texts)).entries()) {
      expect([texts[index], contrast >= 4.5]).toEqual([texts[index], true]);
    }
    for (const [index, contrast] of (await readContrasts(app.page, marks)).entries()) {
      expect([marks[index], contrast >= 3]).toEqual([marks[index], true]);
    }
  },
);

const DOT =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test.skipIf(!hasBrowser)(
  'a bank has its logo where it can be loaded, and else its initials',
  slow,
  async () => {
    const logos = ['https://elsewhere.invalid/logo.png', DOT, '/app/there-is-none.png'];
    await using app = await openApp({
      prepare: (page) =>
        page.route('**/graphql', async (route) => {
          const response = await route.fetch();
          let count = 0;
          const body = (await response.text()).replace(/"mediumLogoUrl":"[^"]*"/g, () => {
            count += 1;
            return `"mediumLogoUrl":"${logos[count % logos.length] ?? ''}"`;
          });
          await route.fulfill({ response, body });
        }),
    });
    const { page, foreign } = app;
    const banks = page.locator('.banks');
    await expect.poll(() => banks.locator('img').count()).toBe(1);
    expect(await banks.locator('img').getAttribute('src')).toBe(DOT);
    expect(await banks.locator('span.logo').allInnerTexts()).toEqual(['SC']);

    await page.getByRole('button', { name: 'Connect a bank' }).click();
    const choices = page.locator('.choices');
    await expect.poll(() => choices.locator('.logo').count()).toBe(4);
    await expect.poll(() => choices.locator('img').count()).toBe(2);
    expect(foreign).toEqual([]);
  },
);
