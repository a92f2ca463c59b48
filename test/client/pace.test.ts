import { expect, test } from 'vitest';
import { createPace, toPauseMs } from '../../client/src/pace.ts';
import { createManualClock } from '../support/manual-clock.ts';

function start() {
  const clock = createManualClock();
  const device = { isOnline: true, random: 1 };
  const pace = createPace({
    now: clock.now,
    random: () => device.random,
    later(ms, callback) {
      const cancelled = new AbortController();
      void clock.sleep(ms, cancelled.signal).then(() => {
        if (!cancelled.signal.aborted) callback();
      });
      return () => cancelled.abort();
    },
    isOnline: () => device.isOnline,
    onWake: () => () => {},
    fetch: () => Promise.reject(new Error()),
    webSocket: undefined,
  });
  const { signal } = new AbortController();
  /** How long the next attempt has to wait. */
  async function wait(): Promise<number> {
    const before = clock.now();
    let isReady = false;
    void pace.ready(signal).then(() => {
      isReady = true;
    });
    for (;;) {
      await clock.advance(0);
      if (isReady) return clock.now() - before;
      await clock.advance(250);
    }
  }
  return { clock, device, pace, signal, wait };
}

test('pauses double up to half a minute, and chance takes up to half of them', () => {
  expect([1, 2, 3, 6, 7, 100].map((failures) => toPauseMs(failures, 1))).toEqual([
    500, 1_000, 2_000, 16_000, 30_000, 30_000,
  ]);
  expect(toPauseMs(7, 0)).toBe(15_000);
});

test('a pause after a failure lasts at least as long as the gateway asks', async () => {
  const { pace, wait } = start();
  expect(await wait()).toBe(0);
  pace.failed(new Error(), 10_000);
  expect(await wait()).toBe(10_000);
});

test('streams that fail together are one failure', async () => {
  const { pace, wait } = start();
  pace.failed(new Error());
  pace.failed(new Error());
  expect(await wait()).toBe(500);
});

test('a connection that has lived is replaced soon, and one whose token has expired at once', async () => {
  const { pace, wait } = start();
  pace.lost(60_000);
  expect(await wait()).toBe(2_000);
  pace.lost(60_000, true);
  expect(await wait()).toBe(0);
});

test('connections that are lost at once are opened less and less often', async () => {
  const { device, pace, wait } = start();
  device.random = 0;
  const pauses: number[] = [];
  for (let count = 0; count < 5; count += 1) {
    pace.lost(10, true);
    pauses.push(await wait());
  }
  expect(pauses).toEqual([250, 500, 1_000, 1_000, 1_000]);
});

test('too many failures in a row reject with the last one, and the next call begins anew', async () => {
  const { clock, pace, signal, wait } = start();
  for (let count = 0; count < 37; count += 1) {
    await clock.advance(60_000);
    pace.failed(new Error(`failure ${count}`));
  }
  await expect(pace.ready(signal)).rejects.toMatchObject({
    code: 'CONNECTION_FAILED',
    cause: new Error('failure 36'),
  });
  expect(await wait()).toBeLessThanOrEqual(30_000);
});

test('failures without a network do not count, also once it is back', async () => {
  const { clock, device, pace, signal } = start();
  device.isOnline = false;
  for (let count = 0; count < 100; count += 1) {
    await clock.advance(60_000);
    pace.failed(new Error());
  }
  device.isOnline = true;
  await clock.advance(60_000);
  pace.failed(new Error());
  await clock.advance(60_000);
  await expect(pace.ready(signal)).resolves.toBeUndefined();
});

test('a wake-up ends the pause of all who wait', async () => {
  const { pace, signal } = start();
  pace.failed(new Error(), 60_000);
  const waiting = [pace.ready(signal), pace.ready(signal)];
  pace.wake();
  expect(await Promise.all(waiting)).toHaveLength(2);
});

test('an abort ends a pause', async () => {
  const { clock, pace } = start();
  pace.failed(new Error(), 60_000);
  const controller = new AbortController();
  const waiting = pace.ready(controller.signal);
  controller.abort();
  await waiting;
  expect(clock.sleeping()).toBe(0);
});
