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
 * Runs operations. It rejects with a refusal if the response becomes too large, or if the operation
 * needs too much from MX.
 */
export interface Engine {
  readonly execute: (args: ExecutionArgs, load: Load) => Promise<ExecutionResult>;
  /** Each event has its own budget; the stream rejects with the refusal of an event. */
  readonly subscribe: (
    args: ExecutionArgs,
    load: Load,
  ) => Promise<ExecutionResult | AsyncIterable<ExecutionResult>>;
}

/** The caller of an operation, and its cost in memory and objects. */
export interface Load {
  readonly caller: Caller;
  /**
   * The approximate bytes of memory of the request, which stays in memory until the operation ends.
   */
  readonly memoryBytes: number;
  /** The number of objects that the operation could return. */
  readonly cost: number;
  readonly reads: Reads;
}

/** The start and the end of an operation's reads from MX. */
export interface Reads {
  /** Aborted, with the reason, when the operation must not read any more. */
  readonly signal: () => AbortSignal;
  /** Called before each event of a subscription. */
  readonly startEvent: () => void;
  /** Called before a query is executed. */
  readonly startRemembered: () => void;
  /**
   * Called when the operation or the event has ended, with or without an error. A second call has
   * no effect.
   */
  readonly end: () => void;
}

/** An operation with at least this cost may block the process when it starts. */
const DEAR = 500;

export function createEngine({ budgets }: { readonly budgets: OperationBudgets }): Engine {
  const turns = createTurns<string>();

  /** Throws if there is no room for another operation. */
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
    // The rest of an aborted query would be wasted work. A mutation always runs to its end, because
    // it may have changed something.
    const isMutation = args.operation.operation === 'mutation';
    if (isEvent) reads.startEvent();
    else if (!isMutation) reads.startRemembered();
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
      // By the time of the callback the transport has serialised the result.
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
        // This comes first: a source returns only once its current event has been executed.
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

/** Calls `end` when the stream ends, for any reason. */
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

/**
 * How long a client waits before it tries again: by then the large responses of others are done.
 */
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
