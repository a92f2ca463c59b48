import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  mapSourceToResponseEvent,
  type ValidatedExecutionArgs,
  validateExecutionArgs,
  validateSubscriptionArgs,
} from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import { type LimitName, limits } from '../../limits.ts';
import { createTurns } from '../../turns.ts';
import type { Caller } from '../admission.ts';
import { outcomeUnknown, rateLimited, responseTooLarge } from '../refusal.ts';
import type { OperationBudget, OperationBudgets } from '../rules/running-operations.ts';
import { BoundedExecutor } from './bounded-executor.ts';

/**
 * Runs operations. What it rejects with is a refusal: the response had become too large, or the
 * operation asked for too much of MX.
 */
export interface Engine {
  /** @param cost the objects that the operation could return */
  readonly execute: (args: ExecutionArgs, cost?: number) => Promise<ExecutionResult>;
  /** Each event has a budget of its own; the stream rejects with the refusal of one. */
  readonly subscribe: (
    args: ExecutionArgs,
    cost?: number,
  ) => Promise<ExecutionResult | AsyncIterable<ExecutionResult>>;
}

export interface EngineOptions {
  readonly budgets: OperationBudgets;
  readonly callerOf: (context: object) => Caller;
  /** What the operation came in, as it was read from JSON: kept in memory until it ends. */
  readonly bodyOf?: (context: object) => unknown;
  /** What the operation of a context reads of MX. */
  readonly readsOf?: (context: object) => Reads;
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

const noReads: Reads = {
  signal: () => new AbortController().signal,
  startEvent: () => {},
  end: () => {},
};

/** An operation that costs as much may hold up the process when it begins. */
const DEAR = 500;

export function createEngine(options: EngineOptions): Engine {
  const { budgets, callerOf, bodyOf = () => null, readsOf = () => noReads } = options;
  const turns = createTurns<string>();

  /** Throws where there is no room for one more. */
  function start(args: ValidatedExecutionArgs, isStream: boolean, cost: number): OperationBudget {
    const context = Object(args.contextValue);
    const budget = budgets.start(callerOf(context));
    const body = bodyOf(context) ?? args.rawVariableValues;
    const limit = budget.hold({ document: args.document, body, isStream, cost });
    if (limit === undefined) return budget;
    budget.end();
    throw tooBusy(limit);
  }

  async function run(
    args: ValidatedExecutionArgs,
    { isEvent, cost }: { readonly isEvent: boolean; readonly cost: number },
  ): Promise<ExecutionResult> {
    const budget = start(args, false, isEvent ? 0 : cost);
    if (cost >= DEAR) await turns.take(callerOf(Object(args.contextValue)).caller);
    const reads = readsOf(Object(args.contextValue));
    if (isEvent) reads.startEvent();
    // What is left of a query would be in vain. A mutation is told to its end: it may have changed
    // something.
    const isMutation = args.operation.operation === 'mutation';
    const externalAbortSignal = isMutation ? undefined : reads.signal();
    let isMade = false;
    try {
      const executor = new BoundedExecutor({ ...args, externalAbortSignal }, budget);
      const result = await executor.executeRootSelectionSet(isEvent ? false : undefined);
      if (executor.exceeded !== undefined) throw refusalOf(executor.exceeded, args);
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
    async execute(args, cost = 0) {
      const validated = validateExecutionArgs(args);
      return 'schema' in validated
        ? run(validated, { isEvent: false, cost })
        : { errors: validated };
    },

    async subscribe(args, cost = 0) {
      const validated = validateSubscriptionArgs(args);
      if (!('schema' in validated)) return { errors: validated };
      const budget = start(validated, true, cost);
      const reads = readsOf(Object(validated.contextValue));
      const end = () => {
        // First: a source returns only once the event that it is at has been executed.
        reads.end();
        budget.end();
      };
      let isOpen = false;
      try {
        const events = await createSourceEventStream(validated);
        if (!isAsyncIterable(events)) return events;
        isOpen = true;
        return withEnd(
          mapSourceToResponseEvent(validated, events, (event) =>
            run(event, { isEvent: true, cost }),
          ),
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

function refusalOf(limit: LimitName, { operation }: ValidatedExecutionArgs): GraphQLError {
  const isMutation = operation.operation === 'mutation';
  const isTooLarge = limit === 'responseBytes' || limit === 'operationMemoryBytes';
  if (isTooLarge) {
    const message = `The response exceeds ${limits[limit]} bytes. Request fewer objects or fields.`;
    return responseTooLarge(isMutation ? `${message} Changes may have been made.` : message, limit);
  }
  return isMutation
    ? outcomeUnknown(
        'The response could not be produced. The change may or may not have been made.',
        limit,
      )
    : tooBusy(limit);
}

function tooBusy(limit: LimitName): GraphQLError {
  const message = 'Too many large operations are running. Try again later.';
  return rateLimited(RETRY_AFTER_MS, limit, message);
}
