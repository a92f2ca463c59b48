import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedProcess } from '../measure/processes.ts';
import { median, quantile } from '../measure/quantiles.ts';
import { startGateway, startPeer } from '../measure/systems.ts';
import type { Upstream } from '../measure/upstream.ts';
import { cpuUs, rssKb } from '../measure/usage.ts';
import { startWatchers, type Watchers, type Watching } from '../measure/watchers.ts';
import type { Settings } from '../settings.ts';

export interface SubscriptionFigures {
  readonly watching: Watching;
  readonly system: string;
  readonly watchers: number;
  readonly connectSeconds: number;
  /** Resident memory of the process for each subscriber. */
  readonly kbEach: number;
  /** CPU time of one change to all watchers, less the process's use at rest. */
  readonly changeCpuMs: number;
  /** From the first watcher that receives the change to the 99th of 100. */
  readonly spreadMs: number;
  /** CPU time per second between changes: polls and pings. */
  readonly restCpuMs: number;
  readonly rssMb: number;
}

const STATUSES = ['RESUMED', 'UPDATED', 'CREATED', 'CONNECTED'];
const SETTLE_MS = 300;

const SYSTEMS = [
  startGateway,
  (mxUrl: string) => startPeer('graphql-ws', mxUrl),
  (mxUrl: string) => startPeer('sockets', mxUrl),
];

interface Change {
  readonly cpuMs: number;
  readonly spreadMs: number;
}

async function measureChange(
  pid: number,
  restUsPerMs: number,
  watchers: Watchers,
  change: () => Promise<unknown>,
): Promise<Change> {
  const startedAt = performance.now();
  const before = cpuUs(pid);
  const events = watchers.nextEvents();
  await change();
  const times = await events;
  await sleep(SETTLE_MS);
  const restUs = restUsPerMs * (performance.now() - startedAt);
  return {
    cpuMs: (cpuUs(pid) - before - restUs) / 1_000,
    spreadMs: quantile(times, 0.99) - Math.min(...times),
  };
}

async function measureSystem(
  { name: system, pid, url }: StartedProcess,
  watching: Watching,
  upstream: Upstream,
  { watchers: count, changes, restMs }: Settings,
): Promise<SubscriptionFigures> {
  // A first subscriber pays for code and connections to MX, so that the others show their own memory.
  const first = await startWatchers(url, 1, watching);
  first.close();
  await sleep(SETTLE_MS);
  const before = rssKb(pid);
  const watchers = await startWatchers(url, count, watching);
  await sleep(restMs);
  const kbEach = (rssKb(pid) - before) / count;
  const atRest = cpuUs(pid);
  await sleep(restMs);
  const restCpuMs = (cpuUs(pid) - atRest) / restMs;
  const done: Change[] = [];
  for (let index = 0; index < changes; index += 1) {
    const connectionStatus = STATUSES[index % STATUSES.length] ?? '';
    const change = () => upstream.set({ connectionStatus });
    done.push(await measureChange(pid, restCpuMs, watchers, change));
  }
  const rssMb = rssKb(pid) / 1024;
  watchers.close();
  return {
    watching,
    system,
    watchers: count,
    connectSeconds: watchers.connectSeconds,
    kbEach,
    changeCpuMs: median(done.map(({ cpuMs }) => cpuMs)),
    spreadMs: median(done.map(({ spreadMs }) => spreadMs)),
    restCpuMs,
    rssMb,
  };
}

/**
 * Subscribers beside a plain graphql-ws server, and beside sockets by hand. Each measurement has a
 * process of its own.
 */
export async function measureSubscriptions(
  upstream: Upstream,
  settings: Settings,
): Promise<readonly SubscriptionFigures[]> {
  const figures: SubscriptionFigures[] = [];
  for (const watching of ['shared', 'own'] as const) {
    for (const start of SYSTEMS) {
      await upstream.set({ connectionStatus: 'CONNECTED', isBeingAggregated: true });
      const system = await start(upstream.url);
      figures.push(await measureSystem(system, watching, upstream, settings));
      await system.stop();
    }
  }
  await upstream.set({ connectionStatus: 'CONNECTED', isBeingAggregated: false });
  return figures;
}
