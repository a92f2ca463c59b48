import { nameOf } from '../measure/systems.ts';
import { TITLES } from '../queries.ts';
import { GROWTH_LATENCY_MS, type GrowthFigures } from '../sections/growth.ts';
import { QUERY_NAMES, type QueryFigures } from '../sections/queries.ts';
import type { SubscriptionFigures } from '../sections/subscriptions.ts';
import type { Panel } from './chart.ts';
import { toFigure, toTable } from './table.ts';

const whole = (value: number) => value.toFixed(0);

/** A table for each query. */
export function queryTables(figures: readonly QueryFigures[]): string {
  return QUERY_NAMES.map((query) =>
    toTable(
      [TITLES[query], 'CPU µs', 'per second', 'p50 ms', 'p99 ms', 'calls', 'RSS MB'],
      figures
        .filter((each) => each.query === query)
        .map(({ system, cpuUs, perSecond, p50Ms, p99Ms, calls, rssMb }) => [
          nameOf(system),
          ...[whole(cpuUs), whole(perSecond), toFigure(p50Ms), toFigure(p99Ms)],
          ...[calls.toFixed(1), whole(rssMb)],
        ]),
    ),
  ).join('\n\n');
}

function growthOf(
  title: string,
  figures: readonly GrowthFigures[],
  toCell: (each: GrowthFigures) => string,
) {
  const columnOf = ({ system, hasBareLists }: GrowthFigures) =>
    `${nameOf(system)}${hasBareLists ? ', an account a call' : ''}`;
  const columns = [...new Set(figures.map(columnOf))];
  const sizes = [...new Set(figures.map(({ accounts }) => accounts))];
  const rows = sizes.map((size) => {
    const own = figures.filter(({ accounts }) => accounts === size);
    const cells = columns.map((column) => own.find((each) => columnOf(each) === column));
    return [
      `${size} account${size === 1 ? '' : 's'}`,
      ...cells.map((each) => (each === undefined ? '–' : toCell(each))),
    ];
  });
  return toTable([title, ...columns], rows);
}

/** A table for each figure, accounts downwards and systems across. */
export function growthTables(figures: readonly GrowthFigures[]): string {
  return [
    growthOf('time in calls', figures, ({ p50Ms }) => toFigure(p50Ms / GROWTH_LATENCY_MS)),
    growthOf('calls (at once)', figures, (each) => `${each.calls} (${each.mostAtOnce})`),
    growthOf('CPU ms', figures, ({ cpuMs }) => toFigure(cpuMs)),
  ].join('\n\n');
}

export function subscriptionTable(figures: readonly SubscriptionFigures[]): string {
  return toTable(
    [
      ...['subscribers', 'connect s', 'KB each', 'CPU ms of a change', 'µs each'],
      ...['spread ms, p99', 'CPU ms per second at rest', 'RSS MB'],
    ],
    figures.map((each) => [
      `${each.watchers} ${each.watching === 'shared' ? 'of one member' : 'of a member each'}, ${nameOf(each.system)}`,
      toFigure(each.connectSeconds),
      toFigure(each.kbEach),
      whole(each.changeCpuMs),
      toFigure((each.changeCpuMs * 1_000) / each.watchers),
      each.watching === 'shared' ? whole(each.spreadMs) : '–',
      whole(each.restCpuMs),
      whole(each.rssMb),
    ]),
  );
}

/** The CPU time of a query in multiples of the limit's. */
export function cpuPanels(figures: readonly QueryFigures[]): readonly Panel[] {
  return QUERY_NAMES.map((query) => {
    const own = figures.filter((each) => each.query === query);
    const limit = own.find(({ system }) => system === 'bare')?.cpuUs ?? Number.NaN;
    const bars = own.map(({ system, cpuUs }) => ({
      label: nameOf(system),
      value: cpuUs / limit,
      isOurs: system === 'gateway',
    }));
    return {
      title: `${TITLES[query]}: CPU a query, in multiples of the limit`,
      bars: bars.toSorted((a, b) => a.value - b.value),
    };
  });
}
