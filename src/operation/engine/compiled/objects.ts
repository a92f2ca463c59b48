import type { GraphQLAbstractType, GraphQLObjectType } from 'graphql';
import { Executor } from 'graphql/execution/Executor.js';
import { executeFields } from './fields.ts';
import { Frame, type Key, OBJECT_HOPS } from './frame.ts';
import { LazyInfo, toInfo } from './info.ts';
import type { Complete, Position } from './plan.ts';
import { isPromiseLike } from './promises.ts';
import type { Run } from './run.ts';

// They use nothing of an executor, and have the messages for wrong types.
const messages: Pick<Executor, 'ensureValidRuntimeType' | 'invalidReturnTypeError'> =
  Executor.prototype;

/** A value that is completed as an object at a position. */
interface Place {
  readonly position: Position;
  readonly frame: Frame;
  readonly key: Key;
  /** The promises that were awaited before, to know its type. */
  readonly steps: number;
}

/** Values of an object type. */
export function completeObject(type: GraphQLObjectType, position: Position): Complete {
  return (run, value, frame, key) => {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) return null;
    return completeAs(run, type, value, { position, frame, key, steps: 0 });
  };
}

/** Values of an interface or a union. */
export function completeAbstract(type: GraphQLAbstractType, position: Position): Complete {
  const { site } = position;
  const known = new Map<unknown, GraphQLObjectType>();

  function toType(run: Run, name: unknown, value: unknown, frame: Frame, key: Key) {
    const { schema } = run.args;
    const info = new LazyInfo(run, site, frame, key);
    return messages.ensureValidRuntimeType(name, schema, type, site.details, info, value);
  }

  return (run, value, frame, key) => {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) return null;
    const resolveType = type.resolveType ?? run.args.typeResolver;
    const info = toInfo(run, site, frame, key);
    const name: unknown = resolveType(value, run.context, info, type);
    if (isPromiseLike(name)) {
      run.awaitBefore(name, { position, frame, key, hops: 1 }, (settled) => {
        const runtimeType = toType(run, settled, value, frame, key);
        return completeAs(run, runtimeType, value, { position, frame, key, steps: 1 });
      });
      return undefined;
    }
    const runtimeType = known.get(name) ?? toType(run, name, value, frame, key);
    known.set(name, runtimeType);
    return completeAs(run, runtimeType, value, { position, frame, key, steps: 0 });
  };
}

function completeAs(run: Run, type: GraphQLObjectType, value: unknown, place: Place): unknown {
  if (type.isTypeOf === undefined || type.isTypeOf === null) {
    return executeObject(run, type, value, place);
  }
  const { position, frame, key, steps } = place;
  const { details } = position.site;
  const info = toInfo(run, position.site, frame, key);
  const isOfType = type.isTypeOf(value, run.context, info);
  if (isPromiseLike(isOfType)) {
    run.awaitBefore(isOfType, { position, frame, key, hops: steps + 1 }, (settled) => {
      if (settled !== true && !settled) throw messages.invalidReturnTypeError(type, value, details);
      return executeObject(run, type, value, { ...place, steps: steps + 1 });
    });
    return undefined;
  }
  if (!isOfType) throw messages.invalidReturnTypeError(type, value, details);
  return executeObject(run, type, value, place);
}

function executeObject(
  run: Run,
  type: GraphQLObjectType,
  value: unknown,
  { position, frame, key, steps }: Place,
): unknown {
  const plan = position.site.planFor(run, type);
  const object = new Frame(frame, key, position, plan.create(), OBJECT_HOPS + steps);
  executeFields(run, plan, value, object);
  return object.data;
}
