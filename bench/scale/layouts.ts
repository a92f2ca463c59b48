import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../measure/quantiles.ts';
import type { Upstream } from '../measure/upstream.ts';
import { rssKb } from '../measure/usage.ts';
import { watch } from './cluster.ts';
import { measureRest, type Rest } from './rest.ts';
import { CHANGE_MS, flat, type Layout, type ScaleSettings, SETTLE_MS, start } from './started.ts';

export interface LayoutFigures extends Layout {
  readonly members: number;
  readonly rest: Rest;
  /** Memory of one replica for each of its watchers, in KB. */
  readonly kbEach: number;
  /** Memory of Redis for each member, in bytes. */
  readonly redisBytesEach: number;
  /** From the first to the last replica that tells of a change of one member, in milliseconds. */
  readonly spreadMs: { readonly p50: number; readonly p99: number };
  /** From a change at MX to the watcher. */
  readonly newsMs: { readonly p50: number; readonly p99: number };
  /** Watchers that did not hear of a change. */
  readonly missed: number;
}

const STATUSES = ['RESUMED', 'UPDATED', 'CREATED', 'CONNECTED'];

export async function measureLayout(
  layout: Layout,
  upstream: Upstream,
  { members, restMs, changes }: ScaleSettings,
): Promise<LayoutFigures> {
  await using started = await start(layout, upstream);
  const { replicas, redis } = started;
  const first = await watch(replicas, replicas.length, layout.watching);
  first.close();
  await sleep(1_000);
  const kbBefore = replicas.map(({ pid }) => rssKb(pid));
  const bytesBefore = (await redis?.info())?.get('used_memory') ?? 0;
  const watchers = await watch(replicas, members, layout.watching);
  await sleep(SETTLE_MS);
  const rest = await measureRest(replicas, redis, upstream, restMs);
  const kbAfter = replicas.map(({ pid }) => rssKb(pid));
  const bytesAfter = (await redis?.info())?.get('used_memory') ?? 0;
  const spreads: number[] = [];
  const news: number[] = [];
  let missed = 0;
  for (let i = 0; i < changes; i += 1) {
    const at = performance.now();
    const events = watchers.nextEvents(CHANGE_MS);
    await upstream.set({ connectionStatus: STATUSES[i % STATUSES.length] ?? '' });
    const times = await events;
    const told = flat(times, at);
    news.push(...told);
    missed += watchers.each * replicas.length - told.length;
    for (const each of times) {
      const heard = (each ?? []).filter((time) => time !== undefined);
      if (heard.length > 1) spreads.push(Math.max(...heard) - Math.min(...heard));
    }
  }
  watchers.close();
  const growth = kbAfter.map((kb, at) => (kb - (kbBefore[at] ?? 0)) / watchers.each);
  return {
    ...layout,
    members,
    rest,
    kbEach: growth.reduce((sum, kb) => sum + kb, 0) / growth.length,
    redisBytesEach: (bytesAfter - bytesBefore) / members,
    spreadMs: { p50: quantile(spreads, 0.5), p99: quantile(spreads, 0.99) },
    newsMs: { p50: quantile(news, 0.5), p99: quantile(news, 0.99) },
    missed: missed + watchers.lost(),
  };
}
