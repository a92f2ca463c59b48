import {
  type FieldNode,
  getArgumentValues,
  type GraphQLField,
  type GraphQLResolveInfo,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type SelectionSetNode,
} from 'graphql';

type Field = GraphQLField<unknown, unknown>;

/** The fields that an operation selects below one field, by name; aliases and fragments resolved. */
export interface Selection {
  readonly has: (name: string) => boolean;
  readonly below: (name: string) => Selection;
  /** True when it is true of every field selected on this object type (`__typename` aside). */
  readonly every: (type: string, isTrue: (field: Field) => boolean) => boolean;
  /** The arguments of the first selection of a field, coerced; undefined when it is not selected. */
  readonly argumentsOf: (type: string, name: string) => Record<string, unknown> | undefined;
  /** What stands below `nodes` and below `edges { node }` of a connection. */
  readonly items: () => Selection;
}

/**
 * Looks ahead: what is selected below the field that is being resolved.
 *
 * @param type of an interface's field, the object type that it turns out to be
 */
export function toSelection(info: GraphQLResolveInfo, type?: string): Selection {
  return selectionBelow(info.fieldNodes, info, type);
}

function selectionBelow(
  parents: readonly FieldNode[],
  info: GraphQLResolveInfo,
  type?: string,
): Selection {
  const fields = new Map<string, FieldNode[]>();
  for (const parent of parents) collect(parent.selectionSet, { info, type }, fields);

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
      const edges = (fields.get('edges') ?? []).flatMap((edge) =>
        collectChildren(edge, 'node', info),
      );
      return selectionBelow([...(fields.get('nodes') ?? []), ...edges], info);
    },
  };
}

function findField({ schema }: GraphQLResolveInfo, type: string, name: string): Field | undefined {
  const object = schema.getType(type);
  return isObjectType(object) ? object.getFields()[name] : undefined;
}

function collectChildren(parent: FieldNode, name: string, info: GraphQLResolveInfo): FieldNode[] {
  const fields = new Map<string, FieldNode[]>();
  collect(parent.selectionSet, { info }, fields);
  return fields.get(name) ?? [];
}

interface Scope {
  readonly info: GraphQLResolveInfo;
  /** Fragments on other object types are left out. */
  readonly type?: string | undefined;
}

function collect(
  set: SelectionSetNode | undefined,
  scope: Scope,
  fields: Map<string, FieldNode[]>,
) {
  for (const node of set?.selections ?? []) {
    if (!isIncluded(node, scope.info)) continue;
    if (node.kind === Kind.FIELD) {
      const same = fields.get(node.name.value);
      if (same === undefined) fields.set(node.name.value, [node]);
      else same.push(node);
      continue;
    }
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT ? node : scope.info.fragments[node.name.value];
    if (fragment && applies(fragment.typeCondition, scope)) {
      collect(fragment.selectionSet, scope, fields);
    }
  }
}

function applies(condition: NamedTypeNode | undefined, { info, type }: Scope): boolean {
  if (condition === undefined || type === undefined) return true;
  const { value } = condition.name;
  return value === type || !isObjectType(info.schema.getType(value));
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
