import type { Departure } from '../../departure.ts';
import { Stop, type StopSignal } from '../../stop.ts';
import { MxError } from '../errors.ts';
import type { CallScope } from '../scope.ts';
import { type CallBudget, createCallBudget } from './call-budget.ts';
import type { Concurrency } from './concurrency.ts';
import { toShedFailure } from './failure.ts';
import type { FairShare } from './fair-share.ts';

/** The reads from MX of one operation, or of one event of a subscription. */
export interface OperationScope extends CallScope {
  /** Aborted when the client has left, when the gateway refuses a call, and by `end`. */
  readonly signal: StopSignal;
  /** Calls made so far, guessed ones included. */
  calls(): number;
  /**
   * The scope of reads that the operation may turn out not to need. They count against a budget of
   * their own, and their refusal does not end the operation.
   */
  guessing(): CallScope;
  /** Counts a guessed read against the operation, because it is needed. */
  claim(): void;
  /** Ends the scope: nobody waits for its calls any more. A second call has no effect. */
  end(): void;
}

/** The reader of a scope, and its rules. */
export interface OperationReader {
  readonly lane: string;
  /** Aborted when the client leaves. */
  readonly left?: Departure | undefined;
  /**
   * If true, the scope ends when a call is refused because the gateway is too busy; if false, only
   * that call fails. A call above the budget always ends the scope.
   */
  readonly isWhole: boolean;
}

export interface OperationScopeOptions extends OperationReader {
  readonly atOnce: number;
  readonly held: FairShare;
  readonly concurrency: Pick<Concurrency, 'isCrowded'>;
}

/**
 * The bytes of guessed reads: the memory of a user must have room for the reads of the operation.
 */
const GUESSED_BYTES = 8 * 1024 * 1024;

// One error for all calls, because its stack would contain no information.
const abandoned = new MxError('ABANDONED', 'nobody waits for it');

export function createOperationScope(options: OperationScopeOptions): OperationScope {
  return new Scope(options);
}

class Scope implements OperationScope {
  readonly lane: string;
  readonly signal = new Stop();
  readonly budget: CallBudget;
  readonly #options: OperationScopeOptions;
  #guesses: (CallScope & { readonly budget: CallBudget }) | undefined;
  readonly #leave: (() => void) | undefined;

  constructor(options: OperationScopeOptions) {
    const { lane, left, isWhole, atOnce, held, concurrency } = options;
    this.#options = options;
    this.lane = lane;
    this.budget = createCallBudget({
      atOnce,
      held,
      onRefused: (error) => {
        if (isWhole || error.code === 'OVER_BUDGET') this.signal.abort(error);
      },
      makeRoom: () => this.#dropGuesses(),
    });
    this.#leave = left && (() => this.signal.abort(abandoned));
    if (left?.aborted === true) this.signal.abort(abandoned);
    else if (this.#leave !== undefined) left?.addEventListener('abort', this.#leave);
    // The first call would be refused, so the work before it is not started.
    if (isWhole && concurrency.isCrowded(lane)) this.signal.abort(toShedFailure('crowded'));
  }

  calls(): number {
    return this.budget.calls() + (this.#guesses?.budget.calls() ?? 0);
  }

  guessing(): CallScope {
    const { lane, signal } = this;
    const { atOnce, held } = this.#options;
    const limits = { atOnce, held, onRefused: () => {}, maxBytes: GUESSED_BYTES };
    return (this.#guesses ??= { lane, signal, budget: createCallBudget(limits) });
  }

  claim(): void {
    this.budget.claimCall();
  }

  end(): void {
    const { left } = this.#options;
    if (this.#leave !== undefined) left?.removeEventListener('abort', this.#leave);
    this.signal.abort(abandoned);
    this.budget.close();
    this.#guesses?.budget.close();
  }

  /** A guess gives way to a read that is needed. */
  #dropGuesses(): boolean {
    this.#guesses?.budget.close();
    return this.#guesses !== undefined;
  }
}
