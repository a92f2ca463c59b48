import { type Call, createTarget, load, toCall } from '../measure/load.ts';
import type { StartedProcess } from '../measure/processes.ts';
import { quantile } from '../measure/quantiles.ts';
import type { Upstream } from '../measure/upstream.ts';
import type { QueryName } from '../queries.ts';
import type { Settings } from '../settings.ts';
import { userGuid, USUAL } from '../upstream/shape.ts';
import { QUERY_NAMES } from './queries.ts';

export interface LatencyFigures {
  readonly query: QueryName;
  readonly system: string;
  readonly latencyMs: number;
  /** Of users that the system has not seen before. */
  readonly firstP50Ms: number;
  readonly firstP99Ms: number;
  /** Of the same users a moment later. */
  readonly againP50Ms: number;
}

export const LATENCIES_MS = [20, 100];
const LANES = 8;
const MAX_MS = 60_000;
let users = 1_000;

async function freshCalls(query: QueryName, count: number): Promise<readonly Call[]> {
  users += count;
  const guids = Array.from({ length: count }, (_, index) => userGuid(USUAL, users + index));
  return Promise.all(guids.map((guid) => toCall(query, guid)));
}

/** The time of each query where a call to MX takes 20 and 100 ms. Card products are warm. */
export async function measureLatency(
  systems: readonly StartedProcess[],
  upstream: Upstream,
  { slowUsers }: Settings,
): Promise<readonly LatencyFigures[]> {
  const figures: LatencyFigures[] = [];
  for (const latencyMs of LATENCIES_MS) {
    for (const query of QUERY_NAMES) {
      for (const { name: system, url } of systems) {
        await using target = createTarget(url, LANES);
        await upstream.set({ latencyMs: 0 });
        const warmUp = await freshCalls(query, LANES);
        await load(target, { calls: warmUp, lanes: LANES, ms: MAX_MS, once: true });
        await upstream.set({ latencyMs });
        const calls = await freshCalls(query, slowUsers);
        const options = { calls, lanes: LANES, ms: MAX_MS, once: true };
        const { durationsMs: first } = await load(target, options);
        const { durationsMs: again } = await load(target, options);
        figures.push({
          query,
          system,
          latencyMs,
          firstP50Ms: quantile(first, 0.5),
          firstP99Ms: quantile(first, 0.99),
          againP50Ms: quantile(again, 0.5),
        });
      }
    }
  }
  await upstream.set({ latencyMs: 0 });
  return figures;
}
