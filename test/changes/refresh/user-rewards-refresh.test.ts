import { expect, test } from 'vitest';
import type { UserRefreshEvent } from '../../../src/changes/refresh/user-refresh-event.ts';
import { STARTS_AT_ONCE } from '../../../src/changes/refresh/user-rewards-refresh.ts';
import { MxError } from '../../../src/mx/errors.ts';
import { aStatus, challenged, finished } from '../../status/models.ts';
import { calm, collectAll, userGuid } from '../../status/user/user-bench.ts';
import { createRefreshBench, endAll, lastOf } from './user-refresh-bench.ts';

const MINUTE = 60_000;

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
