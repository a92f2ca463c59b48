import { expect, test } from 'vitest';
import type { MemberStatusModel } from '../../../src/mx/api/member-status.ts';
import type { MemberModel } from '../../../src/mx/api/member.ts';
import {
  aStatus,
  challenged,
  finished,
  key,
  running,
  STARTED,
  startedMember,
} from '../../status/models.ts';
import { settle } from '../../support/manual-clock.ts';
import { error } from '../jobs-bench.ts';
import { createRefreshBench } from './rewards-refresh-bench.ts';

type Bench = ReturnType<typeof createRefreshBench>;

const unproven = aStatus({ aggregatedAt: STARTED });
const conflict = error('CONFLICT', 409);

const phases: readonly (readonly [string, (bench: Bench) => Promise<unknown>])[] = [
  ['at once', () => Promise.resolve()],
  ['while its job runs', (bench) => bench.shows(running)],
  ['while its job asks', (bench) => bench.shows(challenged('CRD-1'))],
  [
    'after a wrong answer',
    (bench) => bench.shows(aStatus({ connectionStatus: 'REJECTED', aggregatedAt: STARTED })),
  ],
  ['while the result is due', (bench) => bench.shows(unproven, 10_000)],
  [
    'while another job runs',
    (bench) => {
      bench.post.fetchRewards = conflict;
      return bench.shows(running);
    },
  ],
  [
    'before the next start',
    (bench) => {
      bench.post.fetchRewards = conflict;
      return bench.clock.advance(4000);
    },
  ],
  [
    'while MX fails',
    async (bench) => {
      await bench.shows(running);
      bench.mx.status = error('UNAVAILABLE', 503);
      await bench.clock.advance(20_000);
    },
  ],
];

const sleeps = [false, true].flatMap((sleepRejects) =>
  phases.map(([name, reach]) => [name, sleepRejects, reach] as const),
);

test.for(sleeps)(
  'a refresh makes no call after its reader has left %s (sleep rejects: %s)',
  async ([_name, sleepRejects, reach]) => {
    await using bench = createRefreshBench({ sleepRejects });
    const reader = bench.start();
    await settle();
    await reach(bench);
    expect(reader.ended).toBe(false);
    await reader.stop();
    await settle();
    expect(reader).toMatchObject({ ended: true, error: null });
    expect(bench.clock.sleeping()).toBe(0);
    expect(bench.hub.watched()).toBe(0);
    const asked = bench.asked();
    await bench.clock.advance(10 * 60_000);
    expect(bench.asked()).toBe(asked);
  },
);

test('a refresh makes no call after its reader has left earlier questions', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = challenged('CRD-1');
  const reader = bench.start();
  await bench.clock.advance(15_000);
  await reader.stop();
  bench.mx.status = aStatus();
  const asked = bench.asked();
  await bench.clock.advance(60_000);
  expect(bench.asked()).toBe(asked);
  expect(bench.clock.sleeping()).toBe(0);
});

test('a refresh starts no job when its reader leaves during the read of the status', async () => {
  await using bench = createRefreshBench();
  const { promise, resolve } = Promise.withResolvers<MemberStatusModel>();
  bench.post.status = () => promise;
  const reader = bench.start();
  await settle();
  await reader.stop();
  resolve(aStatus());
  await bench.clock.advance(60_000);
  expect(reader).toMatchObject({ events: [], ended: true, error: null });
  expect(bench.calls).toEqual(['status']);
});

test('a refresh starts no job when its reader leaves while MX does not know a new member', async () => {
  await using bench = createRefreshBench({ sleepRejects: true });
  bench.hub.jobStarted(key, startedMember);
  bench.post.status = () => Promise.reject(error('NOT_FOUND', 404));
  const reader = bench.start();
  await bench.clock.advance(300);
  await reader.stop();
  bench.post.status = null;
  await bench.clock.advance(60_000);
  expect(reader).toMatchObject({ events: [], ended: true, error: null });
  expect(bench.calls).toEqual(['status', 'status']);
  expect(bench.clock.sleeping()).toBe(0);
});

test('a refresh works on a new member that MX does not know yet', async () => {
  await using bench = createRefreshBench();
  bench.hub.jobStarted(key, startedMember);
  bench.post.status = () => Promise.reject(error('NOT_FOUND', 404));
  const reader = bench.start();
  await bench.clock.advance(300);
  expect(reader.ended).toBe(false);
  bench.post.status = null;
  await bench.clock.advance(1000);
  expect(bench.starts()).toBe(1);
});

test.for(['a member', 'an error'])('a start in flight is finished, with %s', async (end) => {
  await using bench = createRefreshBench();
  const { promise, resolve, reject } = Promise.withResolvers<MemberModel>();
  bench.post.fetchRewards = () => promise;
  const reader = bench.start();
  await settle();
  await reader.stop();
  await settle();
  expect(reader.ended).toBe(true);
  if (end === 'a member') resolve(startedMember);
  else reject(error('UNAVAILABLE', 503));
  await bench.clock.advance(60_000);
  expect(reader).toMatchObject({ events: [], error: null });
  expect(bench.calls).toEqual(['status', 'fetchRewards 0']);
  expect(bench.mx.reads).toEqual([]);
  expect(bench.clock.sleeping()).toBe(0);
});

test('a finished refresh leaves the hub although no one reads', async () => {
  await using bench = createRefreshBench();
  const reader = bench.startUnread();
  await bench.shows(running);
  await bench.shows(finished);
  expect(bench.hub.watched()).toBe(0);
  expect(bench.clock.sleeping()).toBe(0);
  expect(await reader.next()).toMatchObject({ done: false, value: { kind: 'completed' } });
  expect(await reader.next()).toMatchObject({ done: true });
});
