import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import type { MemberModel } from '../../../src/mx/api/member.ts';
import type { WebhookData, WebhookModel } from '../../../src/mx/api/webhook.ts';
import { MxError } from '../../../src/mx/errors.ts';
import { createNewsFeed } from '../../../src/status/news/news-feed.ts';
import { LOST_WEBHOOK_MS } from '../../../src/status/news/reported-changes.ts';
import type { UserNews } from '../../../src/status/news/user-news.ts';
import { createUserLists } from '../../../src/status/user/user-lists.ts';
import { ownUser } from '../../support/keys.ts';
import { createManualClock, settle } from '../../support/manual-clock.ts';
import { aMember, BEFORE, STARTED } from '../models.ts';
import { ownPoll } from '../own-poll.ts';
import { collectAll } from '../user/user-bench.ts';

const user = ownUser('USR-1');

/** A news feed on a manual clock, over lists that the test scripts. */
function createBench({ hasWebhooks = false } = {}) {
  const clock = createManualClock();
  const { now, monotonicNow, sleep } = clock;
  const mx = {
    members: [aMember()] as readonly MemberModel[],
    isComplete: true,
    failure: null as Error | null,
    reads: 0,
  };
  const lists = createUserLists({
    openPoll: () =>
      ownPoll(async () => {
        mx.reads += 1;
        if (mx.failure !== null) throw mx.failure;
        const value = { items: mx.members, isComplete: mx.isComplete };
        return { value, observedAt: new Date(now()).toISOString(), readAt: monotonicNow() };
      }, sleep),
    ...{ pollMs: 3_000, monotonicNow, jitter: () => 0 },
  });
  const dropped: string[] = [];
  const onNews = (userGuid: string) => void dropped.push(userGuid);
  const feed = createNewsFeed({ lists, hasWebhooks, onNews, now, monotonicNow, sleep });
  const take = (data: readonly WebhookData[], more: Partial<WebhookModel> = {}) =>
    feed.take({
      kind: 'REWARD',
      userGuid: user,
      memberGuid: 'MBR-1',
      concernsStatus: true,
      data,
      completedAt: null,
      identity: null,
      ...more,
    });
  return { clock, mx, lists, dropped, feed, take };
}

const inShort = ({ key, what }: UserNews) => [key?.memberGuid ?? null, ...what].join(' ');

const MINUTE = 60_000;
const BURST = limits.webhookBurstMs;

test('there is no first event, and nothing is sent while nothing changes', async () => {
  const { clock, feed } = createBench();
  const { seen } = collectAll(feed.watch(user));
  await clock.advance(30 * MINUTE);
  expect(seen).toEqual([]);
});

test('a webhook is one event for each watcher, without a read', async () => {
  const { clock, mx, feed, take, dropped } = createBench({ hasWebhooks: true });
  const readers = [1, 2].map(() => collectAll(feed.watch(user)));
  await settle();
  take(['REWARDS']);
  await clock.advance(BURST);
  for (const { seen } of readers) expect(seen.map(inShort)).toEqual(['MBR-1 REWARDS']);
  expect(readers[0]?.seen[0]).toBe(readers[1]?.seen[0]);
  expect(mx.reads).toBe(1);
  expect(dropped).toEqual([user]);
});

test('a burst of webhooks about a member is one event, and each member has its own', async () => {
  const { clock, feed, take } = createBench();
  const { seen } = collectAll(feed.watch(user));
  await settle();
  take(['TRANSACTIONS', 'ACCOUNTS']);
  await clock.advance(BURST / 2);
  take(['REWARDS'], { memberGuid: 'MBR-2' });
  take(['REWARDS']);
  take(['ACCOUNTS']);
  await clock.advance(BURST);
  expect(seen.map(inShort)).toEqual(['MBR-1 REWARDS ACCOUNTS TRANSACTIONS', 'MBR-2 REWARDS']);
  take(['REWARDS']);
  await clock.advance(BURST);
  expect(seen.map(inShort).at(-1)).toBe('MBR-1 REWARDS');
});

test('webhooks about a user that nobody watches, or without data, have no effect', async () => {
  const { clock, feed, take, dropped } = createBench();
  const { seen } = collectAll(feed.watch(user));
  await settle();
  take(['REWARDS'], { userGuid: 'USR-2' });
  take([]);
  await clock.advance(BURST);
  expect([seen, dropped]).toEqual([[], []]);
});

test.for([
  [
    'a job has succeeded',
    [aMember({ successfullyAggregatedAt: STARTED })],
    ['MBR-1 REWARDS ACCOUNTS TRANSACTIONS'],
  ],
  ['a job has begun', [aMember({ aggregatedAt: STARTED, isBeingAggregated: true })], []],
  ['the status has changed', [aMember({ connectionStatus: 'DENIED' })], ['MBR-1 MEMBERS']],
  ['a member is new', [aMember(), aMember({ guid: 'MBR-2' })], ['MBR-2 MEMBERS']],
  ['the member was deleted', [], ['MBR-1 MEMBERS']],
] as const)('without webhooks the list shows that %s', async ([, members, told]) => {
  const { clock, mx, feed, dropped } = createBench();
  const { seen } = collectAll(feed.watch(user));
  await clock.advance(10 * MINUTE);
  mx.members = members;
  await clock.advance(MINUTE + BURST);
  expect(seen.map(inShort)).toEqual(told);
  expect(dropped).toHaveLength(told.length);
});

