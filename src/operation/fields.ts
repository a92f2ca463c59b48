import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export type FieldNodes = readonly [FieldNode, ...FieldNode[]];

export interface FieldWalk {
  readonly fragmentOf: (name: string) => FragmentDefinitionNode | undefined;
  /**
   * False for a fragment on a type that the object does not have; by default every fragment counts.
   */
  readonly applies?: (typeName: string | undefined) => boolean;
  /** False for a selection that `@skip` or `@include` omits; by default no selection is omitted. */
  readonly isIncluded?: (selection: SelectionNode) => boolean;
  /** Called for each selection; false ends the walk. */
  readonly onSelection?: () => boolean;
}

const always = () => true;

/**
 * The fields that one object's selection sets request, by their names in the response. The order is
 * the order of graphql's execution: each fragment once, in its place, and fields of one name
 * together. The document must be valid; `rules/size.ts` walks documents that may be invalid.
 */
export function collectFields(
  sets: readonly SelectionSetNode[],
  walk: FieldWalk,
): Map<string, [FieldNode, ...FieldNode[]]> {
  const { fragmentOf, applies = always, isIncluded = always, onSelection = always } = walk;
  const fields = new Map<string, [FieldNode, ...FieldNode[]]>();
  const spread = new Set<string>();

  /** False once the walk has ended. */
  function collect({ selections }: SelectionSetNode): boolean {
    return selections.every((selection) => onSelection() && take(selection));
  }

  function take(selection: SelectionNode): boolean {
    if (!isIncluded(selection)) return true;
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      const others = fields.get(name);
      if (others) others.push(selection);
      else fields.set(name, [selection]);
      return true;
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return applies(selection.typeCondition?.name.value) ? collect(selection.selectionSet) : true;
    }
    const { value } = selection.name;
    if (spread.has(value)) return true;
    spread.add(value);
    const fragment = fragmentOf(value);
    if (fragment === undefined || !applies(fragment.typeCondition.name.value)) return true;
    return collect(fragment.selectionSet);
  }

  sets.every(collect);
  return fields;
}

/** The fragments of a document by name. */
export function collectFragments({ definitions }: DocumentNode) {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  return fragments;
}
