import { expect, test } from 'vitest';
import type { OwnMemberKey } from '../../../src/auth/keys.ts';
import type { FetchRewardsOutcome } from '../../../src/changes/outcome.ts';
import type { UserRefreshEvent } from '../../../src/changes/refresh/user-refresh-event.ts';
import {
  createUserRewardsRefresh,
  STARTS_AT_ONCE,
} from '../../../src/changes/refresh/user-rewards-refresh.ts';
import { MxError } from '../../../src/mx/errors.ts';
import { toObservedStatus } from '../../../src/status/observed-status.ts';
import { aMember, aStatus, challenged, finished, running, STARTED } from '../../status/models.ts';
import { calm, collectAll, createUserBench, userGuid } from '../../status/user/user-bench.ts';
import { settle } from '../../support/manual-clock.ts';

const MINUTE = 60_000;

/** The refresh of a user whose jobs the test starts and ends. */
function createRefreshBench(guids: readonly string[]) {
  const bench = createUserBench(guids);
  const { mx, hub, clock } = bench;
  const jobs = {
    starts: [] as string[],
    inFlight: 0,
    mostInFlight: 0,
    startMs: 0,
    refusals: new Map<string, Error>(),
  };

  async function fetchRewards(
    key: OwnMemberKey,
    signal?: AbortSignal,
  ): Promise<FetchRewardsOutcome> {
    const { memberGuid } = key;
    jobs.inFlight += 1;
    jobs.mostInFlight = Math.max(jobs.mostInFlight, jobs.inFlight);
    if (jobs.startMs > 0) await clock.sleep(jobs.startMs);
    jobs.inFlight -= 1;
    signal?.throwIfAborted();
    const refusal = jobs.refusals.get(memberGuid);
    if (refusal !== undefined) throw refusal;
    const status = mx.members.get(memberGuid) ?? aStatus();
    const observedAt = new Date(clock.now()).toISOString();
    const observed = toObservedStatus(key, status, { observedAt, isOAuth: false });
    if (!observed.canFetchRewards) return { kind: 'not-ready', status: observed };
    jobs.starts.push(memberGuid);
    const member = aMember({ guid: memberGuid, isBeingAggregated: true, aggregatedAt: STARTED });
    mx.members.set(memberGuid, running);
    hub.jobStarted(key, member);
    return {
      kind: 'done',
      value: {
        member,
        status: { ...observed, isBeingAggregated: true, aggregatedAt: STARTED },
        alreadyRunning: false,
        throttled: false,
      },
    };
  }

  const refresh = createUserRewardsRefresh({
    jobs: { fetchRewards },
    hub,
    userStatuses: bench.statuses,
    monotonicNow: clock.monotonicNow,
    sleep: clock.sleep,
  });
  return Object.assign(bench, { jobs, refresh });
}

const endAll = ({ mx }: ReturnType<typeof createRefreshBench>) => {
  for (const guid of mx.members.keys()) mx.members.set(guid, finished);
};

const lastOf = (events: readonly UserRefreshEvent[]) => {
  const event = events.at(-1);
  return event?.kind === 'completed'
    ? {
        refreshed: event.refreshed.map(({ memberGuid }) => memberGuid),
        failed: event.failed.map(({ status, failure }) => [status?.key.memberGuid, failure.reason]),
      }
    : event;
};

