import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type ParseOptions,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { type LimitName, limits } from '../../limits.ts';
import { type Refusal, tooLargeDocument } from '../refusal.ts';

/** Options for graphql's `parse`. */
export const parseLimits = {
  maxLexicalTokens: limits.tokens,
  maxComments: limits.comments,
} as const satisfies ParseOptions;

/** The limit of `parseLimits` that an error of `parse` reports; undefined for any other error. */
export function findParseLimit(error: unknown): LimitName | undefined {
  const message = error instanceof Error ? error.message : '';
  const [, what] = /contains more than \d+ (token|comment)s\./.exec(message) ?? [];
  return what === undefined ? undefined : what === 'token' ? 'tokens' : 'comments';
}

export interface SizeOptions {
  /** False if `__schema` is treated as an unknown field. */
  readonly mayIntrospect?: boolean;
}

type DepthLimit = 'depth' | 'introspectionDepth';

/**
 * Refuses a document that is too large. This check comes before validation, whose rules compare
 * fields pairwise. It needs no schema and accepts any document that parses. Errors other than size
 * are left to validation, such as missing, duplicate or cyclic fragments.
 */
export function checkSize(
  document: DocumentNode,
  { mayIntrospect = true }: SizeOptions = {},
): Refusal | undefined {
  const refuse = (limit: LimitName, message: string) => tooLargeDocument(limit, message, document);
  return checkAsWritten(document, refuse) ?? checkAsRun(document, mayIntrospect, refuse);
}

type Refuse = (limit: LimitName, message: string) => Refusal;

function checkAsWritten(document: DocumentNode, refuse: Refuse): Refusal | undefined {
  const tooMany = (limit: LimitName, what: string) => refuse(limit, describeExcess(limit, what));
  const found = { operations: 0, fragments: 0, variables: 0, directives: 0, items: 0 };
  visit(document, {
    enter(node) {
      if (node.kind === Kind.OPERATION_DEFINITION) found.operations += 1;
      if (node.kind === Kind.FRAGMENT_DEFINITION) found.fragments += 1;
      if (node.kind === Kind.VARIABLE_DEFINITION) found.variables += 1;
      if (node.kind === Kind.LIST) found.items += node.values.length;
      if (node.kind === Kind.OBJECT) found.items += node.fields.length;
      if ('directives' in node) {
        found.directives = Math.max(found.directives, node.directives?.length ?? 0);
      }
    },
  });
  if (found.operations > limits.operations) return tooMany('operations', 'operations');
  if (found.fragments > limits.fragments) return tooMany('fragments', 'fragments');
  if (found.variables > limits.variables) return tooMany('variables', 'variables');
  if (found.items > limits.literalItems) return tooMany('literalItems', 'literal items');
  if (found.directives > limits.directivesPerLocation) {
    return tooMany('directivesPerLocation', 'directives in one location');
  }
  return undefined;
}

function describeExcess(limit: LimitName, what: string): string {
  return `The document contains more than ${limits[limit]} ${what}.`;
}

/** A selection set and the fragments that it is in, innermost last. */
interface Placed {
  readonly set: SelectionSetNode;
  readonly within: readonly string[];
}

function checkAsRun({ definitions }: DocumentNode, mayIntrospect: boolean, refuse: Refuse) {
  const tooMany = (limit: LimitName, what: string) => refuse(limit, describeExcess(limit, what));
  const fragments = new Map<string, FragmentDefinitionNode[]>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const { value } = definition.name;
    fragments.set(value, [...(fragments.get(value) ?? []), definition]);
  }
  const used = new Set<string>();
  let selections = 0;
  let aliases = 0;
  let overlaps = 0;

  /** Groups the fields of a set, and of the fragments in it, by their names in the response. */
  function gather({ set, within }: Placed, fields: Map<string, [FieldNode, readonly string[]][]>) {
    for (const selection of set.selections) {
      selections += 1;
      if (selections > limits.selections) return;
      if (selection.kind === Kind.FIELD) {
        if (selection.alias) aliases += 1;
        const name = (selection.alias ?? selection.name).value;
        const others = fields.get(name);
        if (others) others.push([selection, within]);
        else fields.set(name, [[selection, within]]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        gather({ set: selection.selectionSet, within }, fields);
      } else {
        const { value } = selection.name;
        used.add(value);
        if (within.includes(value)) continue; // a circle
        for (const { selectionSet } of fragments.get(value) ?? []) {
          gather({ set: selectionSet, within: [...within, value] }, fields);
        }
      }
    }
  }

  /** The levels of fields in the sets. Counting stops if the document has too many selections. */
  function countLevels(sets: readonly Placed[]): number {
    const fields = new Map<string, [FieldNode, readonly string[]][]>();
    for (const set of sets) gather(set, fields);
    if (fields.size === 0 || selections > limits.selections) return 0;
    const below = [...fields.values()].map((places) =>
      countLevels(
        places.flatMap(([{ selectionSet: set }, within]) => (set ? [{ set, within }] : [])),
      ),
    );
    return 1 + Math.max(...below);
  }

  function checkSets(
    sets: readonly Placed[],
    depth: number,
    bound: DepthLimit,
  ): Refusal | undefined {
    const fields = new Map<string, [FieldNode, readonly string[]][]>();
    for (const set of sets) gather(set, fields);
    if (selections > limits.selections) return tooMany('selections', 'selections');
    if (aliases > limits.aliases) return tooMany('aliases', 'aliases');
    if (fields.size > 0 && depth > limits[bound]) {
      const levels = depth + countLevels(sets) - 1;
      return refuse(
        bound,
        `The document is nested more than ${limits[bound]} levels deep: ${levels}.`,
      );
    }
    for (const places of fields.values()) {
      overlaps += (places.length * (places.length - 1)) / 2;
      if (overlaps > limits.overlaps) return tooMany('overlaps', 'pairs of equal fields');
      const inner = places.flatMap(([{ selectionSet: set }, within]) =>
        set ? [{ set, within }] : [],
      );
      const introspects =
        mayIntrospect && places.every(([{ name }]) => /^__(?:schema|type)$/.test(name.value));
      const innerBound = introspects ? 'introspectionDepth' : bound;
      const refusal = inner.length > 0 ? checkSets(inner, depth + 1, innerBound) : undefined;
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const refusal = checkSets([{ set: definition.selectionSet, within: [] }], 1, 'depth');
    if (refusal !== undefined) return refusal;
  }
  // Validation also checks fragments that no operation uses.
  for (const [name, all] of fragments) {
    if (used.has(name)) continue;
    const sets = all.map(({ selectionSet: set }) => ({ set, within: [name] }));
    const refusal = checkSets(sets, 1, 'introspectionDepth');
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
