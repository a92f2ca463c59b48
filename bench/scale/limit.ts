import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../measure/quantiles.ts';
import { signServiceToken } from '../measure/tokens.ts';
import type { Upstream } from '../measure/upstream.ts';
import { memberOf, watch } from './cluster.ts';
import { CHANGE_MS, flat, type ScaleSettings, SETTLE_MS, start } from './started.ts';

export interface LimitFigures {
  readonly members: number;
  readonly rate: number;
  /** Polls per second that the members would need. */
  readonly wanted: number;
  /** Calls per second that MX got. */
  readonly calls: number;
  /** From a change at MX to the watcher. */
  readonly newsMs: { readonly p50: number; readonly p99: number };
  readonly missed: number;
  readonly queryMs: { readonly p50: number; readonly p99: number };
  readonly failedQueries: number;
}

/** How many times more polls the members would need. */
const OVER = 2;
const QUERY_MS = 100;

/** Members need more polls than MX allows, while others query. */
export async function measureLimit(
  upstream: Upstream,
  { members, restMs }: ScaleSettings,
): Promise<LimitFigures> {
  const wanted = members / 3.3;
  const rate = Math.round(wanted / OVER);
  const layout = { replicas: 2, hasRedis: true, watching: 'spread' } as const;
  await using started = await start(layout, upstream, { MX_READS_PER_SECOND: String(rate) });
  const { replicas } = started;
  const watchers = await watch(replicas, members, 'spread');
  await sleep(3 * SETTLE_MS);
  const queries: number[] = [];
  let failedQueries = 0;
  const token = await signServiceToken();
  const before = { calls: (await upstream.set()).calls, at: performance.now() };
  const end = before.at + 2 * restMs;
  const change = (async () => {
    const at = performance.now();
    const events = watchers.nextEvents(4 * CHANGE_MS);
    await upstream.set({ connectionStatus: 'UPDATED' });
    return flat(await events, at);
  })();
  for (let i = 0; performance.now() < end; i += 1) {
    const at = performance.now();
    if (!(await query(replicas[i % 2]?.url ?? '', token, 100_000 + i))) failedQueries += 1;
    queries.push(performance.now() - at);
    await sleep(QUERY_MS);
  }
  const calls =
    ((await upstream.set()).calls - before.calls) / ((performance.now() - before.at) / 1_000);
  const news = await change;
  watchers.close();
  return {
    members,
    rate,
    wanted,
    calls,
    newsMs: { p50: quantile(news, 0.5), p99: quantile(news, 0.99) },
    missed: members - news.length + watchers.lost(),
    queryMs: { p50: quantile(queries, 0.5), p99: quantile(queries, 0.99) },
    failedQueries,
  };
}

async function query(url: string, token: string, index: number): Promise<boolean> {
  const { userGuid } = memberOf(index);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: 'query ($guid: ID!) { user(guid: $guid) { members { nodes { guid } } } }',
      variables: { guid: userGuid },
    }),
  });
  const text = await response.text();
  return response.status === 200 && !text.includes('"errors"');
}
