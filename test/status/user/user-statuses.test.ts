import { expect, test } from 'vitest';
import { MxError } from '../../../src/mx/errors.ts';
import { aMember, aStatus, challenged, finished, running, STARTED } from '../models.ts';
import {
  calm,
  collectAll,
  createUserBench,
  inShort,
  keyOf,
  toGuids,
  userGuid,
} from './user-bench.ts';

const MINUTE = 60_000;
const ten = Array.from({ length: 10 }, (_, index) => `MBR-${index}`);
const denied = aStatus({ connectionStatus: 'DENIED' });

test('all members are sent first, from one list', async () => {
  await using bench = createUserBench(ten);
  const { seen } = collectAll(bench.statuses.watch(userGuid));
  await calm();
  expect(seen.map(inShort)).toEqual([[ten, [], []]]);
  expect(bench.mx.lists).toEqual([0]);
  expect(bench.mx.statuses).toEqual([]);
  expect(bench.mx.traitReads).toEqual([]);
});

test('ten members cost one call per poll, also with a stream for some of them', async () => {
  await using bench = createUserBench(ten);
  for (const guid of ten) bench.mx.members.set(guid, running);
  collectAll(bench.statuses.watch(userGuid));
  await bench.clock.advance(30_000);
  await calm();
  expect(bench.mx.lists).toHaveLength(11);
  expect(bench.mx.statuses).toEqual([]);
  const streams = ten.slice(0, 3).map((guid) => collectAll(bench.hub.watch(keyOf(guid))));
  await calm();
  // The first event of a stream has fields that no list contains.
  expect(bench.mx.statuses).toEqual(ten.slice(0, 3));
  await bench.clock.advance(30_000);
  await calm();
  expect(bench.mx.lists).toHaveLength(21);
  expect(bench.mx.statuses).toHaveLength(3);
  expect(streams.map(({ seen }) => seen.length)).toEqual([1, 1, 1]);
});

test('idle members cost less and less, and a stream for one of them costs no further poll', async () => {
  await using bench = createUserBench(ten);
  collectAll(bench.statuses.watch(userGuid));
  await bench.clock.advance(10 * MINUTE);
  const before = bench.mx.lists.length;
  await bench.clock.advance(10 * MINUTE);
  await calm();
  expect(bench.mx.lists.length - before).toBe(10);
  await using other = createUserBench(ten);
  collectAll(other.statuses.watch(userGuid));
  collectAll(other.hub.watch(keyOf('MBR-1')));
  await other.clock.advance(20 * MINUTE);
  expect(other.mx.lists).toEqual(bench.mx.lists);
  expect(other.mx.statuses).toEqual(['MBR-1']);
});

test('each change is sent with the members that have changed, in one event per list', async () => {
  await using bench = createUserBench(['MBR-1', 'MBR-2', 'MBR-3']);
  bench.mx.members.set('MBR-3', running);
  const { seen } = collectAll(bench.statuses.watch(userGuid));
  await calm();
  bench.mx.members.set('MBR-1', denied);
  bench.mx.members.set('MBR-3', finished);
  await bench.clock.advance(3000);
  await bench.clock.advance(MINUTE);
  await calm();
  expect(seen.slice(1).map(inShort)).toEqual([[['MBR-1', 'MBR-3'], [], ['MBR-1']]]);
});

test('new members appear, and deleted members are removed', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-1', running);
  const { seen } = collectAll(bench.statuses.watch(userGuid));
  await calm();
  bench.mx.members.set('MBR-3', aStatus());
  await bench.clock.advance(3000);
  bench.mx.members.delete('MBR-2');
  await bench.clock.advance(3000);
  await calm();
  expect(seen.slice(1).map(inShort)).toEqual([
    [['MBR-3'], [], []],
    [[], ['MBR-2'], []],
  ]);
  // MX was asked whether the list only lags.
  expect(bench.mx.statuses).toEqual(['MBR-2']);
});

test('a member that was deleted through the gateway is removed although the list still shows it', async () => {
  await using bench = createUserBench();
  const { seen } = collectAll(bench.statuses.watch(userGuid));
  await calm();
  bench.deleted.add('MBR-2');
  bench.hub.nudge(keyOf('MBR-2'));
  await bench.clock.advance(MINUTE);
  await calm();
  expect(seen.slice(1).map(inShort)).toEqual([[[], ['MBR-2'], []]]);
});

test('a member that is missing in a list that lags is not removed', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-1', running);
  const { seen } = collectAll(bench.statuses.watch(userGuid));
  await calm();
  bench.mx.hidden.add('MBR-2');
  await bench.clock.advance(6000);
  bench.mx.hidden.clear();
  await bench.clock.advance(6000);
  await calm();
  expect(seen).toHaveLength(1);
});

