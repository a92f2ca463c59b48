import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { argumentsOf, inputsOf } from './arguments.ts';

export interface Document {
  readonly name: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly text: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface WholeApi {
  /** One for each root field and each set of arguments that `arguments.ts` has for it. */
  readonly documents: readonly Document[];
  /** `Type.field` of every field that no document selects: there should be none. */
  readonly missed: readonly string[];
}

/**
 * Documents that together select every field of schema.graphql. Each type is opened out once in a
 * document, where it is met first; after that its leaves alone are selected.
 */
export function readWholeApi(): WholeApi {
  const file = new URL('../../schema.graphql', import.meta.url);
  const schema = buildSchema(readFileSync(file, 'utf8'));
  const covered = new Set<string>();
  const documents = (['query', 'mutation', 'subscription'] as const).flatMap((kind) => {
    const root = schema[`get${capital(kind)}Type`]();
    return Object.values(root?.getFields() ?? {}).flatMap((field) => {
      const coordinate = `${root?.name}.${field.name}`;
      covered.add(coordinate);
      return variantsOf(field, coordinate).map(({ args, head = '', variables }, index) => ({
        name: `${kind} ${field.name} ${index + 1}`,
        kind,
        text: `${kind} ${head} { ${field.name}${args} ${select(schema, getNamedType(field.type), covered)} }`,
        ...(variables && { variables }),
      }));
    });
  });
  return { documents, missed: allFields(schema).filter((each) => !covered.has(each)) };
}

function capital<T extends string>(text: T): Capitalize<T> {
  return (text.charAt(0).toUpperCase() + text.slice(1)) as Capitalize<T>;
}

type Field = GraphQLField<unknown, unknown>;

interface Variant {
  readonly args: string;
  readonly head?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

function variantsOf(field: Field, coordinate: string): Variant[] {
  const [input] = field.args.filter(({ name }) => name === 'input');
  if (input === undefined) {
    return argumentsOf(coordinate, field.args.some(isRequiredArgument)).map((args) => ({ args }));
  }
  const head = `($input: ${String(input.type)})`;
  return inputsOf(coordinate).map((value) => ({
    head,
    args: '(input: $input)',
    variables: { input: value },
  }));
}

/** What is still to be written: the selection of a type, at its place in the text. */
interface Slot {
  readonly type: GraphQLNamedType;
  text: string | Slot[];
}

function select(schema: GraphQLSchema, type: GraphQLNamedType, covered: Set<string>): string {
  const opened = new Set<string>();
  const root: Slot = { type, text: '' };
  const queue = [root];
  // First come, first opened: breadth before depth keeps the documents flat.
  for (let slot = queue.shift(); slot !== undefined; slot = queue.shift()) {
    slot.text = parts(slot.type);
  }
  return print(root);

  function parts(of: GraphQLNamedType): Slot[] {
    const start = word('{ __typename');
    const end = word('}');
    if (isAbstractType(of)) {
      const possible = schema.getPossibleTypes(of);
      const clashing = clashes(possible.map((each) => Object.values(each.getFields())));
      const fragments = possible.flatMap((each) => {
        const fields = fieldsOf(each, opened.has(each.name), (name) => {
          return clashing.has(name) ? `${each.name}_${name}: ` : '';
        });
        opened.add(each.name);
        return [word(`... on ${each.name} { __typename`), ...fields, word('}')];
      });
      if ('getFields' in of)
        for (const name of Object.keys(of.getFields())) covered.add(`${of.name}.${name}`);
      return [start, ...fragments, end];
    }
    const isOpen = opened.has(of.name);
    opened.add(of.name);
    return [start, ...fieldsOf(of, isOpen, () => ''), end];
  }

  function fieldsOf(of: GraphQLNamedType, leavesOnly: boolean, aliasOf: (name: string) => string) {
    if (!isObjectType(of)) return [];
    return Object.values(of.getFields()).flatMap((field): Slot[] => {
      const named = getNamedType(field.type);
      const coordinate = `${of.name}.${field.name}`;
      if (leavesOnly && !isLeafType(named)) return [];
      covered.add(coordinate);
      const [args = ''] = argumentsOf(coordinate, field.args.some(isRequiredArgument));
      const head = word(`${aliasOf(field.name)}${field.name}${args}`);
      if (isLeafType(named)) return [head];
      const slot: Slot = { type: named, text: '' };
      queue.push(slot);
      return [head, slot];
    });
  }

  function word(text: string): Slot {
    return { type, text };
  }
}

/** Names that stand for different types in different members of a union. */
function clashes(members: readonly (readonly Field[])[]): ReadonlySet<string> {
  const types = new Map<string, string>();
  const clashing = new Set<string>();
  for (const { name, type } of members.flat()) {
    const known = types.get(name) ?? String(type);
    if (known !== String(type)) clashing.add(name);
    types.set(name, known);
  }
  return clashing;
}

function print({ text }: Slot): string {
  return typeof text === 'string' ? text : text.map(print).join(' ');
}

function allFields(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      'getFields' in type
        ? Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)
        : [],
    );
}
