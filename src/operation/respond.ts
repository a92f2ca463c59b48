import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Session } from '../auth/authenticator.ts';
import type { Departure } from '../departure.ts';
import type { Feed } from '../feed.ts';
import { limits } from '../limits.ts';
import type { PreparedOperation } from './documents/prepare.ts';
import type { Engine, Load, OperationContext, Reads } from './engine/engine.ts';
import { EventFailure } from './engine/event-rounds.ts';
import type { OperationArgs } from './engine/prepared-args.ts';
import type { Mask } from './errors/masking.ts';
import { type LeaseOptions, takeLease } from './lease.ts';
import { PartResults } from './part-results.ts';
import { Refusal } from './refusal.ts';
import type { OperationRequest } from './request.ts';
import type { PartsFormat } from './rules/response-form.ts';
import { isStream, LiveResults } from './stream.ts';

/** An operation that no rule has refused. */
export interface Admitted {
  readonly session: Session;
  readonly request: OperationRequest;
  /** The variables, with their secrets wrapped. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The number of objects that the operation could return. */
  readonly cost: number;
  readonly contextValue: object;
  readonly reads: Reads;
  /** Creates the context of a shared event, whose reads end when the signal aborts. */
  readonly startEvent: (left: Departure) => OperationContext;
}

/** Executes an operation. The result contains all failures as masked errors. */
export type Respond = (
  operation: PreparedOperation,
  admitted: Admitted,
) => Promise<ExecutionResult | Feed<ExecutionResult>>;

export interface RespondOptions extends LeaseOptions {
  readonly schema: GraphQLSchema;
  readonly hidesSchema: boolean;
  readonly engine: Engine;
  readonly mask: Mask;
}

export function createRespond(options: RespondOptions): Respond {
  const { schema, hidesSchema: hideSuggestions, engine, mask } = options;

  async function execute(args: OperationArgs, load: Load): Promise<ExecutionResult> {
    try {
      return mask.result(await engine.execute(args, load));
    } catch (refusal) {
      return { data: null, errors: [mask.error(refusal)] };
    }
  }

  async function executeInParts(args: OperationArgs, load: Load, format: PartsFormat) {
    try {
      const result = await engine.executeInParts(args, load, format);
      return isStream(result) ? new PartResults(result, mask, format) : mask.result(result);
    } catch (refusal) {
      return { data: null, errors: [mask.error(refusal)] };
    }
  }

  // Watchers may share a result, which is masked and reported once.
  const maskOnce = once((result: ExecutionResult) =>
    // Its text stays known.
    result.errors === undefined ? result : mask.result(result),
  );
  const reportOnce = once((failure: EventFailure) => ({ errors: [mask.error(failure.cause)] }));
  const toResult = (error: unknown) =>
    error instanceof EventFailure ? reportOnce(error) : { errors: [mask.error(error)] };
  const ofStates = { mask: maskOnce, toResult };
  const ofEvents = { ...ofStates, everyEventCounts: true };

  async function subscribe(
    operation: PreparedOperation,
    args: OperationArgs,
    load: Load,
    { session, request, variables, startEvent }: Admitted,
  ) {
    const lease = await takeLease(session, request, options);
    if (lease === null) return { data: null };
    if (lease instanceof Refusal) return { errors: mask.refusal(lease) };
    let results: Feed<ExecutionResult> | undefined;
    try {
      const key = operation.eventKeyFor(variables);
      const sharing = key === undefined ? undefined : { operation, key, start: startEvent };
      const source = await engine.subscribe(args, load, sharing);
      if (!isStream(source)) return mask.result(source);
      results = source;
    } catch (refusal) {
      return { errors: [mask.error(refusal)] };
    } finally {
      // There is no stream that could end later, so the lease is released now.
      if (results === undefined) lease.release();
    }
    const traced = request.notes.trace?.eventsOf(results) ?? results;
    return new LiveResults(traced, lease, operation.everyEventCounts ? ofEvents : ofStates);
  }

  return (operation, admitted) => {
    const { document, definition, kind } = operation;
    const { session, request, variables, cost, contextValue, reads } = admitted;
    const args: OperationArgs = {
      schema,
      document,
      operationName: definition.name?.value,
      variableValues: variables,
      contextValue,
      hideSuggestions,
      options: { maxCoercionErrors: limits.requestErrors },
    };
    const load: Load = { caller: session, memoryBytes: request.memoryBytes, cost, reads };
    if (kind === 'subscription') return subscribe(operation, args, load, admitted);
    const { parts } = request.readable;
    return parts !== undefined && operation.deferral.usesParts
      ? executeInParts(args, load, parts)
      : execute(args, load);
  };
}

/** Calls `make` once for each object. */
function once<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, Value>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
