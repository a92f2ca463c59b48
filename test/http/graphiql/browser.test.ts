import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Config } from '../../../src/config.ts';
import { hasBrowser, isBrowserRequired, openPage } from '../../support/browser.ts';
import { startTestGateway } from '../../support/gateway.ts';

if (!hasBrowser) console.warn('GraphiQL is not tested in a browser: there is none.');

/** GraphiQL of a whole gateway, opened in a browser that may not leave this machine. */
async function openGraphiql(config: Partial<Config> = {}) {
  await using started = new AsyncDisposableStack();
  const gateway = started.use(await startTestGateway({ config }));
  const watched = started.use(await openPage(new URL(gateway.url).host));
  const { page, foreign, frames: sockets, problems } = watched;

  await page.goto(gateway.url);
  await page.locator('.graphiql-execute-button').waitFor();
  await page.locator('.graphiql-tab').first().waitFor();
  const running = started.move();
  return {
    page,
    foreign,
    sockets,
    problems,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const run = (page: Page) => page.locator('.graphiql-execute-button').click();

const openTab = (page: Page, name: string) =>
  page.locator('.graphiql-tab-button', { hasText: name }).click();

/** Waits until the answer beside the editor holds the text, and returns all of it. */
async function answer(page: Page, text: string): Promise<string> {
  let shown = '';
  const read = async () => {
    // The editor pads with no-break spaces.
    shown = (await page.locator('.result-window').innerText()).replaceAll('\u00a0', ' ');
    return shown;
  };
  await expect.poll(read, { timeout: 60_000 }).toContain(text);
  return shown;
}

test('a browser is installed where it is required', () => {
  expect(hasBrowser || !isBrowserRequired).toBe(true);
});

test.skipIf(!hasBrowser)(
  'GraphiQL runs a query and a subscription, and calls only the gateway',
  // A browser on a busy machine may be slow to come up.
  { timeout: 180_000 },
  async () => {
    await using graphiql = await openGraphiql();
    const { page, foreign, sockets, problems } = graphiql;

    await run(page);
    expect(await answer(page, 'demo-household')).toContain('"accounts"');

    await openTab(page, 'MemberStatus');
    await run(page);
    expect(await answer(page, 'connectionStatus')).toContain('CONNECTED');
    expect(sockets.join('\n')).toContain('"type":"next"');

    expect(foreign).toEqual([]);
    expect(problems).toEqual([]);
  },
);

test.skipIf(!hasBrowser)(
  'GraphiQL has credentials as variables, and keeps its tabs on a reload',
  // A browser on a busy machine may be slow to come up.
  { timeout: 180_000 },
  async () => {
    await using graphiql = await openGraphiql();
    const { page, problems } = graphiql;

    await openTab(page, 'ConnectMember');
    await run(page);
    expect(await answer(page, 'member')).toContain('"MX Bank"');

    const tabs = page.locator('.graphiql-tab-button');
    const titles = await tabs.allInnerTexts();
    // GraphiQL writes its tabs down half a second after the last change.
    await page.waitForFunction(() =>
      globalThis['sessionStorage'].getItem('graphiql:tabState')?.includes('"activeTabIndex":3'),
    );
    await page.reload();
    await page.locator('.graphiql-tab-active', { hasText: 'ConnectMember' }).waitFor();
    expect(await tabs.allInnerTexts()).toEqual(titles);
    expect(await page.evaluate(() => Object.keys(globalThis['localStorage']))).toEqual([]);
    expect(new URL(page.url()).search).toBe('');
    expect(problems).toEqual([]);
  },
);

/** Opens a tab and presses Run before the page can do anything in between. */
const openAndRun = (page: Page, name: string) =>
  page.evaluate((title) => {
    const tabs = [...document.querySelectorAll<HTMLElement>('.graphiql-tab-button')];
    tabs.find(({ textContent }) => textContent === title)?.click();
    document.querySelector<HTMLElement>('.graphiql-execute-button')?.click();
  }, name);

test.skipIf(!hasBrowser)(
  'GraphiQL fits the window, numbers its tabs, and runs the tab that was just opened',
  { timeout: 180_000 },
  async () => {
    await using graphiql = await openGraphiql();
    const { page, problems } = graphiql;

    // A scrollbar takes its place from the inner size.
    expect(
      await page.evaluate(() => [
        innerWidth - document.documentElement.clientWidth,
        innerHeight - document.documentElement.clientHeight,
      ]),
    ).toEqual([0, 0]);
    const numbers = await page.evaluate(() =>
      [...document.querySelectorAll('.graphiql-tab-button')].map(
        (tab) => getComputedStyle(tab, '::before').content,
      ),
    );
    expect(new Set(numbers)).toEqual(new Set(['counter(tab) ". "']));

    await openAndRun(page, 'Institutions');
    expect(await answer(page, 'mxbank')).toContain('"MX Bank"');
    await openAndRun(page, 'FetchRewards');
    expect(await answer(page, 'alreadyRunning')).toContain('"connectionStatus"');
    expect(problems).toEqual([]);
  },
);

test.skipIf(!hasBrowser)(
  'GraphiQL signs in as the demo household of the sandbox, also after a reload',
  { timeout: 180_000 },
  async () => {
    await using graphiql = await openGraphiql({ upstream: { kind: 'sandbox' } });
    const { page, problems } = graphiql;

    await run(page);
    expect(await answer(page, 'demo-household')).toContain('"viewer"');
    await page.reload();
    await page.locator('.graphiql-execute-button').waitFor();
    await run(page);
    expect(await answer(page, 'demo-household')).toContain('"viewer"');
    expect(problems).toEqual([]);
  },
);

test.skipIf(!hasBrowser)(
  'GraphiQL shows the calls to MX of a query beside its response, and not in it',
  { timeout: 180_000 },
  async () => {
    await using graphiql = await openGraphiql();
    const { page, problems } = graphiql;
    const pane = page.locator('.calls-pane');

    await run(page);
    expect(await answer(page, 'demo-household')).not.toContain('explain');
    await expect.poll(() => pane.innerText()).toMatch(/Calls to MX: [1-9]\d* calls in [\d.]+ ms/);
    await pane.locator('summary').click();
    const shown = await pane.innerText();
    expect(shown).toContain('membersOfUser, 1 key');
    expect(shown).toContain('GET /users/{user_guid}/members');
    expect(shown).not.toContain('USR-');
    expect(problems).toEqual([]);
  },
);
