import { expect, test } from 'vitest';
import { drive, failUntilSuspect, open, probeWhile } from './breaker-bench.ts';

test('the breaker suspects MX after five failures in a row over a tenth of a second', () => {
  const t = drive();
  expect(failUntilSuspect(t)).toBe(5);
  expect(t.breaker.state()).toBe('waiting');
  expect(t.changes()).toBe(1);
});

test('the breaker leaves a shorter blip to the retries, however many calls it fails', () => {
  const t = drive();
  for (let call = 0; call < 38; call += 1) t.call('bad');
  t.wait(99);
  t.call('bad');
  expect(t.breaker.state()).toBe('closed');
  t.call('good');
  t.wait(1_000);
  expect(t.breaker.state()).toBe('closed');
});

test('the breaker stays closed while every other call fails', () => {
  const t = drive();
  for (let call = 0; call < 1_000; call += 1) {
    t.call(call % 2 === 0 ? 'bad' : 'good');
    t.wait(20);
  }
  expect(t.changes()).toBe(0);
});

test('the breaker suspects MX when nearly all calls fail, though some succeed', () => {
  const t = drive();
  let calls = 0;
  while (t.breaker.state() === 'closed' && calls < 1_000) {
    t.call(calls % 20 === 0 ? 'good' : 'bad');
    t.wait(5);
    calls += 1;
  }
  expect(calls).toBeLessThan(60);
});

test('one good probe ends the suspicion, and counts for half a second', () => {
  const t = drive();
  failUntilSuspect(t);
  expect(t.takeProbe()).toBe(true);
  t.endProbe('good');
  expect(t.breaker.state()).toBe('closed');
  for (let ms = 0; ms < 500; ms += 10) {
    t.call('bad');
    t.wait(10);
  }
  expect(t.breaker.state()).toBe('closed');
  t.call('bad');
  expect(t.breaker.state()).toBe('waiting');
});

test('the breaker opens with the first probe that fails after 1.2 seconds', () => {
  const t = drive();
  failUntilSuspect(t);
  const moments = probeWhile(t, (state) => state === 'waiting');
  expect(moments).toHaveLength(10);
  expect(moments.slice(0, 4)).toEqual([0, 100, 200, 300]);
  expect(moments.at(-1)).toBeGreaterThanOrEqual(1_200);
  expect(moments.at(-1)).toBeLessThan(1_300);
  expect(t.breaker.state()).toBe('open');
});

test('the breaker does not open before a probe has failed', () => {
  const t = drive();
  failUntilSuspect(t);
  for (let ms = 0; ms < 5_000; ms += 50) {
    t.takeProbe();
    t.wait(50);
  }
  expect(t.breaker.state()).toBe('waiting');
  t.silence(true);
  expect(t.breaker.state()).toBe('open');
});

test('the breaker opens within two seconds of total failure, also at ten calls a second', () => {
  const t = drive();
  for (let call = 0; call < 100; call += 1) t.call('good');
  const startedAt = t.now();
  failUntilSuspect(t, 100);
  probeWhile(t, (state) => state === 'waiting');
  expect(t.now() - startedAt).toBeLessThanOrEqual(2_000);
});

test('an open breaker probes less and less often, down to every three seconds, and closes at once', () => {
  const t = open();
  const endsAt = t.now() + 60_000;
  const moments = probeWhile(t, () => t.now() < endsAt);
  expect(moments.length).toBeLessThanOrEqual(45);
  const pauses = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
  expect(Math.max(...pauses)).toBe(3_000);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  t.wait(t.waitMs());
  t.takeProbe();
  t.endProbe('good');
  expect(t.breaker.state()).toBe('closed');
  expect(t.waitMs()).toBe(0);
});

test('the late success of an earlier call causes a probe, and closes nothing by itself', () => {
  const t = open();
  while (t.waitMs() < 500) {
    t.wait(t.waitMs());
    t.takeProbe();
    t.endProbe('bad');
  }
  t.end('good');
  expect(t.breaker.state()).toBe('open');
  expect(t.waitMs()).toBe(100);
});

test('the breaker does not count attempts whose callers have left', () => {
  const t = drive();
  for (let call = 0; call < 100; call += 1) {
    t.call('unknown');
    t.wait(10);
  }
  expect(t.breaker.state()).toBe('closed');
});

test('the breaker lets a call through after five failed probes, and none while one is silent', () => {
  const t = open();
  expect(t.breaker.takeRead()).toBe(false);
  for (let probe = 0; probe < 5; probe += 1) {
    t.wait(t.waitMs());
    t.takeProbe();
    expect(t.breaker.takeRead()).toBe(false);
    t.endProbe('bad');
  }
  expect(t.breaker.takeRead()).toBe(true);
  expect(t.breaker.takeRead()).toBe(false);
  t.endProbe('good');
  expect(t.breaker.state()).toBe('closed');
});
