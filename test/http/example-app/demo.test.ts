import { expect, test } from 'vitest';
import { hasBrowser } from '../../support/browser.ts';
import { openApp } from './open-app.ts';

test.skipIf(!hasBrowser)(
  'the demo panel has banks ask, reject a password and be maintained, and tokens expire',
  { timeout: 180_000 },
  async () => {
    await using app = await openApp();
    const { page, problems } = app;
    const dialog = page.getByRole('dialog');
    await page.getByText('Demo controls').click();
    await page.getByLabel('Ask at the next update for').selectOption('a one-time code');
    await page.getByRole('button', { name: 'Ask at the next update' }).click();
    await page.locator('.hint', { hasText: 'MX Bank will ask at its next update.' }).waitFor();

    await page.getByRole('button', { name: 'Refresh all banks' }).click();
    await page.getByText('MX Bank needs to verify your identity.').waitFor();
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await dialog.getByLabel('Enter the code that we sent to you.').fill('correct');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText('Your account is connected.').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByText(/^Up to date: /).waitFor();

    await page.getByRole('button', { name: 'Reject the password' }).click();
    await page.getByRole('button', { name: 'Fix: MX Bank' }).waitFor();
    await page.getByRole('button', { name: 'Refresh all banks' }).click();
    await page
      .getByRole('alert')
      .getByText("didn't accept these credentials", { exact: false })
      .waitFor();

    await page.getByRole('combobox').first().selectOption('2. Summit Card Services');
    await page.getByRole('button', { name: 'Begin maintenance' }).click();
    await page.getByText('Summit Card Services is being maintained.').first().waitFor();
    await page.getByRole('button', { name: 'Refresh all banks' }).click();
    await page.getByText('Summit Card Services: This bank cannot be reached right now.').waitFor();

    const loaded = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Reset the sandbox' }).click();
    await loaded;
    await page.getByRole('button', { name: 'Details: MX Bank' }).waitFor();

    await page.getByText('Demo controls').click();
    const session = page.waitForRequest(/\/app\/session\?seconds=15$/);
    await page.getByLabel('Let tokens expire after 15 seconds').click();
    await session;
    await page.getByRole('button', { name: 'Details: MX Bank' }).waitFor();
    expect(problems).toEqual([]);
  },
);