test('a member that is missing in an incomplete list was not deleted', async () => {
  const { clock, mx, feed } = createBench();
  const { seen } = collectAll(feed.watch(user));
  await settle();
  Object.assign(mx, { members: [], isComplete: false });
  await clock.advance(10 * MINUTE);
  Object.assign(mx, { members: [aMember()], isComplete: true });
  await clock.advance(10 * MINUTE);
  expect(seen).toEqual([]);
});

const withReward = (successfullyAggregatedAt: string) => [aMember({ successfullyAggregatedAt })];

test.for([0, 5_000, 50_000])(
  'a change that a webhook reports %i ms after the list showed it is one event',
  async (lateMs) => {
    const { clock, mx, lists, feed, take } = createBench({ hasWebhooks: true });
    const { seen } = collectAll(feed.watch(user));
    await settle();
    mx.members = [...withReward('2026-11-22T12:00:00.900Z'), aMember({ guid: 'MBR-2' })];
    lists.look(user);
    await clock.advance(lateMs);
    expect(seen).toEqual([]);
    take(['REWARDS'], { completedAt: Date.parse(STARTED) });
    take(['MEMBERS'], { memberGuid: 'MBR-2' });
    await clock.advance(30 * MINUTE);
    expect(seen.map(inShort)).toEqual(['MBR-1 REWARDS', 'MBR-2 MEMBERS']);
  },
);

test('a change that a webhook has reported before the list shows it is one event', async () => {
  const { clock, mx, feed, take } = createBench({ hasWebhooks: true });
  const { seen } = collectAll(feed.watch(user));
  await settle();
  take(['REWARDS'], { completedAt: Date.parse(STARTED) });
  take(['MEMBERS']);
  await clock.advance(BURST);
  mx.members = [aMember({ successfullyAggregatedAt: STARTED, connectionStatus: 'DEGRADED' })];
  await clock.advance(30 * MINUTE);
  expect(seen.map(inShort)).toEqual(['MBR-1 REWARDS MEMBERS']);
});

test('a change whose webhook is lost is reported a minute later', async () => {
  const { clock, mx, lists, feed, take } = createBench({ hasWebhooks: true });
  const { seen } = collectAll(feed.watch(user));
  await settle();
  take(['REWARDS'], { completedAt: Date.parse(BEFORE) });
  await clock.advance(BURST);
  mx.members = withReward(STARTED);
  lists.look(user);
  await clock.advance(LOST_WEBHOOK_MS);
  expect(seen.map(inShort)).toEqual(['MBR-1 REWARDS']);
  await clock.advance(BURST);
  expect(seen.map(inShort).at(-1)).toBe('MBR-1 REWARDS ACCOUNTS TRANSACTIONS');
});

test('a slow watcher gets one event per member, and keeps nobody else waiting', async () => {
  const { clock, feed, take } = createBench();
  const slow = feed.watch(user);
  const { seen } = collectAll(feed.watch(user));
  await settle();
  for (const kind of ['REWARDS', 'ACCOUNTS', 'REWARDS'] as const) {
    take([kind]);
    await clock.advance(BURST);
  }
  expect(seen).toHaveLength(3);
  const { value } = await slow.next();
  expect(inShort(value)).toBe('MBR-1 REWARDS ACCOUNTS');
  expect(value.observedAt).toBe(seen[2]?.observedAt);
  await slow.return?.();
});

test('a watcher that does not read has at most unreadChanges events, then one for all', async () => {
  const { clock, feed, take } = createBench();
  const slow = feed.watch(user);
  await settle();
  for (let at = 0; at < 10 * limits.unreadChanges; at += 1) {
    take([at % 2 === 0 ? 'REWARDS' : 'ACCOUNTS'], { memberGuid: `MBR-${at}` });
  }
  await clock.advance(BURST);
  take(['TRANSACTIONS']);
  await clock.advance(BURST);
  expect(inShort((await slow.next()).value)).toBe(' REWARDS ACCOUNTS TRANSACTIONS');
  let isRead = false;
  void slow.next().then(() => {
    isRead = true;
  });
  await settle();
  expect(isRead).toBe(false);
  await slow.return?.();
  await settle();
  expect(isRead).toBe(true);
});

test('the poll and the waiting events end with the last watcher', async () => {
  const { clock, lists, feed, take } = createBench();
  const stream = feed.watch(user);
  await settle();
  take(['REWARDS']);
  await stream.return?.();
  await settle();
  expect([lists.watched(), clock.sleeping()]).toEqual([0, 0]);
  const { seen } = collectAll(feed.watch(user));
  await clock.advance(MINUTE);
  expect(seen).toEqual([]);
});

test('the end of the list ends the stream, after the events that were sent', async () => {
  const { clock, mx, feed, take } = createBench();
  const stream = feed.watch(user);
  await settle();
  take(['REWARDS']);
  await clock.advance(BURST);
  mx.failure = new MxError('NOT_FOUND', 'the status 404');
  await clock.advance(MINUTE);
  expect(inShort((await stream.next()).value)).toBe('MBR-1 REWARDS');
  await expect(stream.next()).rejects.toBe(mx.failure);
  expect((await stream.next()).done).toBe(true);
});
