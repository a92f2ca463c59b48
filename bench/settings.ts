import { parseArgs } from 'node:util';

export interface Settings {
  /** True when the run is good for RESULTS.md. */
  readonly isWhole: boolean;
  /** Of one system in one round. */
  readonly roundMs: number;
  readonly warmUpMs: number;
  readonly rounds: number;
  /** Calls in flight. */
  readonly lanes: number;
  /** End users, in turn. */
  readonly users: number;
  /** Users of a row where a call to MX takes its time. */
  readonly slowUsers: number;
  readonly growth: readonly number[];
  readonly growthRepeats: number;
  /** Statuses beside a running wallet, and as many alone. */
  readonly statuses: number;
  readonly watchers: number;
  readonly changes: number;
  /** How long subscribers are at rest before their memory is read, and then while the CPU is: a round of pings. */
  readonly restMs: number;
  readonly sections: ReadonlySet<string>;
}

export const SECTIONS = ['queries', 'latency', 'growth', 'fairness', 'subscriptions'] as const;

const FULL = {
  roundMs: 2_000,
  warmUpMs: 2_500,
  rounds: 5,
  slowUsers: 24,
  growth: [1, 3, 12, 40, 200, 800, 1_000],
  growthRepeats: 7,
  statuses: 200,
  watchers: 5_000,
  changes: 5,
  restMs: 12_000,
};

const QUICK = {
  roundMs: 250,
  warmUpMs: 300,
  rounds: 2,
  slowUsers: 8,
  growth: [12, 200, 800],
  growthRepeats: 2,
  statuses: 40,
  watchers: 500,
  changes: 1,
  restMs: 2_500,
};

const USAGE = `npm run bench -- [--quick] [--watchers 5000] [--only ${SECTIONS.join(',')}]
  --quick     every section in short, in less than 90 seconds; prints, and writes no file
  --watchers  subscribers of one member, and members with a subscriber; at most 10000
  --only      these sections; prints, and writes no file`;

/** @throws {Error} with the usage, for an argument that is not one of them */
export function readSettings(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      watchers: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const base = values.quick ? QUICK : FULL;
  const watchers = Number(values.watchers ?? base.watchers);
  const sections = new Set<string>(values.only?.split(',') ?? SECTIONS);
  const isKnown = [...sections].every((name) => SECTIONS.some((known) => known === name));
  if (!isKnown || !Number.isInteger(watchers) || watchers < 1 || watchers > 10_000) {
    throw new Error(USAGE);
  }
  const isWhole = !values.quick && sections.size === SECTIONS.length;
  return { ...base, isWhole, lanes: 16, users: 64, watchers, sections };
}
