import { Gauge, type Metric, Registry } from 'prom-client';
import { Count, createSeries, Distribution, type SeriesOf } from './series.ts';

/** The first part of the names of the gateway's own metrics. */
const PREFIX = 'mx_gateway_';

interface Described<Label extends string> {
  /** Without the prefix; with its unit, and with `_total` for a counter. */
  readonly name: string;
  readonly help: string;
  /** At most three. No value may be a guid, a token or any other text of a client or of MX. */
  readonly labels?: readonly Label[];
}

export interface HistogramOptions extends Described<string> {
  readonly buckets: readonly number[];
}

export interface GaugeOptions {
  readonly name: string;
  readonly help: string;
  /** Called at each scrape. */
  readonly read: () => number;
}

export interface StateOptions<State extends string> {
  readonly name: string;
  readonly help: string;
  readonly states: readonly State[];
  /** Called at each scrape. */
  readonly read: () => State;
}

export interface InfoOptions {
  readonly name: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The gateway's own metrics, written in Prometheus' text format. */
export interface MetricRegistry {
  readonly counter: (options: Described<string>) => SeriesOf<Count>;
  readonly histogram: (options: HistogramOptions) => SeriesOf<Distribution>;
  readonly gauge: (options: GaugeOptions) => void;
  /** One series for each state: 1 for the current one, 0 for the others. */
  readonly state: <State extends string>(options: StateOptions<State>) => void;
  /** A counter whose value another part keeps. */
  readonly tally: (options: GaugeOptions) => void;
  /** A constant 1, whose labels are the content. */
  readonly info: (options: InfoOptions) => void;
  readonly text: () => Promise<string>;
}

interface Value {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly metricName?: string;
}

export function createRegistry(): MetricRegistry {
  const registry = new Registry();

  /**
   * A metric whose values are made for each scrape. The counters and histograms of prom-client make a
   * text of their labels for each observation, which costs ten times as much as the observation.
   */
  function register(
    type: 'counter' | 'histogram',
    { name, help }: Described<string>,
    read: () => Iterable<Value>,
  ): void {
    const metric = { name: PREFIX + name, help, type };
    const get = () => Promise.resolve({ ...metric, values: [...read()], aggregator: 'sum' });
    registry.registerMetric({ ...metric, get } as unknown as Metric);
  }

  return {
    counter(options) {
      const { labels = [] } = options;
      const series = createSeries(() => new Count());
      if (labels.length === 0) series.of();
      register('counter', options, () =>
        Array.from(series.all(), ([values, { value }]) => ({
          labels: toLabels(labels, values),
          value,
        })),
      );
      return series;
    },
    histogram(options) {
      const { name, labels = [], buckets } = options;
      const series = createSeries(() => new Distribution(buckets));
      if (labels.length === 0) series.of();
      register('histogram', options, () =>
        Array.from(series.all(), ([values, distribution]) =>
          toBuckets(PREFIX + name, toLabels(labels, values), buckets, distribution),
        ).flat(),
      );
      return series;
    },
    gauge({ name, help, read }) {
      const gauge: Gauge = new Gauge({
        name: PREFIX + name,
        help,
        registers: [registry],
        collect: () => gauge.set(read()),
      });
    },
    state({ name, help, states, read }) {
      const gauge = new Gauge({
        name: PREFIX + name,
        help,
        labelNames: ['state'],
        registers: [registry],
        collect() {
          const current = read();
          for (const state of states) gauge.set({ state }, state === current ? 1 : 0);
        },
      });
    },
    tally: (options) => register('counter', options, () => [{ labels: {}, value: options.read() }]),
    info({ name, help, labels }) {
      const labelNames = Object.keys(labels);
      new Gauge({ name: PREFIX + name, help, labelNames, registers: [registry] }).set(labels, 1);
    },
    text: () => registry.metrics(),
  };
}

function toLabels(
  names: readonly string[],
  values: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

function toBuckets(
  name: string,
  labels: Readonly<Record<string, string>>,
  bounds: readonly number[],
  { counts, sum }: Distribution,
): Value[] {
  let total = 0;
  const buckets = Array.from(counts, (count, index) => {
    total += count;
    const le = String(bounds[index] ?? '+Inf');
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: total };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total },
  ];
}
