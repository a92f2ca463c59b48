import { expect, test } from 'vitest';
import { simulate, type Done, type Report, type World } from './simulated-mx.ts';

// The client under faults of MX, on simulated time: each figure is exact and the same each time.

const RATES = [10, 100, 1_000];

const goodShare = (calls: readonly Done[]) =>
  calls.filter(({ isGood }) => isGood).length / calls.length;
const callsPerRead = ({ askedMs, calls }: Report) => askedMs.length / calls.length;
const randomly = (share: number): World => ({ fate: ({ random }) => (random < share ? 503 : 200) });
const during = (from: number, to: number, fate: World['fate']): World['fate'] => {
  return (asked) => (asked.ms >= from && asked.ms < to ? fate(asked) : 200);
};
const down = () => 503;
const between = (from: number, to: number) => (ms: number) => ms >= from && ms < to;
/** When MX was first seen to be down, and then to be up again. */
const momentsOf = ({ health }: Report) =>
  [health[0]?.[0] ?? Number.NaN, health[1]?.[0] ?? Number.NaN] as const;
const secondsFor = (perSecond: number) => Math.min(2_000 / perSecond, 100);

test.for(RATES)(
  'with 1.8 percent of failed calls, %i a second, all reads succeed',
  async (perSecond) => {
    const report = await simulate(randomly(0.018), { perSecond, seconds: secondsFor(perSecond) });
    expect(goodShare(report.calls)).toBeGreaterThanOrEqual(0.999);
    expect(callsPerRead(report)).toBeLessThan(1.03);
    expect(report.health).toEqual([]);
  },
);

test.for(RATES)(
  'with 10 percent of failed calls, %i a second, 99.8 of 100 reads succeed',
  async (perSecond) => {
    const seconds = perSecond === 1_000 ? 10 : secondsFor(perSecond) * 2;
    const report = await simulate(randomly(0.1), { perSecond, seconds, seed: 2 });
    expect(goodShare(report.calls)).toBeGreaterThanOrEqual(0.998);
    expect(callsPerRead(report)).toBeLessThan(1.13);
    expect(report.health).toEqual([]);
  },
);

test.for(RATES)(
  'with half of the calls failed, %i a second, MX gets few retries',
  async (perSecond) => {
    const report = await simulate(randomly(0.5), { perSecond, seconds: secondsFor(perSecond) });
    expect(goodShare(report.calls)).toBeGreaterThan(0.55);
    expect(callsPerRead(report)).toBeLessThanOrEqual(1.25);
    expect(report.health).toEqual([]);
  },
);

test.for(RATES)('with MX away for 100 ms, %i calls a second, no read fails', async (perSecond) => {
  const world = { fate: during(5_000, 5_100, down) };
  const report = await simulate(world, { perSecond, seconds: 10 });
  expect(goodShare(report.calls)).toBe(1);
  const tooks = report.calls.map(({ tookMs }) => tookMs);
  expect(Math.max(...tooks)).toBeLessThan(100 + 50 + 400);
  expect(report.health).toEqual([]);
});

test.for(RATES)('with MX away every other second, %i calls a second', async (perSecond) => {
  const world: World = { fate: ({ ms }) => (ms % 2_000 < 1_000 ? 503 : 200) };
  const report = await simulate(world, { perSecond, seconds: secondsFor(perSecond) + 4 });
  // With few calls a second it takes longer to see that it is away.
  const isQuiet = perSecond === 10;
  expect(goodShare(report.calls)).toBeGreaterThanOrEqual(isQuiet ? 0.95 : 0.99);
  expect(callsPerRead(report)).toBeLessThanOrEqual(isQuiet ? 1.7 : 1.2);
});

test('ten retryable failures fail no read', async () => {
  let left = 10;
  const world: World = {
    fate: ({ ms }) => (ms > 5_000 && left > 0 && (left -= 1) >= 0 ? 503 : 200),
  };
  const report = await simulate(world, { perSecond: 100, seconds: 10 });
  expect(goodShare(report.calls)).toBe(1);
  expect(report.health).toEqual([]);
});

