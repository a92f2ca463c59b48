import { setTimeout as sleep } from 'node:timers/promises';
import type { Upstream } from '../measure/upstream.ts';
import { cpuUs } from '../measure/usage.ts';
import { memberOf, WEBHOOKS } from './cluster.ts';
import { start } from './started.ts';

export interface BulletinFigures {
  /** CPU time of one webhook about a member whom nobody watches, in microseconds. */
  readonly receiverUs: number;
  readonly otherUs: number;
  readonly redisUs: number;
}

const BULLETINS = 2_000;

export async function measureBulletins(upstream: Upstream): Promise<BulletinFigures> {
  await using started = await start({ replicas: 3, hasRedis: true, watching: 'spread' }, upstream);
  const { replicas, redis } = started;
  const pids = [...replicas.map(({ pid }) => pid), redis?.pid ?? 0];
  const send = async (count: number) => {
    for (let i = 0; i < count; i += 1) await postWebhook(replicas[0]?.url ?? '', i);
    await sleep(500);
  };
  await send(200);
  const restBefore = pids.map(cpuUs);
  await sleep(2_000);
  const rest = pids.map((pid, at) => (cpuUs(pid) - (restBefore[at] ?? 0)) / 2_000);
  const startedAt = performance.now();
  const before = pids.map(cpuUs);
  await send(BULLETINS);
  const ms = performance.now() - startedAt;
  const [receiverUs = 0, one = 0, other = 0, redisUs = 0] = pids.map(
    (pid, at) => (cpuUs(pid) - (before[at] ?? 0) - (rest[at] ?? 0) * ms) / BULLETINS,
  );
  return { receiverUs, otherUs: (one + other) / 2, redisUs };
}

async function postWebhook(url: string, index: number): Promise<void> {
  const { username, password } = WEBHOOKS;
  const { userGuid, memberGuid } = memberOf(1_000_000 + index);
  const response = await fetch(new URL('/webhooks/mx', url), {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      type: 'CONNECTION_STATUS',
      action: 'CHANGED',
      user_guid: userGuid,
      member_guid: memberGuid,
      connection_status: 'DENIED',
      connection_status_id: 2,
    }),
  });
  await response.body?.cancel();
  if (response.status !== 204) throw new Error(`A webhook got ${response.status}`);
}
