import { createTarget, load, toCall } from '../measure/load.ts';
import type { StartedProcess } from '../measure/processes.ts';
import { median } from '../measure/quantiles.ts';
import type { Upstream } from '../measure/upstream.ts';
import { cpuUs } from '../measure/usage.ts';
import type { Settings } from '../settings.ts';
import { type Shape, userGuid } from '../upstream/shape.ts';

export interface GrowthFigures extends Shape {
  readonly system: string;
  readonly p50Ms: number;
  /** Calls to MX. */
  readonly calls: number;
  /** The most of them in flight. */
  readonly mostAtOnce: number;
  readonly cpuMs: number;
}

export const GROWTH_LATENCY_MS = 40;
const MAX_MS = 60_000;
/** Wallets with fewer accounts are read more often, since Linux counts CPU time in ticks of 10 ms. */
const FEW = 12;
let users = 1;

/** The wallet of users with more and more accounts, each user seen first, one after the other. */
export async function measureGrowth(
  systems: readonly StartedProcess[],
  upstream: Upstream,
  { growth, growthRepeats }: Settings,
): Promise<readonly GrowthFigures[]> {
  const figures: GrowthFigures[] = [];

  async function callsOf(shape: Shape, count: number) {
    users += count;
    const guids = Array.from({ length: count }, (_, index) => userGuid(shape, users + index));
    return Promise.all(guids.map((guid) => toCall('wallet', guid)));
  }

  async function measure({ name: system, url, pid }: StartedProcess, shape: Shape) {
    await using target = createTarget(url, 1);
    const repeats = Math.max(growthRepeats, Math.ceil((growthRepeats * FEW) / shape.accounts));
    const calls = await callsOf(shape, repeats);
    const before = { cpuUs: cpuUs(pid), ...(await upstream.set()) };
    const { durationsMs } = await load(target, { calls, lanes: 1, ms: MAX_MS, once: true });
    const after = { cpuUs: cpuUs(pid), ...(await upstream.set()) };
    figures.push({
      ...shape,
      system,
      p50Ms: median(durationsMs),
      calls: Math.round((after.calls - before.calls) / durationsMs.length),
      mostAtOnce: after.mostAtOnce,
      cpuMs: (after.cpuUs - before.cpuUs) / durationsMs.length / 1_000,
    });
  }

  for (const system of systems) {
    await using target = createTarget(system.url, 1);
    const calls = await callsOf({ accounts: growth.at(-1) ?? 1, hasBareLists: false }, 1);
    await load(target, { calls, lanes: 1, ms: MAX_MS, once: true });
  }
  await upstream.set({ latencyMs: GROWTH_LATENCY_MS });
  for (const accounts of growth) {
    for (const system of systems) await measure(system, { accounts, hasBareLists: false });
    // The peers have no way to learn the card product of an account whose list does not name it.
    const gateway = systems.find(({ name }) => name === 'gateway');
    if (gateway !== undefined) await measure(gateway, { accounts, hasBareLists: true });
  }
  await upstream.set({ latencyMs: 0 });
  return figures;
}
