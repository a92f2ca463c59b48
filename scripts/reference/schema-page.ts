import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import { schema } from '../../src/schema/schema.ts';
import { isSemanticNonNull } from '../../src/schema/semantic-non-null.ts';
import { toCell, toMarkdownTable } from '../markdown-table.ts';

type AnyField = GraphQLField<unknown, unknown>;

const types = Object.values(schema.getTypeMap())
  .filter((type) => !isIntrospectionType(type))
  .toSorted((a, b) => (a.name < b.name ? -1 : 1));
const roots = new Set(['Query', 'Mutation', 'Subscription']);

/** `docs/reference/schema.md`: each type with its fields, arguments and descriptions. */
export function toSchemaPage(): string {
  const isRoot = ({ name }: GraphQLNamedType) => roots.has(name);
  return `${[
    '# The schema',
    '',
    '<!-- `npm run reference` writes this page from `src/schema`. -->',
    '',
    'Every type of the API. [schema.graphql](../../schema.graphql) has the same for tools. `!` means never null; a field marked _null means error_ is null only if `errors` has an error at its path ([`@semanticNonNull`](../clients/protocols.md#nulls-that-are-errors)).',
    '',
    ...section('Operations', types.filter(isRoot)),
    ...section(
      'Objects',
      types.filter((type) => isObjectType(type) && !isRoot(type)),
    ),
    ...section('Interfaces', types.filter(isInterfaceType)),
    ...section('Unions', types.filter(isUnionType)),
    ...section('Inputs', types.filter(isInputObjectType)),
    ...section('Enums', types.filter(isEnumType)),
    ...section(
      'Scalars',
      types.filter((type) => isScalarType(type) && !isSpecifiedScalarType(type)),
    ),
    ...directives(),
  ].join('\n')}\n`;
}

function section(title: string, members: readonly GraphQLNamedType[]): readonly string[] {
  return [`## ${title}`, '', ...members.flatMap(describe)];
}

function describe(type: GraphQLNamedType): readonly string[] {
  const description = type.description ?? '';
  return [
    `### ${type.name}`,
    '',
    ...(description === '' ? [] : [toCell(description), '']),
    ...bodyOf(type),
  ];
}

function bodyOf(type: GraphQLNamedType): readonly string[] {
  if (isEnumType(type))
    return table(
      ['value', 'description'],
      type.getValues().map(({ name, description }) => [`\`${name}\``, toCell(description ?? '')]),
    );
  if (isUnionType(type)) return [`One of ${type.getTypes().map(toLink).join(', ')}.`, ''];
  if (isInputObjectType(type))
    return [
      ...(type.isOneOf ? ['Exactly one of these fields is passed.', ''] : []),
      ...table(['field', 'type', 'description'], Object.values(type.getFields()).map(inputRow)),
    ];
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const interfaces = type.getInterfaces().map(toLink);
  const objects = isInterfaceType(type) ? schema.getPossibleTypes(type).map(toLink) : [];
  return [
    ...(interfaces.length > 0 ? [`Implements ${interfaces.join(', ')}.`, ''] : []),
    ...(objects.length > 0 ? [`Implemented by ${objects.toSorted().join(', ')}.`, ''] : []),
    ...table(
      ['field', 'type', 'description'],
      (Object.values(type.getFields()) as AnyField[]).flatMap(fieldRows),
    ),
  ];
}

/** The row of a field, and under it a row for each of its arguments. */
function fieldRows(field: AnyField): readonly (readonly string[])[] {
  const { name, type, description, deprecationReason, args } = field;
  const notes = [
    toCell(description ?? ''),
    isSemanticNonNull(field) ? '_Null means error._' : '',
    deprecationReason ? `**Deprecated**: ${toCell(deprecationReason)}` : '',
  ];
  return [
    [`\`${name}\``, toLink(type), notes.filter((note) => note !== '').join(' ')],
    ...args.map((argument) => {
      const [, ...cells] = inputRow(argument);
      return [`↳ \`${argument.name}\``, ...cells];
    }),
  ];
}

function inputRow(input: GraphQLArgument | GraphQLInputField): readonly string[] {
  const { name, type, description, default: fallback, defaultValue } = input;
  const ends =
    (fallback?.value ?? defaultValue) === undefined
      ? ''
      : ` Defaults to \`${JSON.stringify(fallback?.value ?? defaultValue)}\`.`;
  return [`\`${name}\``, toLink(type), toCell(`${description ?? ''}${ends}`)];
}

function toLink(type: GraphQLType): string {
  const named = getNamedType(type);
  const text = `\`${String(type)}\``;
  return isSpecifiedScalarType(named) ? text : `[${text}](#${named.name.toLowerCase()})`;
}

function directives(): readonly string[] {
  const own = schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive));
  const rows = own.map(({ name, args, description }) => [
    `\`@${name}\``,
    args.map((argument) => `\`${argument.name}: ${String(argument.type)}\``).join(', '),
    toCell(description ?? ''),
  ]);
  return ['## Directives', '', ...table(['directive', 'arguments', 'description'], rows)].slice(
    0,
    -1,
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [toMarkdownTable([head, ...rows]), ''];
}
