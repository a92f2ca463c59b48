import { expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import type { MemberStatusModel } from '../../src/mx/api/member-status.ts';
import { MxError } from '../../src/mx/errors.ts';
import { PENDING_MS } from '../../src/status/pending-jobs.ts';
import { BEGINNING_MS } from '../../src/status/waiting.ts';
import { settle } from '../support/manual-clock.ts';
import { collect, createHubBench, inShort, POLL_MS } from './hub-bench.ts';
import { aMember, aStatus, key, running, STARTED, startedMember } from './models.ts';

const beginnings = ['CREATED', 'UPDATED', 'RECONNECTED'];
const idle = (connectionStatus: string) => aStatus({ connectionStatus });
const notFound = new MxError('NOT_FOUND', 'GET …/status 404', { status: 404 });
const untilSettled = { completeWhenSettled: true };

test.for(beginnings)('a member that is %s is settled after 15 s without a job', async (status) => {
  await using bench = createHubBench();
  bench.mx.status = idle(status);
  const reader = collect(bench.hub.watch(key, untilSettled));
  await bench.clock.advance(BEGINNING_MS - 1);
  expect(reader.ended).toBe(false);
  expect(reader.seen).toMatchObject([{ nextAction: 'START_JOB', isSettled: false }]);
  await bench.clock.advance(1);
  expect(reader.ended).toBe(true);
  expect(reader.seen).toMatchObject([{}, { nextAction: 'START_JOB', isSettled: true }]);
});

test.for(beginnings)('the job of a member that was %s is followed to its end', async (status) => {
  await using bench = createHubBench();
  bench.mx.status = idle(status);
  const reader = collect(bench.hub.watch(key, untilSettled));
  await bench.clock.advance(BEGINNING_MS - POLL_MS - 1);
  bench.mx.status = running;
  await bench.clock.advance(60_000);
  expect(reader.ended).toBe(false);
  bench.mx.status = aStatus();
  await bench.clock.advance(2 * POLL_MS);
  expect(reader.ended).toBe(true);
  expect(reader.seen.map(inShort)).toEqual([
    `${status}/idle`,
    'CONNECTED/running',
    'CONNECTED/idle',
  ]);
});

test('each new start has 15 s of its own', async () => {
  await using bench = createHubBench();
  bench.mx.status = aStatus({ connectionStatus: 'DENIED' });
  const reader = collect(bench.hub.watch(key));
  await bench.clock.advance(60_000);
  bench.mx.status = idle('UPDATED');
  const late = collect(bench.hub.watch(key, { ...untilSettled }));
  await bench.clock.advance(POLL_MS);
  expect(late.ended).toBe(true); // by DENIED, which was the present state when it came
  const later = collect(bench.hub.watch(key, untilSettled));
  await bench.clock.advance(BEGINNING_MS - POLL_MS);
  expect(later.ended).toBe(false);
  await bench.clock.advance(2 * POLL_MS);
  expect(later.ended).toBe(true);
  expect(reader.seen.map(({ isSettled }) => isSettled)).toEqual([true, false, true]);
});

test('a job of our own that never shows is not waited for twice', async () => {
  await using bench = createHubBench();
  bench.mx.status = idle('CREATED');
  bench.hub.jobStarted(key, aMember({ connectionStatus: 'CREATED', aggregatedAt: STARTED }));
  const reader = collect(bench.hub.watch(key, untilSettled));
  await bench.clock.advance(PENDING_MS + POLL_MS);
  expect(reader.ended).toBe(true);
  expect(reader.seen.at(-1)).toMatchObject({ nextAction: 'START_JOB', isSettled: true });
});

test('a client that knows the start already gets the settled status', async () => {
  await using bench = createHubBench();
  bench.mx.status = idle('CREATED');
  const first = collect(bench.hub.watch(key));
  await settle();
  const after = first.seen[0]?.revision;
  const reader = collect(bench.hub.watch(key, { ...untilSettled, after }));
  await bench.clock.advance(BEGINNING_MS);
  expect(reader.seen).toMatchObject([{ isSettled: true }]);
  expect(reader.ended).toBe(true);
});

test('a member that MX does not know yet is waited for', async () => {
  await using bench = createHubBench();
  bench.mx.status = notFound;
  const reader = collect(bench.hub.watch(key));
  await bench.clock.advance(1_000);
  bench.mx.status = idle('CREATED');
  await bench.clock.advance(1_000);
  expect(reader.seen.map(inShort)).toEqual(['CREATED/idle']);
});

test('a member that MX does not know after 2 s is not found, at the cost of five reads at most', async () => {
  await using bench = createHubBench();
  bench.mx.status = notFound;
  const reader = collect(bench.hub.watch(key));
  await bench.clock.advance(1_999);
  expect(reader.ended).toBe(false);
  await bench.clock.advance(1);
  expect(reader).toMatchObject({ ended: true, error: notFound });
  expect(bench.mx.reads.length).toBeLessThan(6);
  expect(bench.hub.watched()).toBe(0);
  expect(bench.clock.sleeping()).toBe(0);
});

test('a member that was deleted here is not waited for', async () => {
  await using bench = createHubBench({ mayComeYet: () => false });
  bench.mx.status = notFound;
  const reader = collect(bench.hub.watch(key));
  await settle();
  expect(reader).toMatchObject({ ended: true, error: notFound });
  expect(bench.mx.reads).toHaveLength(1);
});

// Timers fire a little early: the time is over between two looks at the clock.
test.for([1, 2, 3, 4, 5, 6, 7, 8])(
  'the stream ends when the time to wait is over, at look %i at the clock',
  async (look) => {
    await using bench = createHubBench();
    const born = bench.clock.monotonicNow();
    let looks = 0;
    bench.tick = () => {
      if (bench.clock.monotonicNow() - born !== 2_000) return 0;
      looks += 1;
      return looks < look ? -0.1 : 0.1;
    };
    bench.mx.status = notFound;
    const reader = collect(bench.hub.watch(key));
    await bench.clock.advance(2_500);
    expect(reader.ended).toBe(true);
  },
);

test.for<[string, MemberStatusModel]>([
  ['a job that never ends', running],
  ['an answer that is checked for ever', idle('RESUMED')],
  ['a status that nobody knows', idle('NEW_AT_MX')],
])('%s is waited for half an hour, and then reported as overdue', async ([, status]) => {
  await using bench = createHubBench();
  bench.mx.status = status;
  const reader = collect(bench.hub.watch(key, untilSettled));
  await bench.clock.advance(limits.jobPatienceMs - 60_000);
  expect(reader.ended).toBe(false);
  await bench.clock.advance(120_000);
  expect(reader.ended).toBe(true);
  expect(reader.seen).toHaveLength(2);
  expect(reader.seen[1]).toMatchObject({
    nextAction: 'RETRY_LATER',
    isSettled: true,
    isOverdue: true,
    canFetchRewards: false,
    userMessage: 'Updating your accounts is taking longer than usual. Please check back later.',
  });
  expect(bench.hub.watched()).toBe(0);
  expect(bench.clock.sleeping()).toBe(0);
});

test('an overdue job that is still watched is read less and less often, and its end is reported', async () => {
  await using bench = createHubBench();
  bench.mx.status = running;
  const reader = collect(bench.hub.watch(key));
  await bench.clock.advance(limits.jobPatienceMs + 10 * 60_000);
  const before = bench.mx.reads.length;
  await bench.clock.advance(10 * 60_000);
  expect(bench.mx.reads.length - before).toBeLessThan(12);
  bench.mx.status = aStatus();
  await bench.clock.advance(2 * 60_000);
  expect(reader.seen.at(-1)).toMatchObject({ nextAction: 'NONE', isOverdue: false });
});

test('a job after another one has the whole time again', async () => {
  await using bench = createHubBench();
  bench.mx.status = running;
  const reader = collect(bench.hub.watch(key, untilSettled));
  await bench.clock.advance(limits.jobPatienceMs - 60_000);
  bench.mx.status = { ...running, aggregatedAt: '2026-11-22T12:20:00Z' };
  await bench.clock.advance(limits.jobPatienceMs - 120_000);
  expect(reader.ended).toBe(false);
  await bench.clock.advance(240_000);
  expect(reader.ended).toBe(true);
});

test('a watcher of a job gets no sentence that all is well when it found no accounts', async () => {
  await using bench = createHubBench();
  bench.mx.status = running;
  const reader = collect(bench.hub.watch(key, untilSettled));
  await settle();
  bench.mx.hasNoAccounts = true;
  bench.mx.status = aStatus();
  await bench.clock.advance(2 * POLL_MS);
  expect(reader.ended).toBe(true);
  expect(reader.seen).toHaveLength(2);
  expect(reader.seen[1]).toMatchObject({
    connectionStatus: 'CONNECTED',
    nextAction: 'VISIT_INSTITUTION',
    userMessage:
      "You're connected, but your institution isn't sharing any accounts. Check with your institution.",
  });
});

test('a member with unreadable traits is reported by its status', async () => {
  await using bench = createHubBench();
  bench.mx.status = running;
  const reader = collect(bench.hub.watch(key, untilSettled));
  await settle();
  bench.mx.isOAuth = () => Promise.reject(new MxError('UNAVAILABLE', 'GET … 503'));
  bench.mx.status = aStatus();
  await bench.clock.advance(2 * POLL_MS);
  expect(reader.seen.at(-1)).toMatchObject({ nextAction: 'NONE' });
});

test('a later watcher gets no sentence that all is well when a job started here found no accounts', async () => {
  await using bench = createHubBench();
  bench.mx.hasNoAccounts = true;
  bench.hub.jobStarted(key, aMember({ ...startedMember, isOAuth: false }));
  bench.mx.status = aStatus({ aggregatedAt: startedMember.aggregatedAt });
  const reader = collect(bench.hub.watch(key, untilSettled));
  await settle();
  expect(reader.seen.map(({ nextAction }) => nextAction)).toEqual(['VISIT_INSTITUTION']);
  expect(reader.ended).toBe(true);
  expect(bench.mx.oauthReads).toBe(1);
});
