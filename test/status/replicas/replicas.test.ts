import { expect, test } from 'vitest';
import type { WebhookModel } from '../../../src/mx/api/webhook.ts';
import { MxError } from '../../../src/mx/errors.ts';
import type { ObservedStatus } from '../../../src/status/observed-status.ts';
import { ownKey } from '../../support/keys.ts';
import { settle } from '../../support/manual-clock.ts';
import { collect } from '../hub-bench.ts';
import { aStatus, key, running, startedMember } from '../models.ts';
import { createReplicaBench, POLL_MS } from './replica-bench.ts';

const states = (seen: readonly ObservedStatus[]) =>
  seen.map((status) =>
    status.isBeingAggregated ? `${status.connectionStatus} running` : status.connectionStatus,
  );

const MINUTE = 60_000;

const aWebhook: WebhookModel = {
  kind: 'CONNECTION_STATUS',
  ...key,
  concernsStatus: true,
  data: [],
  completedAt: null,
  identity: null,
};

test('three replicas poll a member as often as one', async () => {
  const polls = async (replicas: number) => {
    const { clock, mx, join } = createReplicaBench();
    mx.shown.set(key.memberGuid, running);
    for (let i = 0; i < replicas; i += 1) collect(join().hub.watch(key));
    await clock.advance(10 * MINUTE);
    return mx.reads.length;
  };
  const one = await polls(1);
  const three = await polls(3);
  expect(one).toBeGreaterThan(150);
  expect(three / one).toBeLessThan(1.05);
  expect(three / one).toBeGreaterThan(0.95);
});

test('a change reaches the watchers of all replicas, each once', async () => {
  const { clock, mx, join } = createReplicaBench();
  mx.shown.set(key.memberGuid, running);
  const seen = [join(), join(), join()].map((replica) => collect(replica.hub.watch(key)).seen);
  await clock.advance(MINUTE);
  mx.shown.set(key.memberGuid, aStatus({ connectionStatus: 'DENIED' }));
  await clock.advance(1.2 * POLL_MS + 100);
  for (const each of seen) expect(states(each)).toEqual(['CONNECTED running', 'DENIED']);
});

test('the first status of a replica that comes later is that of the poller, if it is fresh', async () => {
  const { clock, mx, join } = createReplicaBench();
  mx.shown.set(key.memberGuid, running);
  collect(join().hub.watch(key));
  await clock.advance(1_000);
  const reads = mx.reads.length;
  const { seen } = collect(join().hub.watch(key));
  await settle();
  expect(states(seen)).toEqual(['CONNECTED running']);
  expect(mx.reads.length).toBe(reads);
});

test('a replica that comes later to an idle member gets a status that is read for it', async () => {
  const { clock, mx, join } = createReplicaBench();
  collect(join().hub.watch(key));
  await clock.advance(30 * MINUTE);
  mx.shown.set(key.memberGuid, aStatus({ connectionStatus: 'DENIED' }));
  const { seen } = collect(join().hub.watch(key));
  await settle();
  expect(states(seen)).toEqual(['DENIED']);
});

test('when the poller stops, the next replica polls at once', async () => {
  const { clock, mx, join } = createReplicaBench();
  const first = join();
  collect(first.hub.watch(key));
  await settle();
  const { seen } = collect(join().hub.watch(key));
  await clock.advance(30 * MINUTE);
  const reads = mx.reads.length;
  mx.shown.set(key.memberGuid, aStatus({ connectionStatus: 'DENIED' }));
  await first.stop();
  await settle();
  expect(mx.reads.length).toBe(reads + 1);
  expect(states(seen)).toEqual(['CONNECTED', 'DENIED']);
});

test('a replica that is cut off polls for itself, less often', async () => {
  const { clock, mx, join } = createReplicaBench();
  mx.shown.set(key.memberGuid, running);
  const [cut, other] = [join(), join()];
  const { seen } = collect(cut.hub.watch(key));
  collect(other.hub.watch(key));
  await clock.advance(MINUTE);
  await cut.cutOff();
  const before = mx.reads.length;
  await clock.advance(10 * MINUTE);
  // The memory forgets a replica that leaves it, so the two poll as two gateways would.
  expect(mx.reads.length - before).toBeGreaterThan(300);
  mx.shown.set(key.memberGuid, aStatus({ connectionStatus: 'DENIED' }));
  await clock.advance(1.2 * POLL_MS);
  expect(states(seen)).toEqual(['CONNECTED running', 'DENIED']);
});

test('a poller that does not reach MX leaves the polls to another replica', async () => {
  const { clock, mx, join } = createReplicaBench();
  mx.shown.set(key.memberGuid, running);
  const { seen } = collect(join().hub.watch(key));
  await settle();
  const { seen: others } = collect(join().hub.watch(key));
  await clock.advance(MINUTE);
  mx.cutOff.add(0);
  await clock.advance(MINUTE);
  const before = mx.reads.length;
  await clock.advance(10 * MINUTE);
  expect(mx.reads.length - before).toBeLessThan(210);
  mx.shown.set(key.memberGuid, aStatus({ connectionStatus: 'DENIED' }));
  await clock.advance(1.2 * POLL_MS);
  expect(states(seen)).toEqual(['CONNECTED running', 'DENIED']);
  expect(states(others)).toEqual(['CONNECTED running', 'DENIED']);
});

