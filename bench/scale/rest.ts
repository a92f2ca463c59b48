import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedProcess } from '../measure/processes.ts';
import type { Upstream } from '../measure/upstream.ts';
import { cpuUs } from '../measure/usage.ts';
import type { Redis } from './redis.ts';

/** What happens in a second between changes. */
export interface Rest {
  /** Calls to MX. */
  readonly polls: number;
  /** CPU time of each replica, in milliseconds. */
  readonly cpuMs: readonly number[];
  /** Of Redis; null without it. */
  readonly redis: RedisRest | null;
}

export interface RedisRest {
  readonly cpuMs: number;
  /** Scripts, and the commands in them. */
  readonly commands: number;
  readonly inBytes: number;
  readonly outBytes: number;
}

interface Counters {
  readonly at: number;
  readonly calls: number;
  readonly cpuUs: readonly number[];
  readonly redisCpuUs: number;
  readonly info: ReadonlyMap<string, number>;
}

/** Reads all counters now, and after `ms`. */
export async function measureRest(
  replicas: readonly StartedProcess[],
  redis: Redis | null,
  upstream: Upstream,
  ms: number,
): Promise<Rest> {
  const read = async (): Promise<Counters> => ({
    at: performance.now(),
    calls: (await upstream.set()).calls,
    cpuUs: replicas.map(({ pid }) => cpuUs(pid)),
    redisCpuUs: redis === null ? 0 : cpuUs(redis.pid),
    info: (await redis?.info()) ?? new Map<string, number>(),
  });
  const before = await read();
  await sleep(ms);
  const after = await read();
  const seconds = (after.at - before.at) / 1_000;
  const perSecond = (from: number, to: number) => (to - from) / seconds;
  const counted = (name: string) =>
    perSecond(before.info.get(name) ?? 0, after.info.get(name) ?? 0);
  return {
    polls: perSecond(before.calls, after.calls),
    cpuMs: replicas.map((_, at) => perSecond(before.cpuUs[at] ?? 0, after.cpuUs[at] ?? 0) / 1_000),
    redis:
      redis === null
        ? null
        : {
            cpuMs: perSecond(before.redisCpuUs, after.redisCpuUs) / 1_000,
            commands: counted('total_commands_processed'),
            inBytes: counted('total_net_input_bytes'),
            outBytes: counted('total_net_output_bytes'),
          },
  };
}
