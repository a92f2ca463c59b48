import {
  createSourceEventStream,
  type ExecutionResult,
  type ValidatedExecutionArgs,
} from 'graphql';
import type { Caller } from '../../auth/authenticator.ts';
import type { Departure } from '../../departure.ts';
import { type Feed, type FeedReader, toFeed } from '../../feed.ts';
import type { StopSignal } from '../../stop.ts';
import { createTurns } from '../../turns.ts';
import type { OperationBudget, OperationBudgets } from '../rules/operation-budget.ts';
import type { PartsFormat } from '../rules/response-form.ts';
import { isStream } from '../stream.ts';
import { BoundedExecutor } from './bounded-executor.ts';
import { createCompiledOperations } from './compiled/operations.ts';
import { type EventResults, ResultFeed } from './event-results.ts';
import { createEventRounds, type ExecutedEvent, type OnEvent } from './event-rounds.ts';
import { toExcess, tooBusy } from './excess.ts';
import { runInParts } from './parts/run-in-parts.ts';
import { createValidateArgs, isSubscription, type OperationArgs } from './prepared-args.ts';
import { ResponseMeter } from './response-meter.ts';
import { createSlices } from './slices.ts';

/**
 * Runs operations. It rejects with a refusal if the response becomes too large, or if the operation
 * needs too much from MX.
 */
export interface Engine {
  readonly execute: (args: OperationArgs, load: Load) => Promise<ExecutionResult>;
  /** Executes with `@defer` and `@stream`; one result if nothing of it comes later. */
  readonly executeInParts: (
    args: OperationArgs,
    load: Load,
    format: PartsFormat,
  ) => Promise<ExecutionResult | Feed<ExecutionResult>>;
  /** Each event has its own budget; the stream rejects with the refusal of an event. */
  readonly subscribe: (
    args: OperationArgs,
    load: Load,
    sharing?: Sharing,
  ) => Promise<ExecutionResult | Feed<ExecutionResult>>;
}

/** How a watcher shares the results of events with others. */
export interface Sharing {
  /** Watchers of one caller share the results of this operation… */
  readonly operation: object;
  /** …if their keys are equal. */
  readonly key: string;
  /** Creates the context of an event, whose reads end when the signal aborts. */
  readonly start: (left: Departure) => OperationContext;
}

/** The context of an operation's resolvers, and its reads from MX. */
export interface OperationContext {
  readonly contextValue: object;
  readonly reads: Reads;
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
  readonly signal: () => StopSignal;
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

type SharingWatcher = Omit<Load, 'reads'> & Pick<Sharing, 'start'>;

/** An operation with at least this cost may block the process when it starts. */
const DEAR = 500;
/** Most of them do not: those that arrive together start together until this time has passed. */
const SLICE_MS = 1;

export interface EngineOptions {
  readonly budgets: OperationBudgets;
  /**
   * Called with an event of a stream when it is executed. The returned function is called when all
   * watchers that share it have been sent the result.
   */
  readonly onEvent?: OnEvent | undefined;
}

export function createEngine({ budgets, onEvent }: EngineOptions): Engine {
  const turns = createTurns<string>({ sliceMs: SLICE_MS });
  const operations = createCompiledOperations();
  const validate = createValidateArgs();

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
  ): Promise<ExecutedEvent> {
    const { caller, cost, reads } = load;
    const budget = start(args, isEvent ? { ...load, cost: 0 } : load, false);
    if (cost >= DEAR) await turns.take(caller.caller);
    // The rest of an aborted query would be wasted work. A mutation always runs to its end, because
    // it may have changed something.
    const isMutation = args.operation.operation === 'mutation';
    if (isEvent) reads.startEvent();
    else if (!isMutation) reads.startRemembered();
    // graphql uses no other part of a signal.
    const externalAbortSignal = isMutation ? undefined : (reads.signal() as AbortSignal);
    let isMade = false;
    try {
      const bound = { ...args, externalAbortSignal };
      const meter = new ResponseMeter(budget);
      const result = await (operations.execute(bound, meter, isEvent) ??
        new BoundedExecutor(bound, meter).executeRootSelectionSet(isEvent ? false : undefined));
      if (meter.exceeded !== undefined) throw toExcess(meter.exceeded, args);
      isMade = true;
      return { result, end: () => budget.end() };
    } catch (error) {
      throw externalAbortSignal?.aborted === true ? externalAbortSignal.reason : error;
    } finally {
      reads.end();
      if (!isMade) budget.end();
    }
  }

  async function runAlone(...parameters: Parameters<typeof run>): Promise<ExecutionResult> {
    const { result, end } = await run(...parameters);
    // By the time of the callback the transport has serialised the result.
    setImmediate(end);
    return result;
  }

  function watchAlone(args: ValidatedExecutionArgs, load: Load): EventResults {
    let waiting: FeedReader<ExecutionResult> | undefined;
    const takeReader = () => {
      const reader = waiting;
      waiting = undefined;
      return reader;
    };
    return {
      ask(event, reader) {
        waiting = reader;
        runAlone({ ...args, rootValue: event }, load, true).then(
          (result) => takeReader()?.take(result),
          (error: unknown) => takeReader()?.end({ error }),
        );
      },
      leave() {
        load.reads.end();
        takeReader()?.end();
      },
    };
  }

  const rounds = createEventRounds<ValidatedExecutionArgs, SharingWatcher>(
    createSlices(),
    async (event, args, watcher, left) => {
      const { contextValue, reads } = watcher.start(left);
      return run({ ...args, contextValue, rootValue: event }, { ...watcher, reads }, true);
    },
    onEvent,
  );

  /** Drops the watcher's context: there may be many watchers, and each may wait for a long time. */
  function watchTogether(
    args: ValidatedExecutionArgs,
    { reads, ...load }: Load,
    { operation, key, start: startEvent }: Sharing,
  ): EventResults {
    reads.end();
    const viewKey = toViewKey(load.caller, key);
    const shared = { ...args, contextValue: undefined };
    return rounds.join(operation, viewKey, shared, { ...load, start: startEvent });
  }

  return {
    async execute(args, load) {
      const validated = validate(args);
      return 'schema' in validated ? runAlone(validated, load, false) : { errors: validated };
    },

    async executeInParts(args, load, format) {
      const validated = validate(args);
      if (!('schema' in validated)) return { errors: validated };
      const budget = start(validated, load, false);
      if (load.cost >= DEAR) await turns.take(load.caller.caller);
      return runInParts({ args: validated, reads: load.reads, budget, format });
    },

    async subscribe(args, load, sharing) {
      const validated = validate(args);
      if (!('schema' in validated)) return { errors: validated };
      if (!isSubscription(validated)) throw new TypeError('not a subscription');
      const budget = start(validated, load, true);
      let isOpen = false;
      try {
        const events = await createSourceEventStream(validated);
        if (!isStream(events)) return events;
        isOpen = true;
        const results =
          sharing === undefined
            ? watchAlone(validated, load)
            : watchTogether(validated, load, sharing);
        return new ResultFeed(toFeed(events), results, budget);
      } finally {
        if (!isOpen) {
          load.reads.end();
          budget.end();
        }
      }
    },
  };
}

/** Two callers share nothing, because one caller's data must not reach another caller. */
function toViewKey({ caller, viewer }: Caller, key: string): string {
  return JSON.stringify([viewer, caller, key]);
}
