import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { startWatchers } from './watchers.ts';

const WATCHERS = 20;
const CUTS = 1_000;
const STATUSES = ['DENIED', 'CONNECTED', 'PREVENTED', 'CONNECTED', 'IMPEDED'];
const settled = { timeout: 60_000, interval: 20 };

test(
  'no last state is lost, and none is told twice in a row, in 1,000 cuts at any moment',
  { timeout: 120_000 },
  async () => {
    await using gateway = await startTestGateway();
    const { bankId, bank } = household;
    let cuts = 0;
    let most = 0;
    const watchers = startWatchers(gateway.url, bankId, WATCHERS, {
      nextLifeMs() {
        if (cuts >= most) return undefined;
        cuts += 1;
        return Math.random() * 15;
      },
    });
    await expect.poll(watchers.connections, settled).toBe(WATCHERS);
    for (const [round, status] of STATUSES.entries()) {
      most = ((round + 1) * CUTS) / STATUSES.length;
      // The sockets of the last round have no end, so they are cut here.
      watchers.cutAll();
      gateway.sandbox.control.setStatus(bank.memberGuid, status);
      await expect.poll(() => cuts, settled).toBe(most);
      const last = () => watchers.told.filter((seen) => seen.at(-1) === status).length;
      await expect.poll(last, settled).toBe(WATCHERS);
    }
    await watchers[Symbol.asyncDispose]();
    for (const seen of watchers.told) {
      expect(seen.filter((status, at) => status === seen[at - 1])).toEqual([]);
    }
  },
);
