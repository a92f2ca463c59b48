import { expect, test } from 'vitest';
import { MxError } from '../../src/mx/errors.ts';
import { createRecovery } from '../../src/status/recovery.ts';
import { ownKey } from '../support/keys.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { collect, createHubBench } from './hub-bench.ts';
import { aStatus } from './models.ts';
import { createUserBench, userGuid } from './user/user-bench.ts';

const key = ownKey({ userGuid: 'USR-1', memberGuid: 'MBR-1' });
const unavailable = new MxError('UNAVAILABLE', 'MX is down');
const MINUTE = 60_000;

/** Rests on a manual clock, and the times of their ends. */
function setUp(count: number) {
  const clock = createManualClock();
  const born = clock.monotonicNow();
  let ended = 0;
  const jitter = () => (ended += 1) / count;
  const recovery = createRecovery({ sleep: clock.sleep, jitter });
  const wake = new AbortController();
  const ends: number[] = [];
  const rests = Array.from({ length: count }, () => {
    const rest = recovery.startRest(wake.signal);
    rest.signal.addEventListener('abort', () => ends.push(clock.monotonicNow() - born));
    return rest;
  });
  return { ...clock, recovery, rests, ends, wake };
}

test('a rest ends within two seconds after MX is back', async () => {
  const { recovery, rests, ends, advance } = setUp(4);
  recovery.happened();
  await advance(2_000);
  expect(ends).toEqual([500, 1_000, 1_500, 2_000]);
  expect(rests.every(({ isBack }) => isBack())).toBe(true);
});

test('many rests end at 500 per second', async () => {
  const { recovery, ends, advance } = setUp(5_000);
  recovery.happened();
  await advance(1_000);
  expect(ends).toHaveLength(500);
  await advance(9_000);
  expect(ends).toHaveLength(5_000);
});

test('a rest that is woken for another reason does not say that MX is back', async () => {
  const { recovery, rests, wake, advance } = setUp(1);
  recovery.happened();
  wake.abort();
  await advance(2_000);
  expect(rests[0]?.signal.aborted).toBe(true);
  expect(rests[0]?.isBack()).toBe(false);
});

test('a rest that is over is not ended by a later recovery', async () => {
  const { recovery, rests, advance } = setUp(1);
  rests[0]?.[Symbol.dispose]();
  recovery.happened();
  await advance(2_000);
  expect(rests[0]?.isBack()).toBe(false);
});

test('the hub reads a member within two seconds after MX is back, however long it was away', async () => {
  await using bench = createHubBench();
  const reader = collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = unavailable;
  await bench.clock.advance(5 * MINUTE);
  bench.mx.status = aStatus({ connectionStatus: 'DENIED' });
  bench.recovery.happened();
  await bench.clock.advance(2_000);
  expect(reader.seen.map(({ connectionStatus }) => connectionStatus)).toEqual([
    'CONNECTED',
    'DENIED',
  ]);
});

test('the hub does not give up in the moment in which MX is back', async () => {
  await using bench = createHubBench();
  bench.mx.status = unavailable;
  const reader = collect(bench.hub.watch(key));
  await bench.clock.advance(10 * MINUTE - 1_000);
  bench.recovery.happened();
  await settle();
  bench.mx.status = aStatus();
  await bench.clock.advance(1);
  expect(reader).toMatchObject({ seen: [{}], ended: false });
});

test('the hub does not read a member that rests for another reason when MX is back', async () => {
  await using bench = createHubBench();
  collect(bench.hub.watch(key));
  await bench.clock.advance(10 * MINUTE);
  const reads = bench.mx.reads.length;
  bench.recovery.happened();
  await bench.clock.advance(2_000);
  expect(bench.mx.reads).toHaveLength(reads);
});

test('the list of a watched user is read within two seconds after MX is back', async () => {
  const bench = createUserBench();
  const watched = bench.lists.watch(userGuid);
  await watched.next();
  bench.mx.listFailure = unavailable;
  await bench.clock.advance(5 * MINUTE);
  bench.mx.listFailure = null;
  const reads = bench.mx.lists.length;
  bench.recovery.happened();
  await bench.clock.advance(2_000);
  expect(bench.mx.lists).toHaveLength(reads + 1);
  await watched.return?.();
});
