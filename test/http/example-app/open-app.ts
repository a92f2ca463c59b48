import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { openPage } from '../../support/browser.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  colorScheme: 'dark',
};

export interface OpenAppOptions {
  readonly browser?: BrowserContextOptions;
  /** The length of the sandbox's jobs; defaults to 400 ms. */
  readonly jobMs?: number;
  /** Called before the page is opened. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** The example app of a whole gateway with a sandbox of its own, in a browser. */
export async function openApp(options: OpenAppOptions = {}) {
  const { browser = {}, jobMs = 400, prepare } = options;
  await using started = new AsyncDisposableStack();
  let gateway: TestGateway = await startTestGateway({ config: { upstream: { kind: 'sandbox' } } });
  started.defer(() => gateway[Symbol.asyncDispose]());
  const { host, origin, port } = new URL(gateway.url);
  const lag = await fetch(`${origin}/sandbox/control/lag`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jobMs }),
  });
  if (!lag.ok) throw new Error(await lag.text());
  const watched = started.use(await openPage(host, browser));
  const { page } = watched;
  await prepare?.(page);
  await page.goto(`${origin}/app`);
  await page.getByRole('heading', { name: 'Cards' }).waitFor();
  const running = started.move();
  return {
    ...watched,
    /** Ends the gateway, and starts another at the same address, with the sandbox of the start. */
    async restart() {
      await gateway[Symbol.asyncDispose]();
      gateway = await startTestGateway({
        config: { upstream: { kind: 'sandbox' }, port: Number(port) },
      });
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Opens the form of a bank, from the page. */
export async function chooseBank(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Connect a bank' }).click();
  await page.getByRole('dialog').getByRole('button', { name }).first().click();
}

/** Connects to the test bank. The password decides what happens. */
export async function connect(page: Page, password: string): Promise<Locator> {
  await chooseBank(page, 'MX Bank');
  await page.getByLabel('Username').fill('mxuser');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  return page.getByRole('dialog');
}

/** Pixels that the page is wider than the window. */
export const readOverflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
