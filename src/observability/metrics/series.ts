/** The value of a counter with one set of labels. */
export class Count {
  value = 0;

  add(amount = 1): void {
    this.value += amount;
  }
}

/** The observations with one set of labels, counted by buckets. */
export class Distribution {
  readonly #bounds: readonly number[];
  /** How many observations each bucket has; the last bucket has no upper bound. */
  readonly counts: Float64Array;
  sum = 0;

  /** @param bounds the upper bounds of the buckets, in ascending order */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let index = 0;
    while (index < bounds.length && value > (bounds[index] as number)) index += 1;
    this.counts[index] = (this.counts[index] as number) + 1;
    this.sum += value;
  }
}

/** The values of labels by their names. */
export type Labels = Readonly<Record<string, string>>;

/** The series of one metric, by the values of at most three labels. */
export interface SeriesOf<Series> {
  /** The series with these values, which is created by the first call. Allocates nothing after that. */
  readonly of: (first?: string, second?: string, third?: string) => Series;
  readonly all: () => Iterable<readonly [labels: Labels, series: Series]>;
}

/**
 * The most series of one metric. All labels have few values; if one ever had many, this limit would
 * bound the memory, and the size of a scrape.
 */
const MAX_SERIES = 2_000;
/** The value of each label of the series for everything beyond the limit. */
export const OTHER = 'other';

/**
 * Keeps the series in nested maps, because a key of several texts would be a new text for each
 * observation.
 */
export function createSeries<Series>(
  names: readonly string[],
  create: () => Series,
  most = MAX_SERIES,
): SeriesOf<Series> {
  const root = new Map<string, Map<string, Map<string, Series>>>();
  const all: [Labels, Series][] = [];

  function add(asked: readonly [string, string, string]): Series {
    const [first, second, third] =
      all.length < most ? asked : ([OTHER, OTHER, OTHER] satisfies typeof asked);
    const known = root.get(first)?.get(second)?.get(third);
    if (known !== undefined) return known;
    const series = create();
    const seconds = root.get(first) ?? new Map<string, Map<string, Series>>();
    root.set(first, seconds);
    const thirds = seconds.get(second) ?? new Map<string, Series>();
    seconds.set(second, thirds);
    thirds.set(third, series);
    const values = [first, second, third];
    const labels = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
    all.push([labels, series]);
    return series;
  }

  return {
    of: (first = '', second = '', third = '') =>
      root.get(first)?.get(second)?.get(third) ?? add([first, second, third]),
    all: () => all,
  };
}
