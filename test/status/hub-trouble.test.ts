import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MxError, type MxErrorCode } from '../../src/mx/errors.ts';
import { createStatusHub } from '../../src/status/hub.ts';
import { settle } from '../support/manual-clock.ts';
import { collect, createHubBench, inShort, POLL_MS } from './hub-bench.ts';
import { aStatus, key, readingOf } from './models.ts';

const MINUTE = 60_000;
/** A time that does not pass. */
const still = { now: () => 0, monotonicNow: () => 0 };
const unavailable = new MxError('UNAVAILABLE', 'GET …/status 503');

test.for<MxErrorCode>(['NOT_FOUND', 'FORBIDDEN', 'MALFORMED_ID'])(
  'the hub ends every stream of the member at once on %s',
  async (code) => {
    await using bench = createHubBench();
    const readers = [collect(bench.hub.watch(key)), collect(bench.hub.watch(key))];
    await settle();
    bench.mx.status = new MxError(code, 'GET …/status');
    bench.hub.nudge(key);
    await settle();
    for (const reader of readers) {
      expect(reader).toMatchObject({ ended: true, error: bench.mx.status });
      expect(reader.seen).toHaveLength(1);
    }
    expect(bench.hub.watched()).toBe(0);
    expect(bench.clock.sleeping()).toBe(0);
  },
);

test('the hub ends its streams on a defect of our own, and does not repeat it', async () => {
  await using bench = createHubBench();
  bench.mx.status = new TypeError('not a function');
  const reader = collect(bench.hub.watch(key));
  await settle();
  expect(reader).toMatchObject({ ended: true, error: bench.mx.status });
});

test.for<MxErrorCode>(['UNAVAILABLE', 'TIMEOUT', 'RATE_LIMITED', 'BAD_RESPONSE', 'INVALID_INPUT'])(
  'the hub keeps the stream open through %s',
  async (code) => {
    await using bench = createHubBench();
    bench.mx.status = new MxError(code, 'GET …/status');
    const reader = collect(bench.hub.watch(key));
    await bench.clock.advance(2 * MINUTE);
    expect(reader).toMatchObject({ seen: [], ended: false });
    bench.mx.status = aStatus();
    await bench.clock.advance(MINUTE);
    expect(reader.seen.map(inShort)).toEqual(['CONNECTED/idle']);
  },
);

test('the hub reports no trouble that passes', async () => {
  await using bench = createHubBench();
  const reader = collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = unavailable;
  await bench.clock.advance(5 * MINUTE);
  bench.mx.status = aStatus();
  await bench.clock.advance(5 * MINUTE);
  expect(reader.seen).toHaveLength(1);
  expect(reader.ended).toBe(false);
});

test('the hub retries less and less often, at least every 30 s', async () => {
  await using bench = createHubBench();
  bench.mx.status = unavailable;
  collect(bench.hub.watch(key));
  await bench.clock.advance(2 * MINUTE);
  expect(bench.mx.reads).toEqual([0, 3000, 9000, 21_000, 45_000, 75_000, 105_000]);
});

test('the hub starts over with short pauses after a success', async () => {
  await using bench = createHubBench();
  bench.mx.status = unavailable;
  collect(bench.hub.watch(key));
  await bench.clock.advance(21_000);
  bench.mx.status = aStatus();
  await bench.clock.advance(24_000);
  bench.mx.status = unavailable;
  await bench.clock.advance(12_000);
  expect(bench.mx.reads.slice(-4)).toEqual([45_000, 48_000, 51_000, 57_000]);
});

test('the hub retries at once for a new watcher', async () => {
  await using bench = createHubBench();
  bench.mx.status = unavailable;
  collect(bench.hub.watch(key));
  await bench.clock.advance(50_000);
  bench.mx.status = aStatus();
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  expect(seen).toHaveLength(1);
});

test('the hub makes no read for as long as MX asks', async () => {
  await using bench = createHubBench();
  bench.mx.status = new MxError('RATE_LIMITED', 'GET …/status 429', { retryAfterMs: 90_000 });
  const reader = collect(bench.hub.watch(key));
  await bench.clock.advance(89_999);
  expect(bench.mx.reads).toEqual([0]);
  bench.mx.status = aStatus();
  await bench.clock.advance(1);
  expect(reader.seen).toHaveLength(1);
});

test('the hub ends with the last error after ten minutes without a success', async () => {
  await using bench = createHubBench();
  bench.mx.status = unavailable;
  const reader = collect(bench.hub.watch(key));
  await bench.clock.advance(5 * MINUTE);
  bench.mx.status = new MxError('TIMEOUT', 'GET …/status timed out');
  await bench.clock.advance(5 * MINUTE - 1);
  expect(reader.ended).toBe(false);
  await bench.clock.advance(1);
  expect(reader).toMatchObject({ ended: true, error: bench.mx.status });
  expect(bench.hub.watched()).toBe(0);
});

test('the hub counts the ten minutes from the last success', async () => {
  await using bench = createHubBench();
  bench.mx.status = unavailable;
  const reader = collect(bench.hub.watch(key));
  await bench.clock.advance(9 * MINUTE);
  bench.mx.status = aStatus();
  await bench.clock.advance(30_000);
  bench.mx.status = unavailable;
  await bench.clock.advance(9 * MINUTE);
  expect(reader.ended).toBe(false);
  await bench.clock.advance(MINUTE);
  expect(reader.ended).toBe(true);
});

test('the hub ends after ten minutes although MX asks for a longer pause', async () => {
  await using bench = createHubBench();
  bench.mx.status = new MxError('RATE_LIMITED', 'GET …/status 429', { retryAfterMs: 60 * MINUTE });
  const reader = collect(bench.hub.watch(key));
  await bench.clock.advance(10 * MINUTE);
  expect(reader).toMatchObject({ ended: true, error: bench.mx.status });
  expect(bench.mx.reads).toEqual([0]);
});

test('the hub ends when its timer fails, rather than poll without a pause', async () => {
  await using hub = createStatusHub({
    readStatus: () => Promise.resolve(readingOf(aStatus(), still)),
    readTraits: () => Promise.resolve({ isOAuth: false }),
    pollMs: POLL_MS,
    ...still,
    sleep: () => Promise.reject(new Error('no timers left')),
    jitter: () => 0,
  });
  const reader = collect(hub.watch(key));
  await settle();
  expect(reader.seen).toHaveLength(1);
  expect(reader.error).toEqual(new Error('no timers left'));
});

test('the hub accepts a timer that rejects when it is woken', async () => {
  let reads = 0;
  await using hub = createStatusHub({
    readStatus: () =>
      Promise.resolve(readingOf(aStatus({ aggregatedAt: `${(reads += 1)}` }), still)),
    readTraits: () => Promise.resolve({ isOAuth: false }),
    pollMs: POLL_MS,
    ...still,
    sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
    jitter: () => 0,
  });
  const reader = collect(hub.watch(key));
  await settle();
  hub.nudge(key);
  await settle();
  expect(reader.seen).toHaveLength(2);
  expect(reader.ended).toBe(false);
});

test('the hub serves a new watcher after a stream of the member has failed', async () => {
  await using bench = createHubBench();
  bench.mx.status = new MxError('NOT_FOUND', 'GET …/status 404');
  collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = aStatus();
  const { seen } = collect(bench.hub.watch(key));
  await bench.clock.advance(POLL_MS);
  expect(seen).toHaveLength(1);
});
