import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { openBreakablePath } from '../support/breakable-path.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { keepBusy } from '../support/watching.ts';
import { bundle, kitSource } from './bundle.ts';
import { transports } from './kit.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const hasBrowser = existsSync(CHROMIUM) || process.env['REQUIRE_BROWSER'] === '1';
const patient = { timeout: 60_000 };

const app = `
import { createMxClient } from '${kitSource}/main.ts';
window.seen = [];
window.watch = async (url, transport, memberId) => {
  const mx = createMxClient({ url, transport });
  for await (const { connectionStatus, revision } of mx.watchStatus(memberId))
    window.seen.push(connectionStatus + ' ' + revision);
};
`;

test.skipIf(!hasBrowser).for(transports)(
  'a page in a browser goes on after a cut, and at once after a time without a network: %s',
  patient,
  async (transport) => {
    await using started = new AsyncDisposableStack();
    const page = `<!doctype html><script type="module">${await bundle(app)}</script>`;
    const site = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    }).listen(0, '127.0.0.1');
    started.defer(() => void site.close());
    await once(site, 'listening');
    const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    const gateway = started.use(await startTestGateway({ config: { corsOrigins: [origin] } }));
    const path = started.use(await openBreakablePath(gateway.url));
    keepBusy(gateway);
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    started.defer(() => browser.close());
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(origin);
    const given = [path.url, transport, household.bankId].map((each) => JSON.stringify(each));
    await tab.evaluate(`void window.watch(${given.join(', ')})`);

    const seen = () => tab.evaluate<readonly string[]>('window.seen');
    const count = async () => (await seen()).length;
    await expect.poll(count).toBe(1);
    path.cut();
    keepBusy(gateway, 'DENIED');
    await expect.poll(count).toBe(2);

    await context.setOffline(true);
    path.setOpen(false);
    path.cut();
    keepBusy(gateway, 'PREVENTED');
    path.setOpen(true);
    await context.setOffline(false);
    await expect.poll(count).toBe(3);
    const statuses = (await seen()).map((each) => each.split(' ')[0]);
    expect(statuses).toEqual(['CONNECTED', 'DENIED', 'PREVENTED']);
  },
);
