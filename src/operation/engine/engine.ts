import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  mapSourceToResponseEvent,
  type ValidatedExecutionArgs,
  validateExecutionArgs,
  validateSubscriptionArgs,
} from 'graphql';
import type { Caller } from '../../auth/authenticator.ts';
import { type LimitName, limits } from '../../limits.ts';
import { createTurns } from '../../turns.ts';
import { outcomeUnknown, rateLimited, type Refusal, responseTooLarge } from '../refusal.ts';
import type { OperationBudget, OperationBudgets } from '../rules/operation-budget.ts';
import { isStream } from '../stream.ts';
import { BoundedExecutor } from './bounded-executor.ts';

/**
 * Runs operations. What it rejects with is a refusal: the response had become too large, or the
 * operation asked for too much of MX.
 */
export interface Engine {
  readonly execute: (args: ExecutionArgs, load: Load) => Promise<ExecutionResult>;
  /** Each event has a budget of its own; the stream rejects with the refusal of one. */
  readonly subscribe: (
    args: ExecutionArgs,
    load: Load,
  ) => Promise<ExecutionResult | AsyncIterable<ExecutionResult>>;
}

/** Who runs an operation, and what it weighs. */
export interface Load {
  readonly caller: Caller;
  /** Bytes of memory, about, of what the operation came in: kept until it ends. */
  readonly memoryBytes: number;
  /** The objects that it could return. */
  readonly cost: number;
  readonly reads: Reads;
}

/** What an operation reads of MX, as far as its beginning and its end are concerned. */
export interface Reads {
  /** Aborted, with the reason, when nothing more is to be read. */
  readonly signal: () => AbortSignal;
  /** Called before each event of a subscription. */
  readonly startEvent: () => void;
  /** Called when the operation or the event is over, however it ended. May be called again. */
  readonly end: () => void;
}

/** An operation that costs as much may hold up the process when it begins. */
const DEAR = 500;

export function createEngine({ budgets }: { readonly budgets: OperationBudgets }): Engine {
  const turns = createTurns<string>();

  /** Throws where there is no room for one more. */
  function start(
    { document }: ValidatedExecutionArgs,
    { caller, memoryBytes, cost }: Load,
    isLong: boolean,
  ): OperationBudget {
    const budget = budgets.start(caller);
    const limit = budget.hold({ document, memoryBytes, isStream: isLong, cost });
    if (limit === undefined) return budget;
    budget.end();
    throw tooBusy(limit);
  }

  async function run(
    args: ValidatedExecutionArgs,
    load: Load,
    isEvent: boolean,
  ): Promise<ExecutionResult> {
    const { caller, cost, reads } = load;
    const budget = start(args, isEvent ? { ...load, cost: 0 } : load, false);
    if (cost >= DEAR) await turns.take(caller.caller);
    if (isEvent) reads.startEvent();
    // What is left of a query would be in vain. A mutation is told to its end: it may have changed
    // something.
    const isMutation = args.operation.operation === 'mutation';
    const externalAbortSignal = isMutation ? undefined : reads.signal();
    let isMade = false;
    try {
      const executor = new BoundedExecutor({ ...args, externalAbortSignal }, budget);
      const result = await executor.executeRootSelectionSet(isEvent ? false : undefined);
      if (executor.exceeded !== undefined) throw toRefusal(executor.exceeded, args);
      isMade = true;
      return result;
    } catch (error) {
      throw externalAbortSignal?.aborted === true ? externalAbortSignal.reason : error;
    } finally {
      reads.end();
      // By then the transport has made text of the result.
      if (isMade) setImmediate(budget.end);
      else budget.end();
    }
  }

  return {
    async execute(args, load) {
      const validated = validateExecutionArgs(args);
      return 'schema' in validated ? run(validated, load, false) : { errors: validated };
    },

    async subscribe(args, load) {
      const validated = validateSubscriptionArgs(args);
      if (!('schema' in validated)) return { errors: validated };
      const budget = start(validated, load, true);
      const { reads } = load;
      const end = () => {
        // First: a source returns only once the event that it is at has been executed.
        reads.end();
        budget.end();
      };
      let isOpen = false;
      try {
        const events = await createSourceEventStream(validated);
        if (!isStream(events)) return events;
        isOpen = true;
        return withEnd(
          mapSourceToResponseEvent(validated, events, (event) => run(event, load, true)),
          end,
        );
      } finally {
        if (!isOpen) end();
      }
    },
  };
}

/** Calls `end` however the stream ends. */
function withEnd<T>(source: AsyncGenerator<T, void, void>, end: () => void) {
  return {
    async next() {
      try {
        const result = await source.next();
        if (result.done === true) end();
        return result;
      } catch (error) {
        end();
        throw error;
      }
    },
    return() {
      end();
      return source.return();
    },
    throw(error: unknown) {
      end();
      return source.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  } satisfies AsyncIterableIterator<T, void, void>;
}

/** How soon a client may ask again: the large responses of others are made by then. */
const RETRY_AFTER_MS = 1_000;

function toRefusal(limit: LimitName, { operation }: ValidatedExecutionArgs): Refusal {
  const isMutation = operation.operation === 'mutation';
  const isTooLarge = limit === 'responseBytes' || limit === 'operationMemoryBytes';
  if (isTooLarge) {
    const message = `The response exceeds ${limits[limit]} bytes. Request fewer objects or fields.`;
    return responseTooLarge(limit, isMutation ? `${message} Changes may have been made.` : message);
  }
  return isMutation
    ? outcomeUnknown(
        limit,
        'The response could not be produced. The change may or may not have been made.',
      )
    : tooBusy(limit);
}

function tooBusy(limit: LimitName): Refusal {
  const message = 'Too many large operations are running. Try again later.';
  return rateLimited({ limit, message, retryAfterMs: RETRY_AFTER_MS });
}