test('starts are bounded, and ten jobs cost one call per poll', async () => {
  const guids = Array.from({ length: 10 }, (_, index) => `MBR-${index}`);
  await using bench = createRefreshBench(guids);
  bench.jobs.startMs = 100;
  const reader = collectAll(bench.refresh.start(userGuid));
  await calm();
  await bench.clock.advance(1000);
  expect(bench.jobs.starts).toHaveLength(10);
  expect(bench.jobs.mostInFlight).toBe(STARTS_AT_ONCE);
  const before = bench.mx.lists.length;
  await bench.clock.advance(30_000);
  expect(bench.mx.lists.length - before).toBe(10);
  expect(bench.mx.statuses).toEqual([]);
  endAll(bench);
  await bench.clock.advance(3000);
  await calm();
  expect(reader.seen[0]).toMatchObject({ kind: 'progress', settled: 0, total: 10 });
  expect(lastOf(reader.seen)).toEqual({ refreshed: guids, failed: [] });
  expect(reader).toMatchObject({ ended: true, error: null });
  expect([bench.statuses.watched(), bench.hub.watched(), bench.clock.sleeping()]).toEqual([
    0, 0, 0,
  ]);
});

test('the failure of one member does not end the others', async () => {
  await using bench = createRefreshBench(['MBR-1', 'MBR-2', 'MBR-3']);
  bench.mx.members.set('MBR-2', aStatus({ connectionStatus: 'DENIED' }));
  bench.jobs.refusals.set('MBR-3', new MxError('OUTCOME_UNKNOWN', 'POST fetch_rewards: cut off'));
  const reader = collectAll(bench.refresh.start(userGuid));
  await calm();
  expect(reader.seen.at(-1)).toMatchObject({ settled: 2, total: 3 });
  endAll(bench);
  await bench.clock.advance(3000);
  await calm();
  expect(lastOf(reader.seen)).toEqual({
    refreshed: ['MBR-1'],
    failed: [
      ['MBR-2', 'not-ready'],
      ['MBR-3', 'refresh-failed'],
    ],
  });
});

test('a slow reader misses no challenges, and those that were answered are not sent', async () => {
  await using bench = createRefreshBench(['MBR-1', 'MBR-2', 'MBR-3']);
  const events = bench.refresh.start(userGuid);
  expect((await events.next()).value).toMatchObject({ kind: 'progress' });
  await calm();
  for (const guid of ['MBR-1', 'MBR-2', 'MBR-3']) bench.mx.members.set(guid, challenged('CRD-1'));
  await bench.clock.advance(6000);
  bench.mx.members.set('MBR-1', finished);
  await bench.clock.advance(12_000);
  const next = async () => ((await events.next()) as { value: UserRefreshEvent }).value;
  const seen = [await next(), await next(), await next()];
  expect(
    seen.map((event) => ('status' in event ? event.status?.key.memberGuid : event.kind)),
  ).toEqual(['MBR-2', 'MBR-3', 'progress']);
  await events.return?.();
});

test('a reader that returns starts only the jobs that were not started', async () => {
  await using bench = createRefreshBench(['MBR-1', 'MBR-2', 'MBR-3', 'MBR-4']);
  bench.mx.members.set('MBR-2', aStatus({ connectionStatus: 'DENIED' }));
  const first = bench.refresh.start(userGuid);
  let after = '';
  for (let events = 0; events < 2; events += 1) {
    const { value } = (await first.next()) as { value: UserRefreshEvent };
    if ('revision' in value) after = value.revision;
    await calm();
  }
  await first.return?.();
  expect(bench.jobs.starts).toEqual(['MBR-1', 'MBR-3', 'MBR-4']);

  bench.mx.members.set('MBR-5', aStatus());
  bench.mx.members.delete('MBR-4');
  const reader = collectAll(bench.refresh.start(userGuid, after));
  await calm();
  endAll(bench);
  await bench.clock.advance(30_000);
  await calm();
  expect(bench.jobs.starts).toHaveLength(3);
  expect(lastOf(reader.seen)).toEqual({
    refreshed: ['MBR-1', 'MBR-3'],
    failed: [
      ['MBR-2', 'not-ready'],
      [undefined, 'not-found'],
    ],
  });
});

