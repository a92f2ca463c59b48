import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { createRandom, type Random } from './random.ts';

export interface GeneratedOperation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Writes the values of arguments whose type alone does not say what is usable. */
export type WriteText = (argument: string, random: Random) => string;

const MAX_DEPTH = 4;
/** About; the fields of the last levels come in addition. */
const MAX_FIELDS = 60;

export interface GeneratorOptions {
  readonly kind?: 'query' | 'mutation' | 'subscription';
  readonly writeText?: WriteText;
  /** The most levels of fields with selections. */
  readonly depth?: number;
}

/** A valid operation of a schema: the same for the same seed. */
export function generateOperation(
  schema: GraphQLSchema,
  seed: number,
  { kind = 'query', writeText = () => '"text"', depth = MAX_DEPTH }: GeneratorOptions = {},
): GeneratedOperation {
  for (let attempt = 0; ; attempt += 1) {
    const random = createRandom(seed + attempt * 7_919);
    const operation = write(schema, random, { kind, writeText, depth });
    const document = parse(operation.text);
    if (validate(schema, document, undefined, { maxErrors: 1 }).length === 0) return operation;
    if (attempt === 200) throw new Error(`no valid operation: ${operation.text}`);
  }
}

function write(
  schema: GraphQLSchema,
  random: Random,
  { kind, writeText, depth: maxDepth }: Required<GeneratorOptions>,
): GeneratedOperation {
  const declarations: string[] = [];
  const variables: Record<string, unknown> = {};
  const fragments: string[] = [];
  let room = MAX_FIELDS;

  function declare(type: GraphQLInputType, hasDefault: boolean): string {
    const name = `v${declarations.length}`;
    const value = writeValue(type, random, writeText, 'v');
    const isOmitted = hasDefault && random.chance(0.4);
    declarations.push(`$${name}: ${String(type)}${hasDefault ? ` = ${value}` : ''}`);
    if (!isOmitted && (isNonNullType(type) || random.chance(0.8))) {
      variables[name] = toJson(type, random, writeText);
    }
    return `$${name}`;
  }

  function writeCondition(): string {
    if (!random.chance(0.12)) return '';
    const name = random.pick(['skip', 'include']);
    const type = schema.getType('Boolean') as GraphQLInputType;
    const value = random.chance(0.6) ? declareCondition(type) : String(random.chance(0.5));
    return ` @${name}(if: ${value})`;
  }

  function declareCondition(type: GraphQLInputType): string {
    const name = `v${declarations.length}`;
    declarations.push(`$${name}: ${String(type)}!`);
    variables[name] = random.chance(0.5);
    return `$${name}`;
  }

  function writeArguments(args: readonly GraphQLArgument[]): string {
    const written = args.flatMap((argument) => {
      if (!isRequiredArgument(argument) && random.chance(0.4)) return [];
      const isVariable = random.chance(0.4);
      const value = isVariable
        ? declare(argument.type, argument.defaultValue === undefined && random.chance(0.3))
        : writeValue(argument.type, random, writeText, argument.name);
      return [`${argument.name}: ${value}`];
    });
    return written.length === 0 ? '' : `(${written.join(', ')})`;
  }

  function writeField(field: GraphQLField<unknown, unknown>, depth: number): string {
    room -= 1;
    const type = getNamedType(field.type);
    const args = writeArguments(field.args);
    const needsAlias = args !== '' || random.chance(0.1);
    const alias = needsAlias ? `a${random.below(1_000)}: ` : '';
    const below = isCompositeType(type) ? ` ${writeSelection(type, depth + 1)}` : '';
    const one = `${alias}${field.name}${args}${writeCondition()}${below}`;
    if (below === '' || needsAlias || !random.chance(0.15) || !isCompositeType(type)) return one;
    // The same field again, to be merged.
    return `${one} ${field.name}${writeCondition()} ${writeSelection(type, depth + 1)}`;
  }

  function writeFragment(type: GraphQLCompositeType, depth: number): string {
    const others = schema.getPossibleTypes(type as never).concat();
    const on = random.chance(0.5) ? type : random.pick(others);
    const selection = writeSelection(on, depth + 1);
    const condition = writeCondition();
    if (random.chance(0.5)) {
      const typeCondition = random.chance(0.2) && on === type ? '' : ` on ${on.name}`;
      return `...${typeCondition}${condition} ${selection}`;
    }
    const name = `F${fragments.length}`;
    fragments.push(`fragment ${name} on ${on.name} ${selection}`);
    const again = random.chance(0.2) ? ` ...${name}` : '';
    return `...${name}${condition}${again}`;
  }

  function writeSelection(type: GraphQLCompositeType, depth: number): string {
    const fields = isUnionType(type) ? [] : Object.values(type.getFields());
    const usable =
      depth < maxDepth && room > 0
        ? fields
        : fields.filter((field) => !isCompositeType(getNamedType(field.type)));
    const parts = ['__typename'].slice(random.below(2) && usable.length > 0 ? 1 : 0);
    const count = usable.length === 0 ? 0 : 1 + random.below(depth === 0 ? 5 : 4);
    for (let index = 0; index < count; index += 1)
      parts.push(writeField(random.pick(usable), depth));
    const isAbstract = !('isTypeOf' in type);
    if (room <= 0) return `{ ${parts.join(' ')} }`;
    if (depth < maxDepth && isAbstract && random.chance(0.8))
      parts.push(writeFragment(type, depth));
    if (depth < maxDepth && isAbstract && random.chance(0.5))
      parts.push(writeFragment(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  const root = schema.getRootType(kind);
  if (root === null || root === undefined) throw new Error(`no ${kind}`);
  const selection =
    kind === 'subscription'
      ? `{ ${writeField(random.pick(Object.values(root.getFields())), 0)} }`
      : writeSelection(root, 0);
  const declared = declarations.length === 0 ? '' : `(${declarations.join(', ')})`;
  return { text: `${kind} Q${declared} ${selection}\n${fragments.join('\n')}`, variables };
}

function writeValue(
  type: GraphQLInputType,
  random: Random,
  writeText: WriteText,
  name: string,
  depth = 0,
): string {
  if (!isNonNullType(type) && random.chance(0.1)) return 'null';
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const items = Array.from({ length: random.below(3) }, () =>
      writeValue(nullable.ofType, random, writeText, name, depth),
    );
    return random.chance(0.2) && items[0] !== undefined && items[0] !== 'null'
      ? items[0]
      : `[${items.join(', ')}]`;
  }
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields()).flatMap((field) =>
      isRequiredInputField(field) || (depth < 2 && random.chance(0.5))
        ? [`${field.name}: ${writeValue(field.type, random, writeText, field.name, depth + 1)}`]
        : [],
    );
    return `{ ${fields.join(', ')} }`;
  }
  if (isEnumType(nullable)) return random.pick(nullable.getValues()).name;
  if (nullable.name === 'Int') return String(1 + random.below(30));
  if (nullable.name === 'Boolean') return String(random.chance(0.5));
  return writeText(name, random);
}

/** The value of a variable, which may be unusable. */
function toJson(type: GraphQLInputType, random: Random, writeText: WriteText, depth = 0): unknown {
  if (random.chance(0.01)) return random.pick([{ nope: 1 }, 'nope', [[]], null]);
  if (!isNonNullType(type) && random.chance(0.1)) return null;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return Array.from({ length: random.below(3) }, () =>
      toJson(nullable.ofType, random, writeText, depth),
    );
  }
  if (isInputObjectType(nullable)) {
    return Object.fromEntries(
      Object.values(nullable.getFields()).flatMap((field) =>
        isRequiredInputField(field) || (depth < 2 && random.chance(0.5))
          ? [[field.name, toJson(field.type, random, writeText, depth + 1)]]
          : [],
      ),
    );
  }
  if (isEnumType(nullable)) return random.pick(nullable.getValues()).name;
  if (nullable.name === 'Int') return 1 + random.below(30);
  if (nullable.name === 'Boolean') return random.chance(0.5);
  return JSON.parse(writeText('v', random));
}
