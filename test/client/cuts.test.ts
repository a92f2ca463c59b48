import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { household } from '../support/household.ts';
import { keepBusy } from '../support/watching.ts';
import { hasty, startKit, transports } from './kit.ts';

const CUTS = 200;
const WATCHERS = 5;
const STATUSES = ['DENIED', 'CONNECTED', 'PREVENTED', 'IMPEDED'];

test.for(transports)(
  'no last status is lost, and none is told twice in a row, in 200 cuts at any moment: %s',
  { timeout: 120_000 },
  async (transport) => {
    await using kit = await startKit({ transport, ...hasty });
    keepBusy(kit.gateway);
    const told = Array.from({ length: WATCHERS }, (): string[] => []);
    const controller = new AbortController();
    const following = told.map(async (seen) => {
      const statuses = kit.mx.watchStatus(household.bankId, { signal: controller.signal });
      for await (const { revision, connectionStatus } of statuses)
        seen.push(`${connectionStatus} ${revision}`);
    });
    const last = () => told.map((seen) => seen.at(-1)?.split(' ')[0]);
    for (const status of STATUSES) {
      keepBusy(kit.gateway, status);
      for (let cuts = 0; cuts < CUTS / STATUSES.length; cuts += 1) {
        await delay(Math.random() * 15);
        kit.path.cut();
      }
      await expect.poll(last, { timeout: 30_000 }).toEqual(told.map(() => status));
    }
    controller.abort();
    await Promise.allSettled(following);
    for (const seen of told) expect(seen.filter((each, at) => each === seen[at - 1])).toEqual([]);
  },
);
