import { type ConstValueNode, getArgumentValues, Kind, type ValueNode } from 'graphql';
import type { Site } from './plan.ts';
import type { Run } from './run.ts';

type Arguments = Readonly<Record<string, unknown>>;

const noArguments: Arguments = Object.freeze(Object.create(null) as Arguments);

/**
 * The arguments of a field, coerced once: for all executions if they contain no variable, otherwise
 * for all objects of one execution. They are frozen, because resolvers share them.
 */
export function compileArguments(site: Site): (run: Run) => Arguments {
  const [node] = site.nodes;
  if (node === undefined || site.definition.args.length === 0) return () => noArguments;
  const read = ({ args: { variableValues, hideSuggestions } }: Run) =>
    getArgumentValues(site.definition, node, variableValues, undefined, hideSuggestions);

  if ((node.arguments ?? []).some(({ value }) => hasVariable(value))) {
    return (run) => {
      const known = run.argumentValues.get(site);
      if (known !== undefined && known !== null) return known;
      const values = read(run);
      // Most fields are resolved once, and sharing has a price.
      const isShared = known === null && mayShare(values);
      run.argumentValues.set(site, isShared ? values : null);
      return values;
    };
  }
  let shared: Arguments | undefined;
  return (run) => {
    if (shared !== undefined) return shared;
    const values = read(run);
    if (mayShare(values)) shared = values;
    return values;
  };
}

/** Freezes arguments that are scalars and lists of scalars. A resolver might change other values. */
function mayShare(values: Arguments): boolean {
  const all = Object.values(values);
  const isFlat = all.every((value) =>
    Array.isArray(value) ? value.every(isPrimitive) : isPrimitive(value),
  );
  if (!isFlat) return false;
  for (const value of all) Object.freeze(value);
  Object.freeze(values);
  return true;
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function');
}

function hasVariable(node: ValueNode | ConstValueNode): boolean {
  if (node.kind === Kind.VARIABLE) return true;
  if (node.kind === Kind.LIST) return node.values.some(hasVariable);
  return node.kind === Kind.OBJECT && node.fields.some(({ value }) => hasVariable(value));
}
