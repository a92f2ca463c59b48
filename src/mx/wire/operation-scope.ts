import type { Departure } from '../../departure.ts';
import { Stop, type StopSignal } from '../../stop.ts';
import { MxError } from '../errors.ts';
import type { CallScope } from '../scope.ts';
import { createCallBudget } from './call-budget.ts';
import type { Concurrency } from './concurrency.ts';
import { toShedFailure } from './failure.ts';
import type { FairShare } from './fair-share.ts';

/** The reads from MX of one operation, or of one event of a subscription. */
export interface OperationScope extends CallScope {
  /** Aborted when the client has left, when the gateway refuses a call, and by `end`. */
  readonly signal: StopSignal;
  /** Calls made so far. */
  readonly calls: () => number;
  /** Ends the scope: nobody waits for its calls any more. A second call has no effect. */
  readonly end: () => void;
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

// One error for all calls, because its stack would contain no information.
const abandoned = new MxError('ABANDONED', 'nobody waits for it');

export function createOperationScope(options: OperationScopeOptions): OperationScope {
  const { lane, left, isWhole, atOnce, held, concurrency } = options;
  const stop = new Stop();
  const onRefused = (error: MxError) => {
    if (isWhole || error.code === 'OVER_BUDGET') stop.abort(error);
  };
  const budget = createCallBudget({ atOnce, held, onRefused });
  const leave = () => stop.abort(abandoned);
  if (left?.aborted === true) leave();
  else left?.addEventListener('abort', leave);
  // The first call would be refused, so the work before it is not started.
  if (isWhole && concurrency.isCrowded(lane)) stop.abort(toShedFailure('crowded'));

  return {
    lane,
    signal: stop,
    budget,
    calls: budget.calls,
    end() {
      left?.removeEventListener('abort', leave);
      stop.abort(abandoned);
      budget.close();
    },
  };
}
