import { expect, test } from 'vitest';
import { createSandboxClock } from '../../src/sandbox/clock.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';

function startClock() {
  const outside = createManualClock(1_000_000);
  const clock = createSandboxClock(outside);
  const ended: string[] = [];
  const wait = (name: string, ms: number, signal = new AbortController().signal) =>
    void clock.sleep(ms, signal).then(() => ended.push(name));
  return { outside, clock, ended, wait };
}

test('advancing the clock ends the waits whose time is over, and shortens others', async () => {
  const { outside, clock, ended, wait } = startClock();
  wait('short', 1_000);
  wait('long', 10_000);
  clock.advance(4_000);
  await settle();
  expect([clock.now(), clock.advancedMs(), ended]).toEqual([1_004_000, 4_000, ['short']]);
  await outside.advance(5_999);
  expect(ended).toEqual(['short']);
  await outside.advance(1);
  expect(ended).toEqual(['short', 'long']);
});

test('a reset shows the time outside again, and waits stay as long as they are', async () => {
  const { outside, clock, ended, wait } = startClock();
  clock.advance(60_000);
  wait('one', 1_000);
  clock.reset();
  expect(clock.now()).toBe(outside.now());
  await outside.advance(1_000);
  expect(ended).toEqual(['one']);
});

test('a signal ends a wait', async () => {
  const { clock, ended, wait } = startClock();
  const stop = new AbortController();
  wait('one', 1_000, stop.signal);
  clock.advance(1);
  stop.abort();
  await settle();
  expect(ended).toEqual(['one']);
});
