import { setTimeout as sleep } from 'node:timers/promises';
import type { Upstream } from '../measure/upstream.ts';
import { cpuUs } from '../measure/usage.ts';
import { memberOf, WEBHOOKS } from './cluster.ts';
import { start } from './started.ts';

/** CPU time of one webhook about a member whom nobody watches, in microseconds. */
export interface BulletinFigures {
  /** Of the replica that receives it. */
  readonly receiverUs: number;
  /** Of each other replica. */
  readonly otherUs: number;
  /** Of Redis: once, and for each replica. */
  readonly redisUs: number;
  readonly redisEachUs: number;
}

const BULLETINS = 4_000;
const LANES = 8;
const REST_MS = 3_000;
const MANY = 3;

export async function measureBulletins(upstream: Upstream): Promise<BulletinFigures> {
  const one = await measureWith(1, upstream);
  const many = await measureWith(MANY, upstream);
  const redisEachUs = Math.max(0, (many.redisUs - one.redisUs) / (MANY - 1));
  const otherUs = many.replicaUs.slice(1).reduce((sum, us) => sum + us, 0) / (MANY - 1);
  return {
    receiverUs: many.replicaUs[0] ?? Number.NaN,
    otherUs,
    redisUs: one.redisUs - redisEachUs,
    redisEachUs,
  };
}

async function measureWith(count: number, upstream: Upstream) {
  await using started = await start(
    { replicas: count, hasRedis: true, watching: 'spread' },
    upstream,
  );
  const { replicas, redis } = started;
  const pids = [redis?.pid ?? 0, ...replicas.map(({ pid }) => pid)];
  let sent = 0;
  const send = async (bulletins: number) => {
    const end = sent + bulletins;
    const lane = async () => {
      while (sent < end) await postWebhook(replicas[0]?.url ?? '', sent++);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await sleep(500);
  };
  await send(BULLETINS / 4);
  const atRest = pids.map(cpuUs);
  await sleep(REST_MS);
  const rest = pids.map((pid, at) => (cpuUs(pid) - (atRest[at] ?? 0)) / REST_MS);
  const startedAt = performance.now();
  const before = pids.map(cpuUs);
  await send(BULLETINS);
  const ms = performance.now() - startedAt;
  const [redisUs = 0, ...replicaUs] = pids.map(
    (pid, at) => (cpuUs(pid) - (before[at] ?? 0) - (rest[at] ?? 0) * ms) / BULLETINS,
  );
  return { redisUs, replicaUs };
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