test('a reader that has seen everything gets no event before the next change', async () => {
  await using bench = createRefreshBench(['MBR-1']);
  const first = bench.refresh.start(userGuid);
  await first.next();
  await calm();
  const { value } = (await first.next()) as { value: UserRefreshEvent };
  await first.return?.();
  const after = 'revision' in value ? value.revision : '';
  const reader = collectAll(bench.refresh.start(userGuid, after));
  await bench.clock.advance(6000);
  expect(reader.seen).toEqual([]);
  endAll(bench);
  await bench.clock.advance(3000);
  await calm();
  expect(reader.seen.map(({ kind }) => kind)).toEqual(['completed']);
});

test('guids that only the client names cost no call, and other revisions are ignored', async () => {
  await using bench = createRefreshBench(['MBR-1']);
  const reader = collectAll(bench.refresh.start(userGuid, '1.MBR-7~wabcd1234.MBR-8~rabcd1234'));
  await calm();
  expect(lastOf(reader.seen)).toMatchObject({ refreshed: [], failed: [{}, {}] });
  expect([bench.jobs.starts, bench.mx.statuses]).toEqual([[], []]);

  const ofStatuses = '1.MBR-1~kabcd1234';
  const other = collectAll(bench.refresh.start(userGuid, ofStatuses));
  await calm();
  expect(bench.jobs.starts).toEqual(['MBR-1']);
  expect(other.seen[0]).toMatchObject({ kind: 'progress', total: 1 });
});

test('the stream ends with RATE_LIMITED only if the budget refuses every member', async () => {
  await using bench = createRefreshBench(['MBR-1', 'MBR-2']);
  const refusal = new MxError('RATE_LIMITED', 'too many jobs', { limit: 'jobsPerUser' });
  bench.jobs.refusals.set('MBR-1', refusal);
  const some = collectAll(bench.refresh.start(userGuid));
  await calm();
  endAll(bench);
  await bench.clock.advance(3000);
  await calm();
  expect(lastOf(some.seen)).toEqual({
    refreshed: ['MBR-2'],
    failed: [['MBR-1', 'refresh-failed']],
  });
  bench.jobs.refusals.set('MBR-2', refusal);
  const none = collectAll(bench.refresh.start(userGuid));
  await calm();
  expect(none.error).toBe(refusal);
});

test('MX is away for ten minutes before the stream ends with an error', async () => {
  await using bench = createRefreshBench(['MBR-1']);
  const reader = collectAll(bench.refresh.start(userGuid));
  await calm();
  bench.mx.listFailure = new MxError('UNAVAILABLE', 'GET …/members 503');
  bench.mx.statusFailure = bench.mx.listFailure;
  await bench.clock.advance(9 * MINUTE);
  expect(reader.ended).toBe(false);
  await bench.clock.advance(2 * MINUTE);
  await calm();
  expect(reader.error).toMatchObject({ code: 'UNAVAILABLE' });
});

test('a reader that leaves ends every poll', async () => {
  await using bench = createRefreshBench(['MBR-1', 'MBR-2']);
  const events = bench.refresh.start(userGuid);
  await events.next();
  await calm();
  await events.return?.();
  await calm();
  expect([bench.statuses.watched(), bench.hub.watched(), bench.lists.watched()]).toEqual([0, 0, 0]);
  expect(bench.clock.sleeping()).toBe(0);
});

const moments = [0, 1, 2, 3].flatMap((turns) => [0, 2, 5].map((ticks) => ({ turns, ticks })));

test.for(moments)(
  'a reader that leaves after $turns turns and $ticks ticks starts no job afterwards',
  async ({ turns, ticks }) => {
    await using bench = createRefreshBench(['MBR-1']);
    const events = bench.refresh.start(userGuid);
    void events.next();
    for (let turn = 0; turn < turns; turn += 1) await settle();
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
    const before = bench.jobs.starts.length;
    await events.return?.();
    await calm();
    expect(bench.jobs.starts).toHaveLength(before);
    const { statuses, hub, lists } = bench;
    expect([statuses.watched(), hub.watched(), lists.watched()]).toEqual([0, 0, 0]);
  },
);
