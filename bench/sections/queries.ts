import { type Call, createTarget, load, type Target, toCall } from '../measure/load.ts';
import type { StartedProcess } from '../measure/processes.ts';
import { median, quantile } from '../measure/quantiles.ts';
import type { Upstream } from '../measure/upstream.ts';
import { cpuUs, rssKb } from '../measure/usage.ts';
import { DOCUMENTS, type QueryName } from '../queries.ts';
import type { Settings } from '../settings.ts';
import { userGuid, USUAL } from '../upstream/shape.ts';

export interface QueryFigures {
  readonly query: QueryName;
  readonly system: string;
  /** User and system time of the process. */
  readonly cpuUs: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Calls to MX. */
  readonly calls: number;
  /** After the last round. */
  readonly rssMb: number;
}

export const QUERY_NAMES = Object.keys(DOCUMENTS) as QueryName[];

interface Round {
  readonly cpuUs: number;
  readonly perSecond: number;
  readonly calls: number;
  readonly durationsMs: readonly number[];
}

async function measureRound(
  { pid }: StartedProcess,
  target: Target,
  calls: readonly Call[],
  upstream: Upstream,
  { lanes, roundMs: ms }: Settings,
): Promise<Round> {
  const before = { cpuUs: cpuUs(pid), ...(await upstream.set()) };
  const { durationsMs, seconds } = await load(target, { calls, lanes, ms });
  const after = { cpuUs: cpuUs(pid), ...(await upstream.set()) };
  const count = durationsMs.length;
  return {
    cpuUs: (after.cpuUs - before.cpuUs) / count,
    perSecond: count / seconds,
    calls: (after.calls - before.calls) / count,
    durationsMs,
  };
}

/** The cost of each query where a call to MX takes no time, the systems in turn. */
export async function measureQueries(
  systems: readonly StartedProcess[],
  upstream: Upstream,
  settings: Settings,
): Promise<readonly QueryFigures[]> {
  const { lanes, users, warmUpMs, rounds } = settings;
  await upstream.set({ latencyMs: 0 });
  const figures: QueryFigures[] = [];
  for (const query of QUERY_NAMES) {
    const calls = await Promise.all(
      Array.from({ length: users }, (_, index) => toCall(query, userGuid(USUAL, index))),
    );
    await using stack = new AsyncDisposableStack();
    const measured = systems.map((system) => ({
      system,
      target: stack.use(createTarget(system.url, lanes)),
      done: [] as Round[],
    }));
    for (const { target } of measured) await load(target, { calls, lanes, ms: warmUpMs });
    for (let round = 0; round < rounds; round += 1) {
      for (const { system, target, done } of measured) {
        done.push(await measureRound(system, target, calls, upstream, settings));
      }
    }
    for (const { system, done } of measured) {
      const durations = done.flatMap(({ durationsMs }) => durationsMs);
      figures.push({
        query,
        system: system.name,
        cpuUs: median(done.map((round) => round.cpuUs)),
        perSecond: median(done.map((round) => round.perSecond)),
        p50Ms: median(durations),
        p99Ms: quantile(durations, 0.99),
        calls: median(done.map((round) => round.calls)),
        rssMb: rssKb(system.pid) / 1024,
      });
    }
  }
  return figures;
}
