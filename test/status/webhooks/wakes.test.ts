import { expect, test } from 'vitest';
import { createWakes } from '../../../src/status/webhooks/wakes.ts';
import { createManualClock, settle } from '../../support/manual-clock.ts';

function createBench({ isWatched = true } = {}) {
  const clock = createManualClock();
  const wakes = createWakes({ sleep: clock.sleep });
  const times: number[] = [];
  const born = clock.monotonicNow();
  const wake = () => {
    times.push(clock.monotonicNow() - born);
    return isWatched;
  };
  return { clock, wakes, times, request: (id = 'a') => wakes.request(id, wake) };
}

test('the first request wakes immediately, and a burst wakes once more at its end', async () => {
  const { clock, times, request } = createBench();
  for (let at = 0; at < 100; at += 1) request();
  expect(times).toEqual([0]);
  await clock.advance(10_000);
  expect(times).toEqual([0, 500]);
});

test('a request after the burst wakes immediately', async () => {
  const { clock, times, request } = createBench();
  request();
  await clock.advance(501);
  request();
  expect(times).toEqual([0, 501]);
});

test('requests without an end wake twice a second', async () => {
  const { clock, times, request } = createBench();
  for (let at = 0; at < 199; at += 1) {
    request();
    await clock.advance(10);
  }
  expect(times).toEqual([0, 500, 1_000, 1_500]);
});

test('two members do not wait for each other', () => {
  const { times, request } = createBench();
  request('a');
  request('b');
  expect(times).toEqual([0, 0]);
});

test('nothing is kept for a member that nobody watches', () => {
  const { clock, request } = createBench({ isWatched: false });
  request();
  request();
  expect(clock.sleeping()).toBe(0);
});

test('nothing wakes after the end', async () => {
  const { clock, wakes, times, request } = createBench();
  request();
  request();
  wakes[Symbol.dispose]();
  await settle();
  await clock.advance(10_000);
  expect(times).toEqual([0]);
  expect(clock.sleeping()).toBe(0);
});
