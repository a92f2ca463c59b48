import { expect, test } from 'vitest';
import type { Data } from '../../support/gateway.ts';
import { startWorld, type Step } from './resumed-streams.ts';

/** An MFA run, from the creation of the member. */
const run: readonly Step[] = [
  { state: 'CREATED running', passMs: 0 },
  { state: 'CHALLENGED running', passMs: 400 },
  { state: 'RESUMED running' },
  { state: 'CONNECTED running', passMs: 400 },
  { state: 'CONNECTED running, accounts', passMs: 200 },
  { state: 'CONNECTED running, accounts, transactions', passMs: 200 },
  { state: 'CONNECTED, accounts, transactions', passMs: 200 },
];

const ways = [
  { how: 'the line breaks', most: 2 },
  { how: 'the gateway restarts', most: 1 },
];

const breaks = (['WebSocket', 'SSE'] as const).flatMap((transport) =>
  run.flatMap(({ state }, at) =>
    ways.flatMap(({ how, most }) =>
      [0, 1, 2]
        .filter((missed) => missed <= most && at + missed < run.length)
        .map((missed) => ({ transport, at, state, missed, how })),
    ),
  ),
);

test.for(breaks)(
  'over $transport no status is missed or repeated when $how at $state and $missed more come meanwhile',
  async ({ transport, at, missed, how }) => {
    await using world = await startWorld();
    const seen: Data[] = [];
    {
      await using before = await world.watch(transport);
      seen.push(await before.next());
      for (const step of run.slice(1, at + 1)) {
        await world.move(step);
        seen.push(await before.next());
      }
      if (how === 'the gateway restarts') await world.restart();
    }
    await world.nobodyWatches();

    for (const step of run.slice(at + 1, at + 1 + missed)) await world.move(step);
    const after = seen.at(-1)?.['revision'];
    const read = world.nextStatusRead();
    await using stream = await world.watch(transport, { after });
    await read;
    if (missed > 0) seen.push(await stream.next());
    for (const step of run.slice(at + 1 + missed)) {
      await world.move(step);
      seen.push(await stream.next());
    }

    const isTold = (_: unknown, index: number) => index <= at || index >= at + missed;
    expect(seen.map(toState)).toEqual(run.filter(isTold).map(({ state }) => state));
    const revisions = seen.map(({ revision }) => String(revision));
    expect(revisions).toEqual(revisions.toSorted());

    // What comes after the end of the run is the next one, and not its end again.
    await world.startAnotherJob();
    expect(await stream.next()).toMatchObject({
      connectionStatus: 'CONNECTED',
      isBeingAggregated: true,
    });
  },
);

const settled = (['WebSocket', 'SSE'] as const).flatMap((transport) =>
  [1, 6].flatMap((at) =>
    [false, true].map((restarts) => ({ transport, at, restarts, state: run[at]?.state })),
  ),
);

test.for(settled)(
  'over $transport a stream resumed at $state ends at once without an event, restarted: $restarts',
  async ({ transport, at, restarts }) => {
    await using world = await startWorld();
    for (const step of run.slice(1, at + 1)) await world.move(step);
    let after: unknown;
    {
      await using before = await world.watch(transport);
      after = (await before.next())['revision'];
    }
    if (restarts) await world.restart();
    await world.nobodyWatches();
    await using stream = await world.watch(transport, { after, end: true });
    expect(await stream.rest()).toEqual([]);
  },
);

function toState(status: Data): string {
  return [
    `${status['connectionStatus']}${status['isBeingAggregated'] ? ' running' : ''}`,
    ...(status['hasProcessedAccounts'] ? ['accounts'] : []),
    ...(status['hasProcessedTransactions'] ? ['transactions'] : []),
  ].join(', ');
}
