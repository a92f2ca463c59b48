import type { LedgerBatch, LedgerCall, LedgerEntries } from './ledger.ts';

/** What an operation read from MX, and why. It contains names, numbers and times only. */
export interface Explanation {
  /** Milliseconds since the operation was received. */
  readonly durationMs: number;
  /** The calls that this operation made, without those that it shared. */
  readonly upstreamCalls: number;
  /** In the order of their starts. */
  readonly batches: readonly ExplainedBatch[];
  /** The batches and calls above `limits.ledgerEntries`. */
  readonly leftOut: number;
}

/** The keys that a loader read together. The fields that needed them waited for this batch. */
interface ExplainedBatch {
  readonly loader: string;
  readonly keys: number;
  /** Milliseconds since the operation was received. */
  readonly startedMs: number;
  /** Null if it has not ended. */
  readonly durationMs: number | null;
  /** How its reads were answered: started, in flight for another operation, known, guessed. */
  readonly made: number;
  readonly joined: number;
  readonly cached: number;
  readonly guessed: number;
  readonly calls: readonly ExplainedCall[];
}

interface ExplainedCall {
  /** The method and the template of the path. */
  readonly endpoint: string;
  readonly kind: string;
  readonly status: number | null;
  readonly code: string | null;
  /** 1 for a call without a retry. */
  readonly attempts: number;
  readonly startedMs: number;
  readonly durationMs: number;
  /** The part of the duration for which the call waited for its turn. */
  readonly waitedMs: number;
  /** True if another operation made the call. */
  readonly isShared: boolean;
  /** True if the operation made it before a field needed it. */
  readonly isGuess: boolean;
}

const NOTHING: LedgerEntries = { batches: [], calls: [], leftOut: 0 };

export interface ExplainedSpan {
  /** Milliseconds since 1970, of the clock of the ledger. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly upstreamCalls: number;
}

/** The entries of a ledger, with times from the start of the operation. */
export function toExplanation(
  { batches, calls, leftOut }: LedgerEntries = NOTHING,
  { startedAt, endedAt, upstreamCalls }: ExplainedSpan,
): Explanation {
  const since = (at: number) => toMs(at - startedAt);
  const callsOf = Map.groupBy(calls, ({ batch }) => batch);
  return {
    durationMs: since(endedAt),
    upstreamCalls,
    batches: batches.map((batch) => ({
      loader: batch.loader,
      keys: batch.keys,
      startedMs: since(batch.startedAt),
      durationMs: batch.endedAt === undefined ? null : toMs(batch.endedAt - batch.startedAt),
      ...toCounts(batch),
      calls: (callsOf.get(batch) ?? []).map((call) => toCall(call, since)),
    })),
    leftOut,
  };
}

function toCounts({ made, joined, cached, guessed }: LedgerBatch) {
  return { made, joined, cached, guessed };
}

function toCall(call: LedgerCall, since: (at: number) => number): ExplainedCall {
  const { method, route, kind, status, code, attempts, isShared, isGuess } = call;
  return {
    endpoint: `${method} ${route}`,
    kind,
    status,
    code,
    attempts,
    startedMs: since(call.startedAt),
    durationMs: toMs(call.endedAt - call.startedAt),
    waitedMs: toMs(call.waitedMs),
    isShared,
    isGuess,
  };
}

function toMs(ms: number): number {
  return Math.round(ms * 10) / 10;
}
