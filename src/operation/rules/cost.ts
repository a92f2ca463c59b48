import {
  type DocumentNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isIntrospectionType,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { limits } from '../../limits.ts';
import { collectFields, type FieldNodes, collectFragments } from '../fields.ts';
import { limitExceeded, type Refusal } from '../refusal.ts';
import { createArguments } from './cost-arguments.ts';

/** The assumed number of items in a list without a page size, on average. */
const LIST_SIZE = 10;

/**
 * The assumed number of items in a list of an object that the operation visits again: the client
 * has picked the object, and may have picked the object with the longest list.
 */
const PICKED_LIST_SIZE = 100;

/**
 * The description of the schema is in memory and costs less; a full introspection must stay below
 * the limit.
 */
const INTROSPECTION_COST = 0.5;

/** An operation that needs more steps to count, or nests its fields deeper, exceeds any limit. */
const MAX_STEPS = 20_000;
const MAX_DEPTH = 100;

export interface CostOptions {
  readonly schema: GraphQLSchema;
  /**
   * Contains the operation's fragments. It need not be valid: fields that the schema does not have
   * cost nothing.
   */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The variables as the client sent them, or coerced. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Called when the cost may depend on the value of a variable. */
  readonly onVariable?: () => void;
}

/** The place of an object in the response. */
interface Place {
  /** How many items the lists of the object contain, if it is a page. */
  readonly page?: number | undefined;
  /** Names of the types of the objects above it. */
  readonly above: readonly string[];
  /**
   * True below an object that is also elsewhere in the response, because an id or a field is
   * repeated.
   */
  readonly isRepeated: boolean;
}

/**
 * The number of objects that an operation could return. Fields that merge in the response count
 * once. Of types that exclude each other only the most expensive counts. `@skip` and `@include` are
 * ignored.
 *
 * A field with a `first` argument is a page: a list in it contains this many items, and the page
 * and its edges count only if nothing inside them counts. A list that leads back to a type above it
 * visits those objects again. The result is Infinity if counting takes too long.
 */
export function computeCost(options: CostOptions): number {
  const { schema, document, operation, variables = {}, onVariable = () => {} } = options;
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const args = createArguments(operation, variables, onVariable);
  const fragments = collectFragments(document);
  let steps = 0;
  let depth = 0;

  function costOfObject(type: GraphQLCompositeType, sets: SelectionSets, place: Place): number {
    if (steps > MAX_STEPS || depth > MAX_DEPTH) return Infinity;
    const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    let dearest = 0;
    depth += 1;
    for (const possible of types) {
      if (!isObjectType(possible)) continue;
      let sum = 0;
      const seen = new Set<string>();
      const above = [...place.above, possible.name];
      const fields = fieldsFor(possible, sets);
      const isSelectedAgain = findRepeatedNames(fields);
      for (const nodes of fields.values()) {
        const [node] = nodes;
        const field = node && schema.getField(possible, node.name.value);
        if (!field || !isCompositeType(getNamedType(field.type))) continue;
        const identity = isSelectedAgain(field.name) ? args.identity(field, node) : field.name;
        const isRepeated = place.isRepeated || seen.has(identity);
        seen.add(identity);
        sum += costOfField(field, nodes, { page: place.page, above, isRepeated });
      }
      dearest = Math.max(dearest, sum);
    }
    depth -= 1;
    return steps > MAX_STEPS ? Infinity : dearest;
  }

  /** `place` is the place of the parent, whose own type is the last one in `above`. */
  function costOfField(
    field: GraphQLField<unknown, unknown>,
    nodes: FieldNodes,
    { page, above, isRepeated }: Place,
  ): number {
    const [node] = nodes;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return 0;

    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const first = args.pageSize(field, node);
    const listed = listDepth(field.type);
    if (listed === 0 && first !== undefined) {
      return Math.max(1, costOfObject(type, sets, { page: first, above, isRepeated }));
    }
    const costOfItem = (isAgain: boolean) => {
      const inner = costOfObject(type, sets, { above, isRepeated: isAgain });
      if (page !== undefined && isEdge(field)) return Math.max(1, inner);
      return (isIntrospectionType(type) ? INTROSPECTION_COST : 1) + inner;
    };
    if (listed === 0) return costOfItem(isRepeated);

    const ids = args.ids(field, node);
    const distinct = ids === undefined ? 0 : new Set(ids).size;
    const isBack = isRepeated || leadsBack(type, above);
    const length = first ?? page ?? ids?.length ?? (isBack ? PICKED_LIST_SIZE : LIST_SIZE);
    if (length === 0) return 0;
    const count = length * LIST_SIZE ** (listed - 1);
    if (distinct === 0 || distinct === length) return count * costOfItem(isRepeated);
    return distinct * costOfItem(isRepeated) + (length - distinct) * costOfItem(true);
  }

  /** True if an object of this type could be one of the objects above. */
  function leadsBack(type: GraphQLCompositeType, above: readonly string[]): boolean {
    if (isIntrospectionType(type)) return false;
    const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    return types.some(({ name }) => above.includes(name));
  }

  /** Ends the walk of an operation that takes too many steps. */
  function onSelection(): boolean {
    steps += 1;
    return steps <= MAX_STEPS;
  }

  function fieldsFor(type: GraphQLObjectType, sets: SelectionSets) {
    const applies = (condition?: string) => {
      const named = condition === undefined ? type : schema.getType(condition);
      return named === type || (isAbstractType(named) && schema.isSubType(named, type));
    };
    return collectFields(sets, { fragmentOf: (name) => fragments.get(name), applies, onSelection });
  }

  return costOfObject(root, [operation.selectionSet], { above: [], isRepeated: false });
}

/** Refuses an operation that could return too many objects. */
export function checkCost(cost: number): Refusal | undefined {
  if (cost <= limits.cost) return undefined;
  const count = cost < 1e15 ? String(cost) : 'more than can be counted';
  const message = `The operation could return more than ${limits.cost} objects: ${count}.`;
  return limitExceeded('cost', message);
}

type SelectionSets = readonly SelectionSetNode[];

/** Returns a function that is true for the name of a field that has several aliases. */
function findRepeatedNames(fields: ReadonlyMap<string, FieldNodes>): (name: string) => boolean {
  const names = [...fields.values()].map(([node]) => node.name.value);
  const repeated = new Set(names.filter((name, at) => names.indexOf(name) !== at));
  return (name) => repeated.has(name);
}

function listDepth(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + listDepth(nullable.ofType) : 0;
}

/** True for the list of a page whose items wrap the objects in `node`. */
function isEdge({ type }: GraphQLField<unknown, unknown>): boolean {
  const named = getNamedType(type);
  return listDepth(type) === 1 && isObjectType(named) && named.getFields()['node'] !== undefined;
}
