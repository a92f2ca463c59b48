import { nameOf } from '../measure/systems.ts';
import { TITLES } from '../queries.ts';
import { type LatencyFigures } from '../sections/latency.ts';
import type { QueryFigures } from '../sections/queries.ts';
import { QUERY_NAMES } from '../sections/queries.ts';
import type { SubscriptionFigures } from '../sections/subscriptions.ts';
import { toFigure, toTable } from './table.ts';

const unique = (names: readonly string[]) => [...new Set(names)];

/** The gateway's CPU time of a query in multiples of each peer's. */
export function cpuRatios(figures: readonly QueryFigures[]): string {
  const peers = unique(figures.map(({ system }) => system)).filter((name) => name !== 'gateway');
  const rows = QUERY_NAMES.map((query) => {
    const cpuOf = (name: string) =>
      figures.find((each) => each.query === query && each.system === name)?.cpuUs ?? Number.NaN;
    return [TITLES[query], ...peers.map((peer) => toFigure(cpuOf('gateway') / cpuOf(peer)))];
  });
  return toTable(['CPU of the gateway ÷ CPU of', ...peers.map(nameOf)], rows);
}

const LATENCY_ROWS = {
  p50: 'firstP50Ms',
  p99: 'firstP99Ms',
  'p50, again': 'againP50Ms',
} as const;

/** The time of a query in multiples of the time of one call to MX. */
export function latencyMultiples(
  figures: readonly LatencyFigures[],
  latencyMs: number,
  titles: readonly (keyof typeof LATENCY_ROWS)[] = ['p50', 'p99', 'p50, again'],
): string {
  const own = figures.filter((each) => each.latencyMs === latencyMs);
  const systems = unique(own.map(({ system }) => system));
  const rows = QUERY_NAMES.flatMap((query) =>
    titles.map((title) => {
      const cells = systems.map((name) => {
        const found = own.find((each) => each.query === query && each.system === name);
        return toFigure((found?.[LATENCY_ROWS[title]] ?? Number.NaN) / latencyMs);
      });
      return [`${TITLES[query]}: ${title}`, ...cells];
    }),
  );
  return toTable([`time in calls of ${latencyMs} ms`, ...systems.map(nameOf)], rows);
}

const SUBSCRIPTION_PEERS = ['graphql-ws', 'sockets'] as const;

/** The gateway's subscribers in multiples of those of a plain graphql-ws server, and of the limit. */
export function subscriptionRatios(figures: readonly SubscriptionFigures[]): string {
  const rows = (['shared', 'own'] as const).flatMap((watching) => {
    const of = (name: string) =>
      figures.find((each) => each.watching === watching && each.system === name);
    return SUBSCRIPTION_PEERS.map((peer) => {
      const ratio = (key: 'changeCpuMs' | 'spreadMs' | 'kbEach' | 'connectSeconds') =>
        toFigure((of('gateway')?.[key] ?? Number.NaN) / (of(peer)?.[key] ?? Number.NaN));
      return [
        `${watching === 'shared' ? 'all watch one member' : 'a member each'} ÷ ${nameOf(peer)}`,
        ratio('changeCpuMs'),
        // Each member is polled at a time of its own, so that its spread is the pace of the polls.
        watching === 'shared' ? ratio('spreadMs') : '–',
        ratio('kbEach'),
        ratio('connectSeconds'),
      ];
    });
  });
  return toTable(['the gateway', 'CPU of a change', 'spread', 'memory', 'connect'], rows);
}
