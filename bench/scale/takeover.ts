import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../measure/quantiles.ts';
import type { Upstream } from '../measure/upstream.ts';
import { watch } from './cluster.ts';
import { CHANGE_MS, flat, type ScaleSettings, SETTLE_MS, start } from './started.ts';

export interface TakeoverFigures {
  readonly members: number;
  /** From the kill, during a change, to the watchers of members that the killed replica polled. */
  readonly orphanedMs: { readonly p50: number; readonly max: number };
  /** To those of the other members. */
  readonly othersMs: { readonly p50: number; readonly max: number };
  readonly missed: number;
  /** Calls to MX in flight at most. */
  readonly mostAtOnce: number;
}

/** One of three replicas is killed, and everything changes at the same moment. */
export async function measureTakeover(
  upstream: Upstream,
  { members }: ScaleSettings,
): Promise<TakeoverFigures> {
  const layout = { replicas: 3, hasRedis: true, watching: 'everywhere' } as const;
  await using started = await start(layout, upstream);
  const { replicas } = started;
  const watchers = await watch(replicas, members, 'everywhere');
  await sleep(SETTLE_MS);
  await upstream.set();
  const events = watchers.nextEvents(CHANGE_MS, [1, 2]);
  const at = performance.now();
  process.kill(replicas[0]?.pid ?? 0, 'SIGKILL');
  await upstream.set({ connectionStatus: 'UPDATED' });
  const times = await events;
  const { mostAtOnce } = await upstream.set();
  const heard = (isOrphaned: boolean) =>
    flat(
      times.filter((_, member) => (member % 3 === 0) === isOrphaned).map((each) => each.slice(1)),
      at,
    );
  const [orphaned, others] = [heard(true), heard(false)];
  watchers.close();
  return {
    members,
    orphanedMs: { p50: quantile(orphaned, 0.5), max: quantile(orphaned, 1) },
    othersMs: { p50: quantile(others, 0.5), max: quantile(others, 1) },
    missed: 2 * members - orphaned.length - others.length,
    mostAtOnce,
  };
}
