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
  startCall(signal: StopSignal | undefined): Promise<void> | undefined;
  endCall(): void;
  /**
   * Counts a call of another budget as if it had been made in this one; it may be the one that
   * exceeds the limit.
   */
  claimCall(): void;
  /** Counts bytes of a response; returns an error if they exceed a limit. */
  takeBytes(lane: string, bytes: number): MxError | undefined;
  /**
   * Called when a call was refused, because the operation could then only return an incomplete
   * result.
   */
  refuse(error: MxError): void;
  /** Calls made so far. */
  calls(): number;
  /** Ends the operation and releases the memory of its responses. */
  close(): void;
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
  /** Called when bytes do not fit; true if there may be room for them now. */
  readonly makeRoom?: (() => boolean) | undefined;
  readonly maxCalls?: number | undefined;
  readonly maxBytes?: number | undefined;
}

export function createCallBudget(options: CallBudgetOptions): CallBudget {
  return new OperationCallBudget(options);
}

class OperationCallBudget implements CallBudget {
  readonly #options: CallBudgetOptions;
  #bytesOf: Map<string, number> | undefined;
  #waiting: Set<() => void> | undefined;
  #calls = 0;
  #claimed = 0;
  #running = 0;
  #bytesTaken = 0;
  #isClosed = false;

  constructor(options: CallBudgetOptions) {
    this.#options = options;
  }

  startCall(signal: StopSignal | undefined): Promise<void> | undefined {
    const refusal = this.#refusalOfNext();
    if (refusal !== undefined) throw refusal;
    this.#calls += 1;
    if (this.#running >= this.#options.atOnce) return this.#waitForTurn(signal);
    this.#running += 1;
    return undefined;
  }

  endCall(): void {
    this.#running -= 1;
    const [next] = this.#waiting ?? [];
    if (next !== undefined) {
      this.#waiting?.delete(next);
      next();
    }
    this.#giveBack();
  }

  claimCall(): void {
    if (this.#refusalOfNext() === undefined) this.#claimed += 1;
  }

  takeBytes(lane: string, bytes: number): MxError | undefined {
    const refusal = this.#take(lane, bytes);
    const { makeRoom } = this.#options;
    if (refusal === undefined || makeRoom?.() !== true) return refusal;
    return this.#take(lane, bytes);
  }

  refuse(error: MxError): void {
    this.#options.onRefused(error);
  }

  calls(): number {
    return this.#calls;
  }

  close(): void {
    this.#isClosed = true;
    this.#giveBack();
  }

  #take(lane: string, bytes: number): MxError | undefined {
    const { held, maxBytes = limits.answerBytesPerOperation } = this.#options;
    if (this.#bytesTaken + bytes > maxBytes) return overBudget('answerBytesPerOperation');
    if (!held.take(lane, bytes)) {
      const retry = { limit: 'answerBytes', retryAfterMs: SHED_RETRY_MS } as const;
      return new MxError('RATE_LIMITED', 'too many answers at once', retry);
    }
    this.#bytesTaken += bytes;
    this.#bytesOf ??= new Map();
    this.#bytesOf.set(lane, (this.#bytesOf.get(lane) ?? 0) + bytes);
    return undefined;
  }

  /** Reads in flight keep their memory, because other operations may share them. */
  #giveBack(): void {
    if (!this.#isClosed || this.#running > 0 || this.#bytesOf === undefined) return;
    for (const [lane, bytes] of this.#bytesOf) this.#options.held.giveBack(lane, bytes);
    this.#bytesOf = undefined;
  }

  #waitForTurn(signal: StopSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener('abort', leave);
        this.#running += 1;
        resolve();
      };
      const leave = () => {
        this.#waiting?.delete(go);
        reject(signal?.reason);
      };
      (this.#waiting ??= new Set()).add(go);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  #refusalOfNext(): MxError | undefined {
    const { maxCalls = limits.callsPerOperation, onRefused } = this.#options;
    if (this.#calls + this.#claimed < maxCalls) return undefined;
    const refusal = overBudget('callsPerOperation');
    onRefused(refusal);
    return refusal;
  }
}

function overBudget(limit: LimitName): MxError {
  return new MxError('OVER_BUDGET', limit, { limit });
}
