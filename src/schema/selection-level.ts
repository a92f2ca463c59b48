import {
  type FieldNode,
  type GraphQLResolveInfo,
  isObjectType,
  Kind,
  type SelectionNode,
} from 'graphql';
import { collectFields } from '../operation/fields.ts';

type Nodes = readonly FieldNode[];

/** The fields below some fields, one level deep. */
export class Level {
  /** By name; a field that is selected several times has several nodes. */
  readonly fields: ReadonlyMap<string, Nodes>;
  /** True if they are the same for everybody who runs the document, whatever the variables. */
  readonly isFixed: boolean;
  #items: Nodes | undefined;

  constructor(fields: ReadonlyMap<string, Nodes>, isFixed: boolean) {
    this.fields = fields;
    this.isFixed = isFixed;
  }

  nodesOf(name: string): Nodes {
    return this.fields.get(name) ?? none;
  }

  /** The fields `nodes` and `edges { node }` of a connection. */
  items(info: GraphQLResolveInfo): Nodes {
    if (this.#items !== undefined) return this.#items;
    const edges = findLevel(this.nodesOf('edges'), info);
    const items = [...this.nodesOf('nodes'), ...edges.nodesOf('node')];
    if (edges.isFixed) this.#items = items;
    return items;
  }
}

const none: Nodes = [];

const fixed = new WeakMap<Nodes, Map<string | undefined, Level>>();

/** @param type fragments on other object types are omitted; by default no fragment is omitted */
export function findLevel(parents: Nodes, info: GraphQLResolveInfo, type?: string): Level {
  const known = fixed.get(parents)?.get(type);
  if (known !== undefined) return known;
  const level = collectLevel(parents, info, type);
  if (level.isFixed) {
    const levels = fixed.get(parents) ?? new Map<string | undefined, Level>();
    fixed.set(parents, levels.set(type, level));
  }
  return level;
}

function collectLevel(parents: Nodes, info: GraphQLResolveInfo, type: string | undefined): Level {
  let isFixed = true;
  const collected = collectFields(
    parents.flatMap(({ selectionSet }) => selectionSet ?? []),
    {
      fragmentOf: (name) => info.fragments[name],
      applies: (condition) =>
        type === undefined ||
        condition === undefined ||
        condition === type ||
        !isObjectType(info.schema.getType(condition)),
      isIncluded(selection) {
        isFixed &&= !hasVariable(selection);
        return isIncluded(selection, info);
      },
    },
  );
  const fields = new Map<string, Nodes>();
  for (const nodes of collected.values()) {
    const { value } = nodes[0].name;
    fields.set(value, [...(fields.get(value) ?? none), ...nodes]);
  }
  return new Level(fields, isFixed);
}

function hasVariable({ directives = [] }: SelectionNode): boolean {
  return directives.some(({ arguments: values = [] }) =>
    values.some(({ value }) => value.kind === Kind.VARIABLE),
  );
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
