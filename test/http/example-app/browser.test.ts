import { expect, test } from 'vitest';
import { hasBrowser, isBrowserRequired } from '../../support/browser.ts';
import { chooseBank, connect, openApp, phone, readOverflow } from './open-app.ts';

if (!hasBrowser) console.warn('The example app is not tested in a browser: there is none.');

// A browser on a busy machine may be slow to come up.
const slow = { timeout: 180_000 };

test('a browser is installed where it is required', () => {
  expect(hasBrowser || !isBrowserRequired).toBe(true);
});

test.skipIf(!hasBrowser)(
  'someone with a phone connects a bank, answers each kind of question, and refreshes all banks',
  slow,
  async () => {
    await using app = await openApp({ browser: phone });
    const { page, foreign, problems } = app;
    const dialog = await connect(page, 'challenge');
    const city = dialog.getByLabel('What city were you born in?');
    const send = dialog.getByRole('button', { name: 'Send' });

    await city.fill('challenges');
    await send.click();
    await dialog.getByLabel('What was your childhood nickname?').fill('image options');
    await city.fill('image options');
    await send.click();
    await dialog.getByAltText('IMAGE_3').click();
    expect(await readOverflow(page)).toBeLessThanOrEqual(0);
    await send.click();
    await city.fill('options');
    await send.click();
    await dialog.getByLabel('image', { exact: true }).check();
    await send.click();
    await dialog.getByLabel('Who is this guy?').fill('token');
    await send.click();
    await dialog.getByLabel('Enter the code that we sent to you.').fill('correct');
    await send.click();

    await dialog.getByText('4 reward balances are up to date.').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    expect(await page.getByText('$263.40').count()).toBe(1);

    await page.getByRole('button', { name: 'Refresh all banks' }).click();
    await page.getByText('0 of 3', { exact: true }).waitFor();
    await page.getByText(/^Up to date: .*Summit Card Services/).waitFor();
    expect(await readOverflow(page)).toBeLessThanOrEqual(0);
    expect(foreign).toEqual([]);
    expect(problems).toEqual([]);
  },
);

test.skipIf(!hasBrowser)(
  'someone signs in on the page of their bank, and the app goes on by itself',
  slow,
  async () => {
    await using app = await openApp();
    const { page, problems } = app;
    await chooseBank(page, 'MX Bank (Oauth)');
    await page.getByRole('button', { name: 'Continue' }).click();
    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Sign in at your bank' }).click();
    const bank = await opened;
    // The bank cannot reach the page that has opened it.
    expect(await bank.evaluate(() => globalThis.opener as unknown)).toBeNull();
    await bank.getByRole('link', { name: 'Approve' }).click();
    await page.getByText(/reward balances are up to date/).waitFor();
    expect(problems).toEqual([]);
  },
);

test.skipIf(!hasBrowser)(
  'someone who enters wrong things reads what is wrong, puts it right, and disconnects the bank',
  slow,
  async () => {
    await using app = await openApp();
    const { page, problems } = app;
    const dialog = await connect(page, 'INVALID');
    await dialog.getByText("didn't accept these credentials").waitFor();
    await dialog.getByLabel('Username').fill('mxuser');
    await dialog.getByLabel('Password').fill('challenge');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const city = dialog.getByLabel('What city were you born in?');
    await city.fill('wrong');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText("didn't accept the answer").waitFor();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await city.fill('correct');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText('4 reward balances are up to date.').waitFor();

    const banks = page.getByRole('button', { name: 'Details: MX Bank', includeHidden: true });
    expect(await banks.count()).toBe(2);
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await dialog.getByRole('button', { name: 'Really disconnect' }).click();
    await expect.poll(() => dialog.count()).toBe(0);
    await expect.poll(() => banks.count()).toBe(1);
    expect(problems).toEqual([]);
  },
);

test.skipIf(!hasBrowser)(
  'a refresh of all banks goes on when tokens expire and the gateway restarts',
  slow,
  async () => {
    await using app = await openApp({
      jobMs: 4000,
      prepare: (page) =>
        page.route('**/app/session', (route) =>
          route.continue({ url: `${route.request().url()}?seconds=5` }),
        ),
    });
    const { page, frames } = app;
    await page.getByRole('button', { name: 'Refresh all banks' }).click();
    await page.getByText('0 of 2', { exact: true }).waitFor();
    const before = frames.length;
    await app.restart();
    await page.getByText(/^Up to date: MX Bank and Summit Card Services/).waitFor();
    expect(frames.length).toBeGreaterThan(before);

    // Two tokens later the page still hears of everything.
    await page.waitForResponse(/\/app\/session/);
    await page.waitForResponse(/\/app\/session/);
    await page.getByRole('button', { name: 'Details: MX Bank' }).click();
    await page.getByRole('button', { name: 'Refresh its rewards' }).click();
    await page.getByText('4 reward balances are up to date.').waitFor();
  },
);
