import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** Tests in a browser are skipped without one. */
export const hasBrowser = existsSync(CHROMIUM);
/** True where a test that is skipped for want of a browser is a failure. */
export const isBrowserRequired = process.env['REQUIRE_BROWSER'] === '1';

export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Every URL outside the origin that the page asked for. */
  readonly foreign: string[];
  /** Every frame that a socket of the page received. */
  readonly frames: string[];
  /** Errors on the console, violations of the page's policy among them, and errors of its scripts. */
  readonly problems: string[];
}

/** A page in a browser that notes what it does besides calling `origin`, such as `127.0.0.1:4000`. */
export async function openPage(
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  await using started = new AsyncDisposableStack();
  const browser: Browser = await chromium.launch({
    executablePath: CHROMIUM,
    ignoreDefaultArgs: ['--hide-scrollbars'],
    args: FLAGS.split(' '),
  });
  started.defer(() => browser.close());
  const page = await browser.newPage(options);
  page.setDefaultTimeout(60_000);

  const foreign: string[] = [];
  const frames: string[] = [];
  const problems: string[] = [];
  const note = (url: string) => {
    const { host, protocol } = new URL(url);
    if (host !== origin && !/^(?:data|blob):$/.test(protocol)) foreign.push(url);
  };
  page.on('request', (request) => note(request.url()));
  page.on('websocket', (socket) => {
    note(socket.url());
    socket.on('framereceived', ({ payload }) => frames.push(String(payload)));
  });
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));

  const running = started.move();
  return { page, foreign, frames, problems, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
