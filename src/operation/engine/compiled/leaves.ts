import {
  type GraphQLLeafType,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { Complete, Position } from './plan.ts';

const MIN_INT = -(2 ** 31);
const MAX_INT = 2 ** 31 - 1;

/** True for values that graphql's own scalars return unchanged. */
const unchanged = new Map<GraphQLLeafType, (value: unknown) => boolean>([
  [GraphQLString, isText],
  [GraphQLID, isText],
  [GraphQLBoolean, (value: unknown) => typeof value === 'boolean'],
  [GraphQLFloat, (value: unknown) => Number.isFinite(value)],
  [
    GraphQLInt,
    (value: unknown) =>
      Number.isInteger(value) && Number(value) >= MIN_INT && Number(value) <= MAX_INT,
  ],
]);

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** Values of a scalar or an enum, coerced by the type itself. */
export function completeLeaf(type: GraphQLLeafType, position: Position): Complete {
  const isUnchanged = unchanged.get(type) ?? (() => false);
  return (run, value, frame, key) => {
    if (isUnchanged(value)) {
      run.meter.addLeaf(type, value);
      return value;
    }
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) return null;
    const coerced: unknown = type.coerceOutputValue(value);
    if (coerced === null || coerced === undefined) {
      throw new Error(
        `Expected \`${inspect(type)}.coerceOutputValue(${inspect(value)})\` to ` +
          `return non-nullable value, returned: ${inspect(coerced)}`,
      );
    }
    run.meter.addLeaf(type, coerced);
    if (!(coerced instanceof Promise)) return coerced;
    run.awaitBefore(coerced, { position, frame, key, hops: 0 }, (settled) => settled);
    return undefined;
  };
}
