import {
  getNamedType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** A JSON schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** An object with a property for each variable. */
export interface InputSchema extends Record<string, unknown> {
  readonly type: 'object';
  readonly properties: Record<string, JsonSchema>;
  readonly required: string[];
  readonly additionalProperties: false;
  readonly $defs?: Record<string, JsonSchema>;
}

const scalars: Readonly<Record<string, JsonSchema>> = {
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  Date: { type: 'string', format: 'date' },
  DateTime: { type: 'string', format: 'date-time' },
  URL: { type: 'string', format: 'uri' },
};

/**
 * The JSON schema of an operation's variables, with the descriptions of the variables, or of the
 * arguments that they are passed to. Input objects are in `$defs`.
 */
export function toInputSchema(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
): InputSchema {
  const { variableDefinitions = [] } = operation;
  const descriptions = describeVariables(schema, operation);
  const $defs: Record<string, JsonSchema> = {};
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];

  for (const { variable, type: node, defaultValue, description } of variableDefinitions) {
    const type = typeFromAST(schema, node) as GraphQLInputType | undefined;
    if (type === undefined) continue;
    const name = variable.name.value;
    properties[name] = {
      ...toJsonSchema(type, $defs),
      ...withText(description?.value ?? descriptions.get(name)),
      ...(defaultValue && { default: valueFromASTUntyped(defaultValue) }),
    };
    if (isNonNullType(type) && defaultValue === undefined) required.push(name);
  }
  const hasDefinitions = Object.keys($defs).length > 0;
  return {
    type: 'object',
    properties,
    required,
    additionalProperties: false,
    ...(hasDefinitions && { $defs }),
  };
}

function toJsonSchema(type: GraphQLInputType, $defs: Record<string, JsonSchema>): JsonSchema {
  if (isNonNullType(type)) return toNonNull(type.ofType, $defs);
  return { anyOf: [toNonNull(type, $defs), { type: 'null' }] };
}

function toNonNull(type: GraphQLInputType, $defs: Record<string, JsonSchema>): JsonSchema {
  if (isListType(type)) return { type: 'array', items: toJsonSchema(type.ofType, $defs) };
  const named = getNamedType(type);
  if (isEnumType(named)) {
    return { type: 'string', enum: named.getValues().map(({ name }) => name) };
  }
  if (!isInputObjectType(named)) return scalars[named.name] ?? { type: 'string' };
  if (!Object.hasOwn($defs, named.name)) {
    $defs[named.name] = {}; // a type that contains itself refers to its own definition
    $defs[named.name] = toObject(named, $defs);
  }
  return { $ref: `#/$defs/${named.name}` };
}

function toObject(type: GraphQLInputObjectType, $defs: Record<string, JsonSchema>): JsonSchema {
  const fields = Object.values(type.getFields());
  const isRequired = ({ type: each, default: preset, defaultValue }: (typeof fields)[number]) =>
    isNonNullType(each) && preset === undefined && defaultValue === undefined;
  return {
    type: 'object',
    ...withText(type.description),
    properties: Object.fromEntries(
      fields.map((field) => [
        field.name,
        { ...toJsonSchema(field.type, $defs), ...withText(field.description) },
      ]),
    ),
    required: fields.filter(isRequired).map(({ name }) => name),
    additionalProperties: false,
    ...(type.isOneOf && { minProperties: 1, maxProperties: 1 }),
  };
}

/** What the schema says about the first argument that each variable is passed to. */
function describeVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    Argument({ value }) {
      const description = types.getArgument()?.description;
      if (value.kind !== Kind.VARIABLE || !description) return;
      const name = value.name.value;
      if (!found.has(name)) found.set(name, description);
    },
  });
  visit(operation, visitor);
  return found;
}

function withText(description: string | null | undefined): JsonSchema {
  return description ? { description } : {};
}