test('a job that is started through the gateway is sent immediately, and its end as well', async () => {
  await using bench = createUserBench();
  const { seen } = collectAll(bench.statuses.watch(userGuid));
  await bench.clock.advance(10 * MINUTE);
  bench.hub.jobStarted(keyOf('MBR-2'), aMember({ isBeingAggregated: true, aggregatedAt: STARTED }));
  await calm();
  expect(seen.at(-1)?.changed.map(({ nextAction }) => nextAction)).toEqual(['WAIT']);
  bench.mx.members.set('MBR-2', finished);
  await bench.clock.advance(3000);
  await calm();
  expect(seen.map((event) => toGuids(event.changed)).slice(1)).toEqual([['MBR-2'], ['MBR-2']]);
  expect(seen.at(-1)?.changed[0]?.nextAction).toBe('NONE');
});

test('challenges are part of the event, and only their member is read', async () => {
  await using bench = createUserBench(ten);
  bench.mx.members.set('MBR-4', challenged('CRD-1'));
  const { seen } = collectAll(bench.statuses.watch(userGuid));
  await calm();
  expect(seen[0]?.needsAction.map(({ challenges }) => challenges[0]?.guid)).toEqual(['CRD-1']);
  expect(bench.mx.statuses).toEqual(['MBR-4']);
  bench.mx.members.set('MBR-4', aStatus({ connectionStatus: 'RESUMED', isBeingAggregated: true }));
  bench.hub.challengesAnswered(keyOf('MBR-4'), ['CRD-1'], aMember({ connectionStatus: 'RESUMED' }));
  await calm();
  expect(seen.at(-1)?.needsAction).toEqual([]);
  expect(bench.mx.statuses).toEqual(['MBR-4']);
});

test('the first event waits a second for challenges, and then says that they are missing', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-1', challenged('CRD-1'));
  bench.mx.statusLatencyMs = 5000;
  const { seen } = collectAll(bench.statuses.watch(userGuid));
  await bench.clock.advance(900);
  await calm();
  expect(seen).toHaveLength(0);
  await bench.clock.advance(200);
  await calm();
  expect(seen.map(inShort)).toEqual([[['MBR-1', 'MBR-2'], [], ['MBR-1']]]);
  expect(seen[0]?.changed.map(({ unread }) => unread !== undefined)).toEqual([true, false]);
  await bench.clock.advance(5000);
  await calm();
  expect(seen.slice(1).map(inShort)).toEqual([[['MBR-1'], [], ['MBR-1']]]);
  expect(seen[1]?.changed[0]?.challenges).toHaveLength(1);
  expect(seen[1]?.changed[0]?.unread).toBeUndefined();
});

test('the members that need action are in the order of urgency', async () => {
  await using bench = createUserBench(['MBR-1', 'MBR-2', 'MBR-3', 'MBR-4', 'MBR-5', 'MBR-6']);
  const states = ['CONNECTED', 'LOCKED', 'DENIED', 'EXPIRED', 'DENIED', 'CLOSED'];
  for (const [index, connectionStatus] of states.entries()) {
    bench.mx.members.set(`MBR-${index + 1}`, aStatus({ connectionStatus }));
  }
  bench.mx.members.set('MBR-6', challenged('CRD-1'));
  bench.mx.traits.set('MBR-5', { isOAuth: true });
  const { seen } = collectAll(bench.statuses.watch(userGuid));
  await calm();
  expect(toGuids(seen[0]?.needsAction ?? [])).toEqual([
    'MBR-6',
    'MBR-5',
    'MBR-3',
    'MBR-2',
    'MBR-4',
  ]);
});

test('trouble at MX is survived for ten minutes, and then ends the stream with the error', async () => {
  await using bench = createUserBench();
  const reader = collectAll(bench.statuses.watch(userGuid));
  const stream = collectAll(bench.hub.watch(keyOf('MBR-1')));
  await calm();
  bench.mx.listFailure = new MxError('UNAVAILABLE', 'GET …/members 503');
  bench.mx.statusFailure = new MxError('UNAVAILABLE', 'GET …/status 503');
  await bench.clock.advance(9 * MINUTE);
  await calm();
  expect([reader.ended, stream.ended]).toEqual([false, false]);
  await bench.clock.advance(2 * MINUTE);
  await calm();
  expect([reader.error, stream.error]).toMatchObject([
    { code: 'UNAVAILABLE' },
    { code: 'UNAVAILABLE' },
  ]);
  expect(bench.clock.sleeping()).toBe(0);
});

test('a job that never ends is reported as overdue', async () => {
  await using bench = createUserBench();
  bench.mx.members.set('MBR-1', running);
  const { seen } = collectAll(bench.statuses.watch(userGuid));
  await bench.clock.advance(31 * MINUTE);
  await calm();
  expect(seen.at(-1)?.changed).toMatchObject([
    { isOverdue: true, nextAction: 'RETRY_LATER', isSettled: true },
  ]);
});

test('an unknown user ends the stream with NOT_FOUND', async () => {
  await using bench = createUserBench();
  bench.mx.listFailure = new MxError('NOT_FOUND', 'GET …/members 404');
  const reader = collectAll(bench.statuses.watch(userGuid));
  await bench.clock.advance(2100);
  await calm();
  expect(reader.error).toMatchObject({ code: 'NOT_FOUND' });
});
