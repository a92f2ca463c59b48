import { expect, test } from 'vitest';
import { MxError } from '../../src/mx/errors.ts';
import { createRefreshBench } from '../changes/refresh/rewards-refresh-bench.ts';
import { settle } from '../support/manual-clock.ts';
import { collect, createHubBench, inShort, POLL_MS } from './hub-bench.ts';
import { aStatus, finished, key, running, startedMember } from './models.ts';

const MINUTE = 60_000;
const unavailable = new MxError('UNAVAILABLE', 'GET …/status 503');

/** By which somebody sets the clock of the machine. */
const jumps = [-24 * 60, -60, 60, 24 * 60].map((minutes) => ({ minutes, ms: minutes * MINUTE }));

test.for(jumps)(
  'a clock that is set by $minutes minutes leaves MX in trouble its ten minutes',
  async (jump) => {
    await using bench = createHubBench();
    const reader = collect(bench.hub.watch(key));
    await settle();
    bench.clock.jump(jump.ms);
    bench.mx.status = unavailable;
    bench.hub.nudge(key);
    await bench.clock.advance(9 * MINUTE);
    expect(reader.ended).toBe(false);
    bench.clock.jump(-2 * jump.ms);
    await bench.clock.advance(2 * MINUTE);
    expect(reader).toMatchObject({ ended: true, error: unavailable });
  },
);

test.for(jumps)('a clock set by $minutes minutes leaves polls as before', async (jump) => {
  await using bench = createHubBench();
  bench.mx.status = running;
  collect(bench.hub.watch(key));
  await bench.clock.advance(POLL_MS);
  bench.clock.jump(jump.ms);
  await bench.clock.advance(2 * POLL_MS);
  expect(bench.mx.reads).toEqual([0, POLL_MS, 2 * POLL_MS, 3 * POLL_MS]);
});

test.for(jumps)(
  'a clock that is set by $minutes minutes leaves a fresh status fresh and an old one old',
  async (jump) => {
    await using bench = createHubBench();
    bench.mx.isOAuth = () => Promise.resolve(null);
    collect(bench.hub.watch(key));
    await settle();
    bench.clock.jump(jump.ms);
    await bench.clock.advance(POLL_MS - 1);
    collect(bench.hub.watch(key));
    await settle();
    expect(bench.mx.reads).toHaveLength(1);
    await bench.clock.advance(2 * POLL_MS);
    const before = bench.mx.reads.length;
    await bench.clock.advance(POLL_MS);
    collect(bench.hub.watch(key));
    await settle();
    expect(bench.mx.reads).toHaveLength(before + 1);
  },
);

test.for(jumps)('a clock set by $minutes minutes leaves a started job its 15 s', async (jump) => {
  await using bench = createHubBench();
  const reader = collect(bench.hub.watch(key));
  await settle();
  bench.hub.jobStarted(key, startedMember);
  bench.clock.jump(jump.ms);
  await bench.clock.advance(14_000);
  expect(reader.seen.map(inShort)).toEqual(['CONNECTED/idle', 'CONNECTED/running']);
  await bench.clock.advance(5_000);
  expect(reader.seen.map(inShort).at(-1)).toBe('CONNECTED/idle');
});

test.for(jumps)(
  'a clock that is set by $minutes minutes shows in statuses, and revisions still grow',
  async (jump) => {
    await using bench = createHubBench();
    const { seen } = collect(bench.hub.watch(key));
    await settle();
    bench.clock.jump(jump.ms);
    for (const connectionStatus of ['DEGRADED', 'FAILED', 'CONNECTED']) {
      bench.mx.status = aStatus({ connectionStatus });
      bench.hub.nudge(key);
      await settle();
    }
    const revisions = seen.map(({ revision }) => revision);
    expect(revisions).toHaveLength(4);
    expect(revisions.toSorted()).toEqual(revisions);
    const last = Date.parse(seen.at(-1)?.observedAt ?? '');
    // After a jump back the time stands nearly still, so that what is later stays later.
    expect(last - bench.clock.now()).toBe(jump.ms < 0 ? -jump.ms + 3 : 2);
  },
);

test.for(jumps)(
  'a clock that is set by $minutes minutes leaves a refresh with a late result waiting',
  async (jump) => {
    await using bench = createRefreshBench();
    bench.mx.status = running;
    const reader = bench.start();
    await settle();
    await bench.shows({ ...finished, successfullyAggregatedAt: null });
    bench.clock.jump(jump.ms);
    await bench.clock.advance(30_000);
    expect(reader.ended).toBe(false);
    await bench.shows(finished);
    expect(reader.short.at(-1)).toBe('completed');
  },
);
