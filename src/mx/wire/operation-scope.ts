import { MxError } from '../errors.ts';
import type { CallScope } from '../scope.ts';
import { createCallBudget } from './call-budget.ts';
import type { Concurrency } from './concurrency.ts';
import { toShedFailure } from './failure.ts';
import type { FairShare } from './fair-share.ts';

/** Everything that one operation reads of MX, or one event of a subscription. */
export interface OperationScope extends CallScope {
  /** Aborted when the client has left, for a refusal of our own, and by `end`. */
  readonly signal: AbortSignal;
  /** Calls made so far. */
  readonly calls: () => number;
  /** Nobody waits for anything any more. May be called again. */
  readonly end: () => void;
}

/** Who reads, and how. */
export interface OperationReader {
  readonly lane: string;
  /** Aborted when the client leaves. */
  readonly left?: AbortSignal | undefined;
  /**
   * True: ends when a call is refused because too much is asked for at once; false: only that call
   * fails. What is over the budget ends it in any case.
   */
  readonly isWhole: boolean;
}

export interface OperationScopeOptions extends OperationReader {
  readonly atOnce: number;
  readonly held: FairShare;
  readonly concurrency: Pick<Concurrency, 'isCrowded'>;
}

// One error for all calls, because its stack would contain no information.
const abandoned = new MxError('ABANDONED', 'nobody waits for it');

export function createOperationScope(options: OperationScopeOptions): OperationScope {
  const { lane, left, isWhole, atOnce, held, concurrency } = options;
  const stop = new AbortController();
  const onRefused = (error: MxError) => {
    if (isWhole || error.code === 'OVER_BUDGET') stop.abort(error);
  };
  const budget = createCallBudget({ atOnce, held, onRefused });
  const leave = () => stop.abort(abandoned);
  if (left?.aborted === true) leave();
  else left?.addEventListener('abort', leave, { once: true });
  // Its first call would be refused, after all the work that comes before.
  if (isWhole && concurrency.isCrowded(lane)) stop.abort(toShedFailure('crowded'));

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