test('an outage of MX ends no stream, and does not turn the replicas into a loop', async () => {
  const { clock, mx, join } = createReplicaBench();
  mx.shown.set(key.memberGuid, running);
  const watched = [join(), join(), join()].map((replica) => collect(replica.hub.watch(key)));
  await clock.advance(MINUTE);
  mx.shown.set(key.memberGuid, new MxError('UNAVAILABLE', 'GET …/status 503'));
  const before = mx.reads.length;
  await clock.advance(5 * MINUTE);
  // Each replica tries for itself, every half minute in the end.
  expect(mx.reads.length - before).toBeLessThan(3 * 20);
  mx.shown.set(key.memberGuid, aStatus({ connectionStatus: 'DENIED' }));
  await clock.advance(40_000);
  for (const { seen } of watched) expect(states(seen)).toEqual(['CONNECTED running', 'DENIED']);
});

test('a member that is gone ends the streams of all replicas', async () => {
  const { clock, mx, join } = createReplicaBench();
  mx.shown.set(key.memberGuid, running);
  const watched = [join(), join(), join()].map((replica) => collect(replica.hub.watch(key)));
  await clock.advance(MINUTE);
  mx.shown.set(key.memberGuid, new MxError('NOT_FOUND', 'GET …/status 404'));
  await clock.advance(2 * POLL_MS);
  for (const { error } of watched) expect(error).toMatchObject({ code: 'NOT_FOUND' });
});

test('a job that starts at one replica is running at all at once', async () => {
  const { clock, mx, join } = createReplicaBench();
  const [poller, other] = [join(), join()];
  const { seen } = collect(poller.hub.watch(key));
  await settle();
  const { seen: others } = collect(other.hub.watch(key));
  await clock.advance(MINUTE);
  // MX's status does not show the job yet.
  other.hub.jobStarted(key, startedMember);
  await settle();
  expect(states(seen)).toEqual(['CONNECTED', 'CONNECTED running']);
  expect(states(others)).toEqual(['CONNECTED', 'CONNECTED running']);
  await clock.advance(5_000);
  mx.shown.set(key.memberGuid, running);
  await clock.advance(2 * POLL_MS);
  expect(states(seen)).toEqual(['CONNECTED', 'CONNECTED running']);
});

test('after a change at a listener, the poller reads at once, and older readings do not count', async () => {
  const { clock, mx, join } = createReplicaBench();
  const [poller, other] = [join(), join()];
  collect(poller.hub.watch(key));
  await settle();
  const { seen } = collect(other.hub.watch(key));
  await clock.advance(30 * MINUTE);
  mx.shown.set(key.memberGuid, aStatus({ connectionStatus: 'UPDATED' }));
  const before = mx.reads.length;
  other.hub.nudge(key);
  await settle();
  expect(mx.reads.length).toBe(before + 1);
  expect(states(seen)).toEqual(['CONNECTED', 'UPDATED']);
});

test('a webhook that one replica receives wakes the poller of another', async () => {
  const { clock, mx, join } = createReplicaBench();
  const [poller, other] = [join(), join()];
  const { seen } = collect(poller.hub.watch(key));
  await clock.advance(30 * MINUTE);
  mx.shown.set(key.memberGuid, aStatus({ connectionStatus: 'DENIED' }));
  other.webhooks.take(aWebhook);
  await settle();
  expect(states(seen)).toEqual(['CONNECTED', 'DENIED']);
});

test('a flood of webhooks causes no more polls than at one replica', async () => {
  const polls = async (replicas: number) => {
    const { clock, mx, join } = createReplicaBench();
    mx.latencyMs = 20;
    const all = Array.from({ length: replicas }, join);
    for (const { hub } of all) collect(hub.watch(key));
    await clock.advance(30 * MINUTE);
    const before = mx.reads.length;
    for (let i = 0; i < 500; i += 1) {
      all.at(-1)?.webhooks.take(aWebhook);
      await clock.advance(20);
    }
    return mx.reads.length - before;
  };
  const one = await polls(1);
  expect(one).toBeLessThanOrEqual(21);
  expect(await polls(3)).toBeLessThanOrEqual(1.2 * one);
});

test('after a webhook, queries at a listener do not get what the poller read before it', async () => {
  const { clock, mx, join } = createReplicaBench();
  mx.shown.set(key.memberGuid, running);
  const [poller, other] = [join(), join()];
  collect(poller.hub.watch(key));
  await settle();
  collect(other.hub.watch(key));
  mx.latencyMs = 200;
  const reads = mx.reads.length;
  while (mx.reads.length === reads) await clock.advance(50);
  mx.shown.set(key.memberGuid, aStatus({ connectionStatus: 'DENIED' }));
  other.webhooks.take(aWebhook);
  await clock.advance(190);
  const status = other.statuses.read(key, { lane: 'a query' });
  await clock.advance(250);
  expect((await status).value.connectionStatus).toBe('DENIED');
});

test('no two users share a poll, even with the same member guid', async () => {
  const { clock, mx, join } = createReplicaBench();
  mx.shown.set(key.memberGuid, running);
  const stranger = ownKey({ userGuid: 'USR-2', memberGuid: key.memberGuid });
  collect(join().hub.watch(key));
  collect(join().hub.watch(stranger));
  await clock.advance(POLL_MS - 1);
  expect(mx.reads.length).toBe(2);
});
