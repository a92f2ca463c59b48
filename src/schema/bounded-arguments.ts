import {
  defaultFieldResolver,
  getNullableType,
  type GraphQLFieldResolver,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isObjectType,
  isScalarType,
} from 'graphql';
import type { Context } from '../context.ts';
import { type LimitName, limits } from '../limits.ts';
import { badUserInput } from '../operation/refusal.ts';
import { Secret } from '../secret.ts';

/** Throws BAD_USER_INPUT with the path of the value that is too long. */
type Check = (value: unknown, path: readonly string[]) => void;

type Declared = Pick<GraphQLInputField, 'type' | 'extensions'>;
type Resolver = GraphQLFieldResolver<unknown, Context>;

/**
 * The `extensions` of an argument or input field whose limit differs from the limit of its scalar.
 */
export function bound(limit: LimitName): { readonly limit: LimitName } {
  return { limit };
}

/** Bounds every text and list in the arguments of every field, before its resolver runs. */
export function boundArguments(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const check = createFieldsCheck(field.args);
      if (check === undefined) continue;
      if (field.subscribe) field.subscribe = checked(field.subscribe, check);
      else field.resolve = checked(field.resolve ?? defaultFieldResolver, check);
    }
  }
  return schema;
}

function checked(resolve: Resolver, check: Check): Resolver {
  return (source, args, context, info) => {
    check(args, []);
    return resolve(source, args, context, info);
  };
}

function createFieldsCheck(
  fields: readonly (Declared & { readonly name: string })[],
): Check | undefined {
  const checks = fields.flatMap((field) => {
    const check = createCheck(field.type, findLimit(field));
    return check === undefined ? [] : [[field.name, check] as const];
  });
  if (checks.length === 0) return undefined;
  return (value, path) => {
    const values = value as Readonly<Record<string, unknown>>;
    for (const [name, check] of checks) {
      const held = values[name] ?? null;
      if (held !== null) check(held, [...path, name]);
    }
  };
}

/** Creates the check of a value that is not null. */
function createCheck(type: GraphQLInputType, limit: LimitName | undefined): Check | undefined {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return createListCheck(nullable.ofType, limit);
  if (isInputObjectType(nullable)) return createFieldsCheck(Object.values(nullable.getFields()));
  const own = isScalarType(nullable) ? (limit ?? scalarLimits.get(nullable.name)) : undefined;
  return own && createTextCheck(own);
}

const scalarLimits: ReadonlyMap<string, LimitName> = new Map([
  ['String', 'textCharacters'],
  ['ID', 'idCharacters'],
  ['URL', 'urlCharacters'],
  ['Secret', 'secretCharacters'],
]);

function createTextCheck(limit: LimitName): Check {
  return (value, path) => {
    const text = value instanceof Secret ? value.reveal() : value;
    if (typeof text !== 'string' || text.length <= limits[limit]) return;
    const message = `${path.at(-1)} must have at most ${limits[limit]} characters.`;
    throw badUserInput(message, path, limit);
  };
}

function createListCheck(item: GraphQLInputType, limit: LimitName = 'listItems'): Check {
  const check = createCheck(item, undefined);
  return (value, path) => {
    const items = value as readonly unknown[];
    if (items.length > limits[limit]) {
      const message = `${path.at(-1)} must have at most ${limits[limit]} items.`;
      throw badUserInput(message, path, limit);
    }
    for (const [index, each] of items.entries()) {
      if (each !== null) check?.(each, [...path, String(index)]);
    }
  };
}

function findLimit({ extensions }: Declared): LimitName | undefined {
  return (extensions as Partial<ReturnType<typeof bound>>).limit;
}
