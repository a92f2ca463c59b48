import {
  type Batch,
  Ledger,
  type LedgerEntries,
  type LedgerListener,
  type ReadNote,
} from '../ledger.ts';
import { limits } from '../limits.ts';

export interface CallTallyOptions {
  /** Calls that the operation has made before. Defaults to 0. */
  readonly callsBefore?: number | undefined;
  readonly listener?: LedgerListener | undefined;
}

interface CallCount {
  calls(): number;
}

/** The calls of one scope after another, and the ledger of the last. It keeps no scope. */
export class CallTally {
  #counted: number;
  #running: CallCount | undefined;

  readonly #listener: LedgerListener | undefined;
  #ledger: Ledger | undefined;
  #changes: Batch | undefined;

  constructor({ callsBefore = 0, listener }: CallTallyOptions) {
    this.#counted = callsBefore;
    this.#listener = listener;
  }

  /** Created for the first read: many operations and events read nothing. */
  open(): Ledger {
    return (this.#ledger ??= new Ledger({
      most: limits.ledgerEntries,
      listener: this.#listener,
    }));
  }

  /** The calls of changes are one batch, until the operation ends. */
  noteChange(): ReadNote {
    this.#changes ??= this.open().startBatch('changes', 1);
    return this.#changes.noteRead();
  }

  ledger(): LedgerEntries | undefined {
    return this.#ledger;
  }

  end(): void {
    this.#counted += this.#changes?.calls ?? 0;
    this.#changes?.end();
    this.#changes = undefined;
    this.#ledger?.end();
  }

  /** The next event has a ledger of its own. */
  close(): void {
    this.#ledger = undefined;
  }

  count(running: CallCount): void {
    this.stop();
    this.#running = running;
  }

  stop(): void {
    this.#counted += this.#running?.calls() ?? 0;
    this.#running = undefined;
  }

  calls(): number {
    return this.#counted + (this.#running?.calls() ?? 0) + (this.#changes?.calls ?? 0);
  }
}
