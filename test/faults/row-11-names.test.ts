import { expect, test } from 'vitest';
import { lacksNetwork, runInOwnNetwork, useOwnNameServer } from '../support/own-network.ts';

// Row 11 of the fault matrix, with the resolver of the system and a name server of the test's own.

interface NameCalls {
  /** The results of 50 reads. */
  readonly hung: readonly string[];
  readonly [figure: `${string}Ms`]: number;
  readonly queriesOfHang: number;
}

test.skipIf(lacksNetwork(useOwnNameServer))(
  'a name server that fails or hangs fails calls fast, blocks no thread, and takes no known address',
  { timeout: 60_000 },
  async () => {
    const calls = await runInOwnNetwork('../faults/name-calls.ts', useOwnNameServer);
    expect(calls).toMatchObject({
      unknown: expect.stringMatching(/^UNAVAILABLE: .*ENOTFOUND/),
      failing: expect.stringMatching(/^UNAVAILABLE: .*(?:EAI_AGAIN|MX is down)/),
      known: 'own@example.com',
      stale: 'own@example.com',
    });
    const { hung, hangMs, threadMs, staleMs, queriesOfHang } = calls as NameCalls;
    expect(hung.every((result) => result.startsWith('UNAVAILABLE: '))).toBe(true);
    // The deadline is 10 s, and one query of the resolver takes a second.
    expect(hangMs).toBeLessThan(5_000);
    expect(staleMs).toBeLessThan(5_000);
    expect(threadMs).toBeLessThan(900);
    // Two for each resolution, however many calls wait for it.
    expect(queriesOfHang).toBeLessThanOrEqual(12);
  },
);
