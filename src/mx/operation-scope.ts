import { createCallBudget } from './call-budget.ts';
import { MxError } from './errors.ts';
import type { FairShare } from './fair-share.ts';
import type { CallScope } from './scope.ts';

/** Everything that one operation reads of MX, or one event of a subscription. */
export interface OperationScope extends CallScope {
  /** Aborted when the client has left, when the operation asks for too much, and by `end`. */
  readonly signal: AbortSignal;
  /** Calls made so far. */
  readonly calls: () => number;
  /** Nobody waits for anything any more. May be called again. */
  readonly end: () => void;
}

export interface OperationScopeOptions {
  readonly lane: string;
  /** Aborted when the client leaves. */
  readonly left?: AbortSignal | undefined;
  readonly atOnce: number;
  readonly held: FairShare;
}

// One for all: a stack would tell nothing.
const abandoned = new MxError('ABANDONED', 'nobody waits for it');

export function createOperationScope(options: OperationScopeOptions): OperationScope {
  const { lane, left, atOnce, held } = options;
  const stop = new AbortController();
  // What is asked for beyond the budget would be left out of the result: the whole ends with it.
  const budget = createCallBudget({ atOnce, held, onExceeded: (error) => stop.abort(error) });
  const leave = () => stop.abort(abandoned);
  if (left?.aborted === true) leave();
  else left?.addEventListener('abort', leave, { once: true });

  return {
    lane,
    signal: stop.signal,
    budget,
    calls: budget.calls,
    end() {
      left?.removeEventListener('abort', leave);
      stop.abort(abandoned);
      budget.close();
    },
  };
}
