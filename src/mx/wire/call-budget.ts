import { limits, type LimitName } from '../../limits.ts';
import type { StopSignal } from '../../stop.ts';
import { MxError, SHED_RETRY_MS } from '../errors.ts';
import type { FairShare } from './fair-share.ts';

/** The limits of one operation at MX: calls, bytes, and calls in flight. */
export interface CallBudget {
  /**
   * Counts a call, and waits until fewer than `atOnce` calls of the operation are in flight. The
   * caller must then call `endCall`.
   *
   * @throws {MxError} OVER_BUDGET, or the signal's reason
   */
  readonly startCall: (signal: StopSignal | undefined) => Promise<void> | undefined;
  readonly endCall: () => void;
  /**
   * Counts a call of another budget as if it had been made in this one; it may be the one that
   * exceeds the limit.
   */
  readonly claimCall: () => void;
  /** Counts bytes of a response; returns an error if they exceed a limit. */
  readonly takeBytes: (lane: string, bytes: number) => MxError | undefined;
  /**
   * Called when a call was refused, because the operation could then only return an incomplete
   * result.
   */
  readonly refuse: (error: MxError) => void;
  /** Calls made so far. */
  readonly calls: () => number;
  /** Ends the operation and releases the memory of its responses. */
  readonly close: () => void;
}

export interface CallBudgetOptions {
  /**
   * The most calls of the operation that are in flight concurrently. Further calls wait, and their
   * deadlines start later.
   */
  readonly atOnce: number;
  /** The memory of all operations together. */
  readonly held: FairShare;
  /** Called each time a call of the operation is refused because of a limit of the gateway. */
  readonly onRefused: (error: MxError) => void;
  readonly maxCalls?: number | undefined;
  readonly maxBytes?: number | undefined;
}

export function createCallBudget({
  atOnce,
  held,
  onRefused,
  maxCalls = limits.callsPerOperation,
  maxBytes = limits.answerBytesPerOperation,
}: CallBudgetOptions): CallBudget {
  let bytesOf: Map<string, number> | undefined;
  let waiting: Set<() => void> | undefined;
  let calls = 0;
  let claimed = 0;
  let running = 0;
  let bytesTaken = 0;
  let isClosed = false;

  const overBudget = (limit: LimitName) => new MxError('OVER_BUDGET', limit, { limit });

  /** Reads in flight keep their memory, because other operations may share them. */
  function giveBack(): void {
    if (!isClosed || running > 0 || bytesOf === undefined) return;
    for (const [lane, bytes] of bytesOf) held.giveBack(lane, bytes);
    bytesOf = undefined;
  }

  function waitForTurn(signal: StopSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener('abort', leave);
        running += 1;
        resolve();
      };
      const leave = () => {
        waiting?.delete(go);
        reject(signal?.reason);
      };
      (waiting ??= new Set()).add(go);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  function refusalOfNext(): MxError | undefined {
    if (calls + claimed < maxCalls) return undefined;
    const refusal = overBudget('callsPerOperation');
    onRefused(refusal);
    return refusal;
  }

  return {
    startCall(signal) {
      const refusal = refusalOfNext();
      if (refusal !== undefined) throw refusal;
      calls += 1;
      if (running >= atOnce) return waitForTurn(signal);
      running += 1;
      return undefined;
    },
    endCall() {
      running -= 1;
      const [next] = waiting ?? [];
      if (next !== undefined) {
        waiting?.delete(next);
        next();
      }
      giveBack();
    },
    claimCall() {
      if (refusalOfNext() === undefined) claimed += 1;
    },
    takeBytes(lane, bytes) {
      if (bytesTaken + bytes > maxBytes) return overBudget('answerBytesPerOperation');
      if (!held.take(lane, bytes)) {
        const retry = { limit: 'answerBytes', retryAfterMs: SHED_RETRY_MS } as const;
        return new MxError('RATE_LIMITED', 'too many answers at once', retry);
      }
      bytesTaken += bytes;
      bytesOf ??= new Map();
      bytesOf.set(lane, (bytesOf.get(lane) ?? 0) + bytes);
      return undefined;
    },
    refuse: onRefused,
    calls: () => calls,
    close() {
      isClosed = true;
      giveBack();
    },
  };
}
