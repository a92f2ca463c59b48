import { expect, test } from 'vitest';
import { createBreaker } from '../../../src/mx/wire/breaker.ts';
import { createProber } from '../../../src/mx/wire/prober.ts';
import { createManualClock } from '../../support/manual-clock.ts';

/** A breaker that suspects MX, and the prober that looks after it. */
function setUp(probe: (end: (outcome: 'good' | 'bad') => void) => Promise<unknown>) {
  const clock = createManualClock();
  const breaker = createBreaker(() => prober.wake());
  const probes: number[] = [];
  const startedAt = clock.now();
  const prober = createProber({
    breaker,
    probe: () => {
      probes.push(clock.now() - startedAt);
      return probe((outcome) =>
        breaker.record({ outcome, isProbe: true, wasSilent: false, startedAtMs: 0 }, clock.now()),
      );
    },
    now: clock.now,
    schedule: (run, ms) => {
      const cancelled = new AbortController();
      void clock.sleep(ms, cancelled.signal).then(() => cancelled.signal.aborted || run());
      return () => cancelled.abort();
    },
  });
  const fail = (nowMs: number) =>
    breaker.record({ outcome: 'bad', isProbe: false, wasSilent: false, startedAtMs: nowMs }, nowMs);
  for (let ms = 200; ms >= 0; ms -= 50) fail(startedAt - ms);
  return { clock, breaker, prober, probes };
}

test('the prober probes from the suspicion until MX is well, and no longer', async () => {
  let isWell = false;
  const t = setUp(async (end) => {
    end(isWell ? 'good' : 'bad');
    if (!isWell) throw new Error('still down');
  });
  await t.clock.advance(2_000);
  expect(t.breaker.state()).toBe('open');
  expect(t.probes.slice(0, 4)).toEqual([0, 100, 200, 300]);
  isWell = true;
  await t.clock.advance(500);
  expect(t.breaker.state()).toBe('closed');
  const { length } = t.probes;
  await t.clock.advance(60_000);
  expect(t.probes).toHaveLength(length);
  expect(t.clock.sleeping()).toBe(0);
});

test('the prober goes on though probes get no response', async () => {
  const t = setUp(() => new Promise(() => {}));
  await t.clock.advance(10_000);
  expect(t.probes.length).toBeGreaterThan(10);
});

test('the prober probes sooner after the success of an earlier call', async () => {
  const t = setUp(async (end) => end('bad'));
  await t.clock.advance(30_000);
  const { length } = t.probes;
  await t.clock.advance(1_000);
  t.breaker.record(
    { outcome: 'good', isProbe: false, wasSilent: false, startedAtMs: 0 },
    t.clock.now(),
  );
  await t.clock.advance(100);
  expect(t.probes.length).toBe(length + 1);
});

test('a stopped prober sends nothing more', async () => {
  const t = setUp(async (end) => end('bad'));
  await t.clock.advance(500);
  const { length } = t.probes;
  t.prober.stop();
  t.prober.wake();
  await t.clock.advance(60_000);
  expect(t.probes).toHaveLength(length);
  expect(t.clock.sleeping()).toBe(0);
});
