import { expect, test } from 'vitest';
import { decodeWebhook, type WebhookModel } from '../../../src/mx/api/webhook.ts';
import { createSeenWebhooks } from '../../../src/status/webhooks/seen-webhooks.ts';
import { createWakes } from '../../../src/status/webhooks/wakes.ts';
import { createWebhookInbox } from '../../../src/status/webhooks/webhook-inbox.ts';
import { ownKey } from '../../support/keys.ts';
import { settle } from '../../support/manual-clock.ts';
import { collect, createHubBench, inShort } from '../hub-bench.ts';
import { aStatus, key } from '../models.ts';

function createBench() {
  const bench = createHubBench();
  const dropped: string[] = [];
  const looks: string[] = [];
  const reported: WebhookModel[] = [];
  const inbox = createWebhookInbox({
    seen: createSeenWebhooks(),
    wakes: createWakes({ sleep: bench.clock.sleep }),
    hub: bench.hub,
    lists: {
      look(userGuid) {
        looks.push(userGuid);
        return true;
      },
    },
    dropMember: ({ memberGuid }) => dropped.push(memberGuid),
    dropUser: (userGuid) => dropped.push(userGuid),
    onOwn: () => {},
    onData: (webhook) => reported.push(webhook),
  });
  const take = (body: object) => {
    const webhook = decodeWebhook(body);
    return webhook !== null && inbox.take(webhook);
  };
  return { ...bench, dropped, looks, reported, take };
}

const about = { user_guid: key.userGuid, member_guid: key.memberGuid };
const status = { ...about, type: 'CONNECTION_STATUS', connection_status: 'DENIED' };
const reward = { ...about, type: 'REWARD', completed_at: 7 };
const denied = aStatus({ connectionStatus: 'DENIED' });

const MINUTE = 60_000;

test('an idle watcher hears at once, and once, whatever is posted twice', async () => {
  const { hub, clock, mx, take } = createBench();
  const { seen } = collect(hub.watch(key));
  await clock.advance(10 * MINUTE);
  const reads = mx.reads.length;
  mx.status = denied;
  expect([take(status), take(status)]).toEqual([true, true]);
  await settle();
  expect(seen.map(inShort)).toEqual(['CONNECTED/idle', 'DENIED/idle']);
  expect(mx.reads).toHaveLength(reads + 1);
  await clock.advance(1_000);
  expect(mx.reads).toHaveLength(reads + 2);
  expect(seen).toHaveLength(2);
});

test('a copy has no effect at all', async () => {
  const { hub, clock, mx, take, dropped, reported } = createBench();
  collect(hub.watch(key));
  await clock.advance(10 * MINUTE);
  const reads = mx.reads.length;
  expect([take(reward), take(reward)]).toEqual([true, false]);
  await clock.advance(1_000);
  expect(mx.reads).toHaveLength(reads + 1);
  expect(dropped).toEqual(['MBR-1']);
  expect(reported).toHaveLength(1);
});

test('nothing is read if nobody watches the member', async () => {
  const { hub, clock, mx, take } = createBench();
  const other = ownKey({ ...key, memberGuid: 'MBR-2' });
  collect(hub.watch(other));
  await clock.advance(10 * MINUTE);
  const reads = mx.reads.length;
  take(status);
  take({ ...status, member_guid: 'MBR-unknown' });
  take({ ...status, user_guid: 'USR-2', member_guid: 'MBR-2' });
  await clock.advance(1_000);
  expect(mx.reads).toHaveLength(reads);
  expect(hub.watched()).toBe(1);
});

test('a webhook about a user wakes all watched members of the user, and of no other user', async () => {
  const { hub, clock, mx, take, dropped } = createBench();
  collect(hub.watch(key));
  collect(hub.watch(ownKey({ ...key, memberGuid: 'MBR-2' })));
  collect(hub.watch(ownKey({ ...key, userGuid: 'USR-2' })));
  await clock.advance(10 * MINUTE);
  const reads = mx.reads.length;
  take({ action: 'updated', user: { guid: 'USR-1', revision: 2 } });
  await settle();
  expect(mx.reads).toHaveLength(reads + 2);
  expect(dropped).toEqual(['USR-1']);
});

test('a transaction drops what was read, and wakes nobody', async () => {
  const { hub, clock, mx, take, dropped } = createBench();
  collect(hub.watch(key));
  await clock.advance(10 * MINUTE);
  const reads = mx.reads.length;
  take({ action: 'created', transaction: { ...about, guid: 'TRN-1', revision: 1 } });
  await settle();
  expect(mx.reads).toHaveLength(reads);
  expect(dropped).toEqual(['MBR-1']);
});

test('the list of a user is read at once, and once more for a burst about any members', async () => {
  const { clock, looks, take } = createBench();
  for (let at = 0; at < 10; at += 1) take({ ...reward, member_guid: `MBR-${at}` });
  take({ action: 'created', transaction: { ...about, guid: 'TRN-1', revision: 1 } });
  expect(looks).toEqual(['USR-1']);
  await clock.advance(500);
  expect(looks).toEqual(['USR-1', 'USR-1']);
});
