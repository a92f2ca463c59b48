import { type LimitName, limits } from '../limits.ts';
import { optionalNumber } from './forms.ts';

/**
 * The limits that an operator may change, with the least and the greatest value. Other limits protect
 * the process, belong to the contract with clients, or follow from limits of MX.
 */
const RANGES = {
  headersMs: [1_000, 120_000],
  requestMs: [1_000, 300_000],
  keepAliveMs: [1_000, 900_000],
  connectionInitMs: [1_000, 120_000],
  bodyBytes: [1_024, 1024 * 1024],
  depth: [3, 50],
  aliases: [1, 1_000],
  cost: [100, 1_000_000],
  costPerUser: [100, 2_000_000],
  callsPerOperation: [10, 10_000],
  responseBytes: [64 * 1024, 16 * 1024 * 1024],
  operationsPerSocket: [1, 1_000],
  socketsPerUser: [1, 1_000],
  streamsPerUser: [1, 1_000],
  attemptsPerUser: [1, 1_000],
  attemptWindowMs: [1_000, 24 * 3_600_000],
  refusedTokensPerAddress: [1, 100_000],
  sockets: [1, 100_000],
  connections: [1, 100_000],
  waitingCalls: [1, 100_000],
} as const satisfies Partial<Record<LimitName, readonly [number, number]>>;

type ChangeableLimit = keyof typeof RANGES;

type Snake<Text extends string> = Text extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? Uppercase<First> : `_${First}`}${Snake<Rest>}`
  : '';

export type LimitVariable<Name extends string = ChangeableLimit> = `LIMIT_${Snake<Name>}`;

/** `LIMIT_SOCKETS_PER_USER` for `socketsPerUser`. */
function toVariable(limit: string): LimitVariable {
  return `LIMIT_${limit.replace(/[A-Z]/g, '_$&').toUpperCase()}` as LimitVariable;
}

const names = Object.keys(RANGES) as ChangeableLimit[];

/** The limit of each variable. */
export const limitsByVariable = new Map<string, ChangeableLimit>(
  names.map((limit) => [toVariable(limit), limit]),
);

/** A variable for each limit that can be changed. */
export const limitVariables = Object.fromEntries(
  names.map((limit) => {
    const [least, most] = RANGES[limit];
    return [toVariable(limit), optionalNumber(least, most)];
  }),
) as Readonly<Record<LimitVariable, ReturnType<typeof optionalNumber>>>;

/** The limits that the variables change. */
export function toChangedLimits(
  read: Readonly<Partial<Record<LimitVariable, number | undefined>>>,
): Partial<Record<LimitName, number>> {
  const changed = names.flatMap((limit) => {
    const value = read[toVariable(limit)];
    return value === undefined ? [] : [[limit, value] as const];
  });
  return Object.fromEntries(changed);
}

/** Pairs of which the first must not be greater than the second. */
const ORDERED = [
  ['cost', 'costPerUser'],
  ['sockets', 'connections'],
  ['headersMs', 'requestMs'],
] as const satisfies readonly (readonly [ChangeableLimit, ChangeableLimit])[];

/** Limits that contradict each other. Reads raw values. */
export function findLimitProblems(given: Readonly<Record<string, string | undefined>>): string[] {
  const valueOf = (limit: ChangeableLimit) => Number(given[toVariable(limit)] ?? limits[limit]);
  return ORDERED.filter(([least, most]) => valueOf(least) > valueOf(most)).map(
    ([least, most]) =>
      `${toVariable(least)} (${valueOf(least)}) is greater than ${toVariable(most)} (${valueOf(most)}), so that it could not be reached. Raise ${toVariable(most)}, or lower ${toVariable(least)}.`,
  );
}
