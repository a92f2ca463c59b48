/**
 * The reads of one operation, or of one event of a subscription, from MX, and the calls that they
 * needed. It contains names, numbers and times only: no guid, no argument and no secret. All times
 * are milliseconds since 1970 of a clock that never goes back.
 */
export interface LedgerEntries {
  readonly batches: readonly LedgerBatch[];
  /** In the order of their ends. */
  readonly calls: readonly LedgerCall[];
  /** The batches and calls above the limit. */
  readonly leftOut: number;
}

/** The keys that one loader read together. */
export interface LedgerBatch {
  readonly loader: string;
  readonly keys: number;
  readonly startedAt: number;
  /** Undefined while it runs. */
  readonly endedAt: number | undefined;
  /** Reads that were started for this batch. They need no call if another replica has the value. */
  readonly made: number;
  /** Reads that another operation, or another batch, had in flight. */
  readonly joined: number;
  /** Values that were known. */
  readonly cached: number;
  /** Its calls that have ended, without shared calls. Calls above the limit are included. */
  readonly calls: number;
  /** Reads that were started before a field needed them. */
  readonly guessed: number;
}

/** One call to MX, including its retries. */
export interface LedgerCall {
  readonly batch: LedgerBatch;
  readonly method: string;
  /** The template (`/users/{user_guid}`), never the path. */
  readonly route: string;
  readonly kind: string;
  /** The status of the last response; null if there was none. */
  readonly status: number | null;
  /** Null if the call succeeded. */
  readonly code: string | null;
  readonly attempts: number;
  /** The part of the time that the call waited for a place in the queue. */
  readonly waitedMs: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** True if the call was already in flight for another operation or batch, which has counted it. */
  readonly isShared: boolean;
  /** True if the call was made before a field needed it. */
  readonly isGuess: boolean;
}

/** Called while an operation runs, and for its calls that end later. No function may throw. */
export interface LedgerListener {
  /** Called again for a batch whose keys are read one by one, if more keys came after its end. */
  readonly onBatch?: (batch: LedgerBatch, ledger: LedgerEntries) => void;
  readonly onCall?: (call: LedgerCall, ledger: LedgerEntries) => void;
  /** Called when the operation, or the event, reads no more. Reads in flight may still end. */
  readonly onEnd?: (ledger: LedgerEntries) => void;
}

/** A call that has ended. */
export type EndedCall = Omit<LedgerCall, 'batch' | 'endedAt' | 'isShared' | 'isGuess'> & {
  readonly durationMs: number;
};

export interface CallListener {
  called(call: EndedCall): void;
}

/** The ledger's view of one read. One of the first three functions is called, then `called`. */
export interface ReadNote extends CallListener {
  made(): void;
  joined(): void;
  cached(): void;
}

/** Milliseconds since 1970 of a clock that never goes back. */
export const ledgerNow = (): number => ORIGIN_MS + performance.now();

// Node computes it each time that it is read.
const ORIGIN_MS = performance.timeOrigin;

export interface LedgerOptions {
  /** The most batches and calls together. */
  readonly most: number;
  readonly listener?: LedgerListener | undefined;
  readonly now?: (() => number) | undefined;
}

export class Ledger implements LedgerEntries {
  readonly batches: Batch[] = [];
  readonly calls: LedgerCall[] = [];
  leftOut = 0;
  readonly now: () => number;
  readonly #most: number;
  readonly #listener: LedgerListener | undefined;
  #gathered: Map<string, Batch> | undefined;
  #hasEnded = false;

  constructor({ most, listener, now = ledgerNow }: LedgerOptions) {
    this.#most = most;
    this.#listener = listener;
    this.now = now;
  }

  startBatch(loader: string, keys: number): Batch {
    const batch = new Batch(this, loader, keys);
    if (this.#takeRoom()) this.batches.push(batch);
    return batch;
  }

  /** One batch for all keys that are read one by one. */
  gather(loader: string): Batch {
    const known = this.#gathered?.get(loader);
    if (known !== undefined) return known.more();
    const batch = this.startBatch(loader, 1);
    (this.#gathered ??= new Map()).set(loader, batch);
    return batch;
  }

  addCall(call: LedgerCall): void {
    if (!this.#takeRoom()) return;
    this.calls.push(call);
    this.#listener?.onCall?.(call, this);
  }

  batchEnded(batch: Batch): void {
    this.#listener?.onBatch?.(batch, this);
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#listener?.onEnd?.(this);
  }

  #takeRoom(): boolean {
    if (this.batches.length + this.calls.length < this.#most) return true;
    this.leftOut += 1;
    return false;
  }
}

export class Batch implements LedgerBatch {
  readonly loader: string;
  keys: number;
  readonly startedAt: number;
  endedAt: number | undefined = undefined;
  made = 0;
  joined = 0;
  cached = 0;
  guessed = 0;
  calls = 0;
  readonly #ledger: Ledger;
  #running = 1;

  constructor(ledger: Ledger, loader: string, keys: number) {
    this.#ledger = ledger;
    this.loader = loader;
    this.keys = keys;
    this.startedAt = ledger.now();
  }

  noteRead(isGuess = false): Note {
    if (isGuess) this.guessed += 1;
    return new Note(this, isGuess);
  }

  addCall(call: EndedCall, isShared: boolean, isGuess: boolean): void {
    const { method, route, kind, status, code, attempts, waitedMs, startedAt, durationMs } = call;
    if (!isShared) this.calls += 1;
    this.#ledger.addCall({
      batch: this,
      method,
      route,
      kind,
      status,
      code,
      attempts,
      waitedMs,
      startedAt,
      endedAt: startedAt + durationMs,
      isShared,
      isGuess,
    });
  }

  /** Another key, whose read has an end of its own. */
  more(): this {
    this.keys += 1;
    this.#running += 1;
    this.endedAt = undefined;
    return this;
  }

  end(): void {
    this.#running -= 1;
    if (this.#running > 0) return;
    this.endedAt = this.#ledger.now();
    this.#ledger.batchEnded(this);
  }
}

class Note implements ReadNote {
  readonly #batch: Batch;
  readonly #isGuess: boolean;
  #isShared = false;

  constructor(batch: Batch, isGuess: boolean) {
    this.#batch = batch;
    this.#isGuess = isGuess;
  }

  made(): void {
    this.#isShared = false;
    this.#batch.made += 1;
  }

  joined(): void {
    this.#isShared = true;
    this.#batch.joined += 1;
  }

  cached(): void {
    this.#batch.cached += 1;
  }

  called(call: EndedCall): void {
    this.#batch.addCall(call, this.#isShared, this.#isGuess);
  }
}
