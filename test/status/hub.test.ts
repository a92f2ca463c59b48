import { expect, test } from 'vitest';
import { settle } from '../support/manual-clock.ts';
import { collect, createHubBench, heldRead, inShort, POLL_MS } from './hub-bench.ts';
import { aStatus, challenged, key, running } from './models.ts';

const MINUTE = 60_000;

const degraded = aStatus({ connectionStatus: 'DEGRADED' });

test('the hub sends the current status first, after one read', async () => {
  await using bench = createHubBench();
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  expect(bench.mx.reads).toEqual([0]);
  expect(seen).toEqual([
    {
      ...aStatus(),
      key,
      isOverdue: false,
      isOAuth: expect.toBeOneOf([null, false]) as boolean | null,
      observedAt: '2026-11-22T12:00:00.000Z',
      revision: expect.any(String) as string,
      nextAction: 'NONE',
      isSettled: true,
      canAggregate: true,
      canFetchRewards: true,
      userMessage: 'Your account is connected.',
    },
  ]);
});

test('the hub then sends changes only', async () => {
  await using bench = createHubBench();
  const { seen } = collect(bench.hub.watch(key));
  await bench.clock.advance(2 * MINUTE);
  bench.mx.status = degraded;
  await bench.clock.advance(2 * MINUTE);
  expect(seen.map(inShort)).toEqual(['CONNECTED/idle', 'DEGRADED/idle']);
  expect(bench.mx.reads.length).toBeGreaterThan(5);
});

test('the hub gives later statuses greater revisions, even when the clock goes back', async () => {
  await using bench = createHubBench();
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  bench.clock.jump(-60 * MINUTE);
  bench.mx.status = degraded;
  bench.hub.nudge(key);
  await settle();
  const revisions = seen.map(({ revision }) => revision);
  expect(revisions).toHaveLength(2);
  expect(revisions.toSorted()).toEqual(revisions);
});

test('the hub serves every watcher of a member from one loop', async () => {
  await using bench = createHubBench();
  bench.mx.status = running;
  const readers = Array.from({ length: 50 }, () => collect(bench.hub.watch(key)));
  await bench.clock.advance(POLL_MS);
  bench.mx.status = aStatus();
  await bench.clock.advance(POLL_MS);
  expect(bench.mx.reads).toEqual([0, 3000, 6000]);
  // At the start, and at the end of the job: with no accounts not all is well.
  expect(bench.mx.oauthReads).toBe(2);
  for (const { seen } of readers) {
    expect(seen.map(inShort)).toEqual(['CONNECTED/running', 'CONNECTED/idle']);
  }
});

test('the hub gives a young status to a new watcher and reads again in place of an old one', async () => {
  await using bench = createHubBench();
  collect(bench.hub.watch(key));
  await bench.clock.advance(50_000);
  const reads = bench.mx.reads.length;
  const second = collect(bench.hub.watch(key));
  await settle();
  expect(second.seen).toHaveLength(1);
  expect(bench.mx.reads).toHaveLength(reads + 1);
  await bench.clock.advance(POLL_MS - 1);
  const third = collect(bench.hub.watch(key));
  await settle();
  expect(third.seen).toEqual([...second.seen]);
  expect(bench.mx.reads).toHaveLength(reads + 1);
});

test('the hub lets a new watcher wait for the read in flight', async () => {
  await using bench = createHubBench();
  const read = heldRead();
  bench.mx.status = read.script;
  const readers = [collect(bench.hub.watch(key)), collect(bench.hub.watch(key))];
  await read.give(aStatus());
  expect(readers.map(({ seen }) => seen.length)).toEqual([1, 1]);
  expect(bench.mx.reads).toHaveLength(1);
});

test('the hub ends after a settled status for watchers that ask for it', async () => {
  await using bench = createHubBench();
  bench.mx.status = running;
  const asked = collect(bench.hub.watch(key, { completeWhenSettled: true }));
  const stays = collect(bench.hub.watch(key));
  await bench.clock.advance(POLL_MS);
  expect(asked.ended).toBe(false);
  bench.mx.status = aStatus();
  await bench.clock.advance(POLL_MS);
  expect(asked.seen.map(inShort)).toEqual(['CONNECTED/running', 'CONNECTED/idle']);
  expect(asked).toMatchObject({ ended: true, error: null });
  expect(stays.ended).toBe(false);
  expect(bench.hub.watched()).toBe(1);
});

test('the hub stops polling when the last watcher has its settled status', async () => {
  await using bench = createHubBench();
  bench.mx.status = challenged('CRD-1');
  const { seen, ...reader } = collect(bench.hub.watch(key, { completeWhenSettled: true }));
  await settle();
  expect(seen.map(({ nextAction }) => nextAction)).toEqual(['ANSWER_CHALLENGES']);
  expect(reader.error).toBeNull();
  expect(bench.hub.watched()).toBe(0);
  expect(bench.clock.sleeping()).toBe(0);
});

test('the hub ends at once for a watcher that knows the settled status', async () => {
  await using bench = createHubBench();
  const first = collect(bench.hub.watch(key));
  await settle();
  const after = first.seen[0]?.revision;
  const second = collect(bench.hub.watch(key, { after, completeWhenSettled: true }));
  await settle();
  expect(second).toMatchObject({ seen: [], ended: true, error: null });
});
