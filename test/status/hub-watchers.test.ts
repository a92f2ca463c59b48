import { expect, test } from 'vitest';
import { ownKey } from '../support/keys.ts';
import { settle } from '../support/manual-clock.ts';
import { collect, createHubBench, heldRead, inShort, POLL_MS } from './hub-bench.ts';
import { aStatus, key, running } from './models.ts';

const MINUTE = 60_000;
const degraded = aStatus({ connectionStatus: 'DEGRADED' });

test('the hub lets a slow watcher skip to the latest status, without affecting others', async () => {
  await using bench = createHubBench();
  const slow = bench.hub.watch(key);
  const quick = collect(bench.hub.watch(key));
  for (const connectionStatus of ['CREATED', 'RESUMED', 'DEGRADED']) {
    bench.mx.status = aStatus({ connectionStatus });
    bench.hub.nudge(key);
    await settle();
  }
  expect(quick.seen.map(inShort)).toEqual([
    'CONNECTED/idle',
    'CREATED/idle',
    'RESUMED/idle',
    'DEGRADED/idle',
  ]);
  expect((await slow.next()).value).toEqual(quick.seen.at(-1));
});

test('the hub delivers the settled status to a slow watcher before the end', async () => {
  await using bench = createHubBench();
  bench.mx.status = running;
  const slow = bench.hub.watch(key, { completeWhenSettled: true });
  await bench.clock.advance(POLL_MS);
  bench.mx.status = aStatus();
  await bench.clock.advance(10 * POLL_MS);
  expect(bench.hub.watched()).toBe(0);
  expect((await slow.next()).value).toMatchObject({ isSettled: true });
  expect(await slow.next()).toMatchObject({ done: true });
});

test('the hub keeps two users of the same member guid apart', async () => {
  await using bench = createHubBench();
  bench.mx.status = ({ userGuid }) =>
    Promise.resolve(aStatus({ connectionStatus: userGuid === 'USR-1' ? 'CONNECTED' : 'LOCKED' }));
  const iterators = ['USR-1', 'USR-2'].map((userGuid) =>
    bench.hub.watch(ownKey({ ...key, userGuid })),
  );
  await settle();
  bench.hub.nudge(key);
  await settle();
  const [one, two] = iterators.map(collect);
  await settle();
  expect(one?.seen).toMatchObject([{ key, connectionStatus: 'CONNECTED' }]);
  expect(two?.seen).toMatchObject([{ key: { userGuid: 'USR-2' }, connectionStatus: 'LOCKED' }]);
  expect(bench.hub.watched()).toBe(2);
});

test('the hub stops at once when the last watcher leaves in a pause', async () => {
  await using bench = createHubBench();
  const [one, two] = [bench.hub.watch(key), bench.hub.watch(key)];
  await settle();
  await one.return?.();
  expect(bench.hub.watched()).toBe(1);
  await two.return?.();
  expect(bench.hub.watched()).toBe(0);
  await bench.clock.advance(10 * MINUTE);
  expect(bench.mx.reads).toEqual([0]);
  expect(bench.clock.sleeping()).toBe(0);
});

test('the hub aborts the read in flight when the last watcher leaves', async () => {
  await using bench = createHubBench();
  bench.mx.status = heldRead().script;
  const watcher = bench.hub.watch(key);
  const pending = watcher.next();
  await settle();
  expect(bench.mx.inFlight).toBe(1);
  await watcher.return?.();
  expect(await pending).toMatchObject({ done: true });
  await settle();
  expect(bench.mx).toMatchObject({ inFlight: 0, aborted: 1 });
});

test('the hub serves a watcher that returns right after the last one left', async () => {
  await using bench = createHubBench();
  bench.mx.status = heldRead().script;
  const gone = bench.hub.watch(key);
  await gone.return?.();
  bench.mx.status = degraded;
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  expect(seen.map(inShort)).toEqual(['DEGRADED/idle']);
  expect(bench.hub.watched()).toBe(1);
});

test('the hub keeps nothing of a thousand watchers that vanish in quiet', async () => {
  await using bench = createHubBench();
  const watchers = Array.from({ length: 1000 }, (_, i) =>
    bench.hub.watch({ ...key, memberGuid: `MBR-${i % 500}` }),
  );
  await settle();
  for (const watcher of watchers) await watcher.next();
  const parked = watchers.map((watcher) => watcher.next());
  expect(bench.hub.watched()).toBe(500);
  expect(bench.clock.sleeping()).toBe(500);
  for (const watcher of watchers) await watcher.return?.();
  expect(new Set((await Promise.all(parked)).map(({ done }) => done))).toEqual(new Set([true]));
  await settle();
  expect(bench.hub.watched()).toBe(0);
  expect(bench.clock.sleeping()).toBe(0);
  await bench.clock.advance(10 * MINUTE);
  expect(bench.mx.reads).toHaveLength(500);
});

test('the hub ends every stream quietly when it is disposed, and serves no more', async () => {
  const bench = createHubBench();
  const readers = [collect(bench.hub.watch(key)), collect(bench.hub.watch(key))];
  await settle();
  await bench.hub[Symbol.asyncDispose]();
  const late = collect(bench.hub.watch(key));
  await settle();
  for (const reader of [...readers, late])
    expect(reader).toMatchObject({ ended: true, error: null });
  expect(late.seen).toEqual([]);
  expect(bench.hub.watched()).toBe(0);
  expect(bench.clock.sleeping()).toBe(0);
});
