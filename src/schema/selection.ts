import {
  type FieldNode,
  getArgumentValues,
  type GraphQLField,
  type GraphQLResolveInfo,
  isObjectType,
  Kind,
  type SelectionNode,
} from 'graphql';
import { collectFields } from '../operation/fields.ts';

type Field = GraphQLField<unknown, unknown>;

/** The fields that an operation selects below one field, by name; aliases and fragments resolved. */
export interface Selection {
  readonly has: (name: string) => boolean;
  readonly below: (name: string) => Selection;
  /**
   * True if `isTrue` returns true for every selected field of this object type (except
   * `__typename`).
   */
  readonly every: (type: string, isTrue: (field: Field) => boolean) => boolean;
  /** The arguments of the first selection of a field, coerced; undefined when it is not selected. */
  readonly argumentsOf: (type: string, name: string) => Record<string, unknown> | undefined;
  /** The selection below `nodes` and below `edges { node }` of a connection. */
  readonly items: () => Selection;
}

/**
 * The look-ahead: the selection below the field that is being resolved.
 *
 * @param type for a field of an interface type, the actual object type
 */
export function toSelection(info: GraphQLResolveInfo, type?: string): Selection {
  return selectionBelow(info.fieldNodes, info, type);
}

function selectionBelow(
  parents: readonly FieldNode[],
  info: GraphQLResolveInfo,
  type?: string,
): Selection {
  const fields = collectByName(parents, info, type);

  const below = (name: string) => selectionBelow(fields.get(name) ?? [], info);
  return {
    has: (name) => fields.has(name),
    below,
    every: (parent, isTrue) =>
      [...fields.keys()].every((name) => {
        const field = findField(info, parent, name);
        return name === '__typename' || (field !== undefined && isTrue(field));
      }),
    argumentsOf: (parent, name) => {
      const [node] = fields.get(name) ?? [];
      const field = findField(info, parent, name);
      return node && field && getArgumentValues(field, node, info.variableValues);
    },
    items: () => {
      const nodes = collectByName(fields.get('edges') ?? [], info).get('node') ?? [];
      return selectionBelow([...(fields.get('nodes') ?? []), ...nodes], info);
    },
  };
}

function findField({ schema }: GraphQLResolveInfo, type: string, name: string): Field | undefined {
  const object = schema.getType(type);
  return isObjectType(object) ? object.getFields()[name] : undefined;
}

/** @param type fragments on other object types are omitted; by default no fragment is omitted */
function collectByName(
  parents: readonly FieldNode[],
  info: GraphQLResolveInfo,
  type?: string,
): Map<string, FieldNode[]> {
  const sets = parents.flatMap(({ selectionSet }) => selectionSet ?? []);
  const fields = collectFields(sets, {
    fragmentOf: (name) => info.fragments[name],
    applies: (condition) =>
      type === undefined ||
      condition === undefined ||
      condition === type ||
      !isObjectType(info.schema.getType(condition)),
    isIncluded: (selection) => isIncluded(selection, info),
  });
  const byName = new Map<string, FieldNode[]>();
  for (const nodes of fields.values()) {
    const { value } = nodes[0].name;
    byName.set(value, [...(byName.get(value) ?? []), ...nodes]);
  }
  return byName;
}

function isIncluded(node: SelectionNode, info: GraphQLResolveInfo): boolean {
  return (node.directives ?? []).every((directive) => {
    const condition = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    const value =
      condition?.kind === Kind.VARIABLE
        ? info.variableValues.coerced[condition.name.value]
        : condition?.kind === Kind.BOOLEAN && condition.value;
    if (directive.name.value === 'skip') return value !== true;
    return directive.name.value !== 'include' || value === true;
  });
}