test.for([500, 429, 'silence', 'reset'] as const)(
  'one failing user (%s) among many, or alone in a quiet hour, does not affect the others',
  async (fate) => {
    const world: World = { fate: ({ path }) => (path.includes('USR-0') ? fate : 200) };
    for (const users of [2, 50]) {
      const report = await simulate(world, { perSecond: 20, seconds: 20, users });
      const others = report.calls.filter(({ user }) => user !== 'USR-0');
      expect(goodShare(others)).toBe(1);
      expect(report.health).toEqual([]);
    }
    const alone = await simulate(world, { perSecond: 5, seconds: 20, users: 1 });
    expect(goodShare(alone.calls)).toBe(0);
    expect(alone.health).toEqual([]);
    expect(callsPerRead(alone)).toBeLessThanOrEqual(2.2);
  },
);

test.for([500, 429, 'silence'] as const)('one ill endpoint (%s) closes no other', async (fate) => {
  for (const ill of ['/members?', '/status', '/institutions']) {
    const world: World = { fate: ({ path }) => (path.includes(ill) ? fate : 200) };
    const report = await simulate(world, { perSecond: 30, seconds: 20 });
    expect(report.health).toEqual([]);
    expect(goodShare(report.calls)).toBeGreaterThan(ill === '/institutions' ? 0.99 : 0.66);
    const alone = await simulate(world, {
      perSecond: 5,
      seconds: 10,
      call: (client) => client.institutions.list({}, { page: 1, perPage: 10 }),
    });
    expect(alone.health).toEqual([]);
  }
});

const OUTAGE = { from: 10_000, to: 70_000 };

test.for([10, 100, 500].flatMap((rate) => [[503, rate] as const, ['reset', rate] as const]))(
  'a total outage of a minute (%s), %i calls a second',
  async ([fate, perSecond]) => {
    const { from, to } = OUTAGE;
    const report = await simulate(
      { fate: during(from, to, () => fate) },
      { perSecond, seconds: 80 },
    );
    expect(report.health.map(([, health]) => health)).toEqual(['down', 'up']);
    const [downMs, upMs] = momentsOf(report);
    expect(downMs - from).toBeLessThanOrEqual(2_000);
    expect(upMs - to).toBeLessThanOrEqual(5_000);
    const asked = report.askedMs.filter(between(from, to)).length;
    expect(asked / (perSecond * 60)).toBeLessThanOrEqual(0.1);
    const inOutage = between(downMs, to);
    const refused = report.calls.filter(({ startedMs }) => inOutage(startedMs));
    expect(refused.every(({ isGood }) => !isGood)).toBe(true);
    expect(refused.filter(({ tookMs }) => tookMs > 50).length).toBeLessThanOrEqual(10);
    const after = report.calls.filter(({ startedMs }) => startedMs >= upMs);
    expect(goodShare(after)).toBe(1);
  },
);

test.for([20, 200])('a silence of a minute, %i calls a second', async (perSecond) => {
  const { from, to } = OUTAGE;
  const world: World = { fate: during(from, to, () => 'silence') };
  const report = await simulate(world, { perSecond, seconds: 80 });
  expect(report.health.map(([, health]) => health)).toEqual(['down', 'up']);
  const [downMs, upMs] = momentsOf(report);
  expect(downMs - from).toBeLessThanOrEqual(5_000);
  expect(upMs - to).toBeLessThanOrEqual(5_000);
  const refused = report.calls.filter(({ startedMs }) => between(downMs, to)(startedMs));
  expect(Math.max(...refused.map(({ tookMs }) => tookMs))).toBeLessThanOrEqual(50);
});

test('an outage with a Retry-After gets no call before its time', async () => {
  const { from, to } = OUTAGE;
  const world: World = { fate: during(from, to, down), retryAfter: '30' };
  const report = await simulate(world, { perSecond: 100, seconds: 120 });
  const asked = report.askedMs.filter(between(from, to)).length;
  expect(asked).toBeLessThan(200);
  const [, upMs] = momentsOf(report);
  expect(upMs - to).toBeLessThanOrEqual(31_000);
});

test('an MX that takes three seconds for each response counts as slow, not as down', async () => {
  const report = await simulate(
    { fate: () => 200, latencyMs: 3_000 },
    { perSecond: 20, seconds: 30 },
  );
  expect(report.health).toEqual([]);
  expect(goodShare(report.calls)).toBe(1);
  expect(callsPerRead(report)).toBeLessThan(1.05);
});

test('a tenth of hanging calls is made again within the deadline', async () => {
  const world: World = { fate: ({ random }) => (random < 0.1 ? 'silence' : 200) };
  const report = await simulate(world, { perSecond: 20, seconds: 50 });
  expect(goodShare(report.calls)).toBeGreaterThanOrEqual(0.998);
  expect(report.health).toEqual([]);
});
