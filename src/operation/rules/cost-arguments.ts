import {
  type ArgumentNode,
  type FieldNode,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  isListType,
  Kind,
  type OperationDefinitionNode,
  print,
  valueFromASTUntyped,
} from 'graphql';
import { limits } from '../../limits.ts';

/** The arguments of fields that determine how many objects they return. */
export interface CostArguments {
  /**
   * The `first` of a field that has this argument; a value that is not a valid page size counts as
   * the largest.
   */
  readonly pageSize: (field: GraphQLField<unknown, unknown>, node: FieldNode) => number | undefined;
  /** The ids in the `ids` of a field that accepts a list of ids, or in its `representations`. */
  readonly ids: (
    field: GraphQLField<unknown, unknown>,
    node: FieldNode,
  ) => readonly unknown[] | undefined;
  /** Equal for two selections of one field with equal arguments, whatever their aliases. */
  readonly identity: (field: GraphQLField<unknown, unknown>, node: FieldNode) => string;
}

/**
 * Reads the arguments of one operation. The variables need not be coerced.
 *
 * @param onVariable called when a value may depend on a variable
 */
export function createArguments(
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  onVariable: () => void,
): CostArguments {
  /** Undefined if the variable has no value, so that the argument's default applies. */
  function readVariable(variable: string): unknown {
    onVariable();
    if (Object.hasOwn(variables, variable)) return variables[variable];
    const definition = variableDefinitions.find(
      ({ variable: { name } }) => name.value === variable,
    );
    return definition?.defaultValue && valueFromASTUntyped(definition.defaultValue);
  }

  function given(argument: GraphQLArgument, node: FieldNode): unknown {
    const written = node.arguments?.find(({ name }) => name.value === argument.name);
    // The resolvers of this schema treat null as an omitted argument.
    return (written && read(written)) ?? readDefault(argument);
  }
  const identities = new WeakMap<FieldNode, string>();
  function toText({ value }: ArgumentNode): string {
    if (value.kind !== Kind.VARIABLE) return print(value);
    const held = readVariable(value.name.value);
    // A client's variable may be nested too deeply to be serialised.
    return typeof held === 'object' && held !== null ? print(value) : JSON.stringify(held ?? null);
  }
  function read({ value }: ArgumentNode): unknown {
    if (value.kind === Kind.VARIABLE) return readVariable(value.name.value);
    if (value.kind === Kind.LIST || value.kind === Kind.OBJECT) onVariable();
    return valueFromASTUntyped(value, variables);
  }

  return {
    pageSize(field, node) {
      const argument = field.args.find(({ name }) => name === 'first');
      if (!argument || getNamedType(argument.type).name !== 'Int') return undefined;
      const first = given(argument, node);
      const isSize =
        Number.isInteger(first) && Number(first) >= 1 && Number(first) <= limits.pageSize;
      return isSize ? Number(first) : limits.pageSize;
    },

    ids(field, node) {
      const argument = field.args.find(({ name }) => name === 'ids' || name === 'representations');
      if (!argument || !isListType(getNullableType(argument.type))) return undefined;
      const named: unknown = given(argument, node);
      const ids: readonly unknown[] = Array.isArray(named) ? named : [named];
      return argument.name === 'ids' ? ids : ids.map(toIdOf);
    },

    identity({ name, args }, node) {
      const known = identities.get(node);
      if (known !== undefined) return known;
      const texts = args.map((argument) => {
        const written = node.arguments?.find(({ name: { value } }) => value === argument.name);
        return written === undefined ? '' : toText(written);
      });
      const identity = [name, ...texts].join(' ');
      identities.set(node, identity);
      return identity;
    },
  };
}

/** The id of a representation, which contains the type of its object. */
function toIdOf(representation: unknown): unknown {
  return typeof representation === 'object' && representation !== null && 'id' in representation
    ? representation.id
    : representation;
}

/** graphql has three places for a default, and Pothos fills the oldest. */
function readDefault({ default: given, defaultValue }: GraphQLArgument): unknown {
  if (given?.literal) return valueFromASTUntyped(given.literal);
  return given === undefined ? defaultValue : given.value;
}
