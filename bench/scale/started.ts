import type { StartedProcess } from '../measure/processes.ts';
import type { Upstream } from '../measure/upstream.ts';
import { startReplica, type Times, type Watching } from './cluster.ts';
import { type Redis, startRedis } from './redis.ts';

export interface ScaleSettings {
  readonly members: number;
  readonly restMs: number;
  readonly changes: number;
}

export interface Layout {
  readonly replicas: number;
  readonly hasRedis: boolean;
  readonly watching: Watching;
}

/** After the start, watchers are all read once; then their polls spread. */
export const SETTLE_MS = 8_000;
/** The longest wait for a change, in milliseconds. */
export const CHANGE_MS = 30_000;
/** Here the rate of MX is not to be what is measured. */
const UNLIMITED = { MX_READS_PER_SECOND: '100000' };

export interface Started extends AsyncDisposable {
  readonly replicas: readonly StartedProcess[];
  readonly redis: Redis | null;
}

/** Replicas in front of an MX where a job of each member runs. */
export async function start(
  { replicas: count, hasRedis }: Layout,
  upstream: Upstream,
  env: Readonly<Record<string, string>> = UNLIMITED,
): Promise<Started> {
  await upstream.set({ connectionStatus: 'CONNECTED', isBeingAggregated: true });
  const redis = hasRedis ? await startRedis() : null;
  const all = { ...env, ...(redis !== null && { REDIS_URL: redis.url }) };
  const replicas: StartedProcess[] = [];
  for (let at = 0; at < count; at += 1) replicas.push(await startReplica(upstream.url, all));
  return {
    replicas,
    redis,
    async [Symbol.asyncDispose]() {
      await Promise.all(replicas.map(({ stop }) => stop()));
      redis?.stop();
    },
  };
}

/** The times of one change, in milliseconds after it. */
export const flat = (times: Times, since: number) =>
  times.flat().flatMap((time) => (time === undefined ? [] : [time - since]));
