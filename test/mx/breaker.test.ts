import { expect, test } from 'vitest';
import { createBreaker, type Breaker, type Outcome } from '../../src/mx/breaker.ts';

/** Makes attempts on a clock of its own; a refused one is not recorded. */
function drive(breaker: Breaker = createBreaker()) {
  let nowMs = 1_000_000;
  return {
    breaker,
    wait: (ms: number) => {
      nowMs += ms;
    },
    attempt(outcome: Outcome, endpoint = 'readUser') {
      const admission = breaker.admit(nowMs);
      if (admission.kind === 'refused') return 'refused';
      breaker.record({ endpoint, outcome, isProbe: admission.kind === 'probe' }, nowMs);
      return admission.kind;
    },
    admit: () => breaker.admit(nowMs),
    record: (outcome: Outcome, isProbe: boolean) =>
      breaker.record({ endpoint: 'readUser', outcome, isProbe }, nowMs),
  };
}

type Drive = ReturnType<typeof drive>;

function failUntilOpen(t: Drive, everyMs = 50): number {
  let attempts = 0;
  while (t.breaker.state() === 'closed' && attempts < 1_000) {
    t.attempt('bad');
    t.wait(everyMs);
    attempts += 1;
  }
  return attempts;
}

test('opens on ten failures in a row', () => {
  const t = drive();
  expect(failUntilOpen(t)).toBe(10);
  expect(t.attempt('good')).toBe('refused');
  expect(t.breaker.state()).toBe('open');
});

test('opens within two seconds of total failure after any amount of success', () => {
  const t = drive();
  const endpoints = ['readUser', 'listMembers', 'listRewards'];
  for (let call = 0; call < 1_000; call += 1) {
    t.attempt('good', endpoints[call % 3]);
    t.wait(10);
  }
  // The third endpoint is asked no more: what it depends on fails first.
  let ms = 0;
  while (t.breaker.state() === 'closed') {
    t.attempt('bad', endpoints[(ms / 50) % 2]);
    t.wait(50);
    ms += 50;
  }
  expect(ms).toBeLessThanOrEqual(2_000);
});

test('stays closed over isolated failures', () => {
  const t = drive();
  for (let call = 0; call < 1_000; call += 1) {
    t.attempt(call % 4 === 0 ? 'bad' : 'good');
    t.wait(20);
  }
  expect(t.breaker.state()).toBe('closed');
});

test('stays closed while one endpoint fails and another answers well', () => {
  const t = drive();
  for (let call = 0; call < 500; call += 1) {
    t.attempt(call % 10 === 0 ? 'good' : 'bad', call % 10 === 0 ? 'listMembers' : 'listRewards');
    t.wait(20);
  }
  expect(t.breaker.state()).toBe('closed');
});

test('opens when most attempts fail, though not all', () => {
  const t = drive();
  let attempts = 0;
  while (t.breaker.state() === 'closed' && attempts < 200) {
    t.attempt(attempts % 4 === 0 ? 'good' : 'bad');
    t.wait(20);
    attempts += 1;
  }
  expect(t.breaker.state()).toBe('open');
});

test('does not count attempts whose callers went away', () => {
  const t = drive();
  for (let call = 0; call < 100; call += 1) t.attempt('unknown');
  expect(t.breaker.state()).toBe('closed');
});

test('says how long to stay away', () => {
  const t = drive();
  failUntilOpen(t, 0);
  t.wait(400);
  expect(t.admit()).toEqual({ kind: 'refused', retryAfterMs: 600 });
});

test('lets one probe through at a time, after one, two and then every three seconds', () => {
  const t = drive();
  failUntilOpen(t, 0);
  for (const pauseMs of [1_000, 2_000, 3_000, 3_000]) {
    t.wait(pauseMs - 1);
    expect(t.attempt('bad')).toBe('refused');
    t.wait(1);
    expect(t.admit().kind).toBe('probe');
    expect(t.breaker.state()).toBe('half-open');
    expect(t.admit().kind).toBe('refused');
    t.record('bad', true);
  }
});

test('closes on one good probe and then takes calls again', () => {
  const t = drive();
  failUntilOpen(t, 0);
  t.wait(1_000);
  expect(t.attempt('good')).toBe('probe');
  expect(t.breaker.state()).toBe('closed');
  expect(t.attempt('bad')).toBe('call');
  expect(t.breaker.state()).toBe('closed');
});

test('tries again at once when the caller of a probe went away', () => {
  const t = drive();
  failUntilOpen(t, 0);
  t.wait(1_000);
  expect(t.attempt('unknown')).toBe('probe');
  expect(t.admit().kind).toBe('probe');
});

test('gives a silent probe up for the next, but believes its late good answer', () => {
  const t = drive();
  failUntilOpen(t, 0);
  t.wait(1_000);
  expect(t.admit().kind).toBe('probe');
  t.wait(2_999);
  expect(t.admit().kind).toBe('refused');
  t.wait(1);
  expect(t.admit().kind).toBe('probe');
  t.record('good', true);
  expect(t.breaker.state()).toBe('closed');
});

test('does not let answers to calls from before it opened close it', () => {
  const t = drive();
  expect(t.admit().kind).toBe('call');
  failUntilOpen(t, 0);
  t.record('good', false);
  expect(t.breaker.state()).toBe('open');
});

test('waits longer when MX fails again right after it came back', () => {
  const t = drive();
  failUntilOpen(t, 0);
  t.wait(1_000);
  t.attempt('good');
  failUntilOpen(t, 0);
  expect(t.admit()).toEqual({ kind: 'refused', retryAfterMs: 2_000 });
  t.wait(2_000);
  t.attempt('good');
  t.wait(60_000);
  failUntilOpen(t, 0);
  expect(t.admit()).toEqual({ kind: 'refused', retryAfterMs: 1_000 });
});

test('lets a tenth of the calls through at most, and closes within five seconds of recovery', () => {
  const t = drive();
  const everyMs = 100;
  let passed = 0;
  for (let ms = 0; ms < 60_000; ms += everyMs) {
    if (t.attempt('bad') !== 'refused') passed += 1;
    t.wait(everyMs);
  }
  expect(passed).toBeLessThanOrEqual(60);
  let recoveryMs = 0;
  while (t.breaker.state() !== 'closed') {
    t.attempt('good');
    t.wait(everyMs);
    recoveryMs += everyMs;
  }
  expect(recoveryMs).toBeLessThanOrEqual(5_000);
});
