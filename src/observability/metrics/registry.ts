import { Gauge, type Metric, Registry } from 'prom-client';
import { Count, createSeries, Distribution, type Labels, type SeriesOf } from './series.ts';

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
  readonly labels: Labels;
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
  readonly labels: Labels;
  /** Labels that several values have in common; prom-client writes the same object once. */
  readonly sharedLabels?: Labels;
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
      const series = createSeries(labels, () => new Count());
      if (labels.length === 0) series.of();
      register('counter', options, () =>
        Array.from(series.all(), ([sharedLabels, { value }]) => ({
          labels: NO_LABELS,
          sharedLabels,
          value,
        })),
      );
      return series;
    },
    histogram(options) {
      const { name, labels = [], buckets } = options;
      const series = createSeries(labels, () => new Distribution(buckets));
      const toBuckets = createToBuckets(PREFIX + name, buckets);
      if (labels.length === 0) series.of();
      register('histogram', options, () =>
        Array.from(series.all(), ([shared, distribution]) =>
          toBuckets(shared, distribution),
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

const NO_LABELS: Labels = {};

/** One value for each bucket, and the sum and the number of the observations. */
function createToBuckets(name: string, bounds: readonly number[]) {
  const limits = [...bounds.map(String), '+Inf'].map((le) => ({ le }));
  return (sharedLabels: Labels, { counts, sum }: Distribution): Value[] => {
    let total = 0;
    const buckets = Array.from(limits, (labels, index) => {
      total += counts[index] ?? 0;
      return { metricName: `${name}_bucket`, labels, sharedLabels, value: total };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: NO_LABELS, sharedLabels, value: sum },
      { metricName: `${name}_count`, labels: NO_LABELS, sharedLabels, value: total },
    ];
  };
}
