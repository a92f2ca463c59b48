import {
  type FieldNode,
  getArgumentValues,
  type GraphQLField,
  type GraphQLResolveInfo,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** The fields that an operation selects below one field, by name; aliases and fragments resolved. */
export interface Selection {
  readonly has: (name: string) => boolean;
  readonly below: (name: string) => Selection;
  /** True when every selected field is one of these (`__typename` aside). */
  readonly isWithin: (names: ReadonlySet<string>) => boolean;
  /** The arguments of the first selection of a field, coerced; undefined when it is not selected. */
  readonly argumentsOf: (
    name: string,
    field: GraphQLField<unknown, unknown>,
  ) => Record<string, unknown> | undefined;
  /** What stands below `nodes` and below `edges { node }` of a connection. */
  readonly items: () => Selection;
}

/** Looks ahead: what is selected below the field that is being resolved. */
export function selectionOf(info: GraphQLResolveInfo): Selection {
  return selectionBelow(info.fieldNodes, info);
}

function selectionBelow(parents: readonly FieldNode[], info: GraphQLResolveInfo): Selection {
  const fields = new Map<string, FieldNode[]>();
  for (const parent of parents) collect(parent.selectionSet, info, fields);

  const below = (name: string) => selectionBelow(fields.get(name) ?? [], info);
  return {
    has: (name) => fields.has(name),
    below,
    isWithin: (names) =>
      [...fields.keys()].every((name) => names.has(name) || name === '__typename'),
    argumentsOf: (name, field) => {
      const [node] = fields.get(name) ?? [];
      return node && getArgumentValues(field, node, info.variableValues);
    },
    items: () => {
      const edges = (fields.get('edges') ?? []).flatMap((edge) => childrenOf(edge, 'node', info));
      return selectionBelow([...(fields.get('nodes') ?? []), ...edges], info);
    },
  };
}

function childrenOf(parent: FieldNode, name: string, info: GraphQLResolveInfo): FieldNode[] {
  const fields = new Map<string, FieldNode[]>();
  collect(parent.selectionSet, info, fields);
  return fields.get(name) ?? [];
}

function collect(
  set: SelectionSetNode | undefined,
  info: GraphQLResolveInfo,
  fields: Map<string, FieldNode[]>,
) {
  for (const node of set?.selections ?? []) {
    if (!isIncluded(node, info)) continue;
    if (node.kind === Kind.FIELD) {
      const same = fields.get(node.name.value);
      if (same === undefined) fields.set(node.name.value, [node]);
      else same.push(node);
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      collect(node.selectionSet, info, fields);
    } else {
      collect(info.fragments[node.name.value]?.selectionSet, info, fields);
    }
  }
}

function isIncluded(node: SelectionSetNode['selections'][number], info: GraphQLResolveInfo) {
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
