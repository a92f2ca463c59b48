import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  getOperationAST,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  typeFromAST,
} from 'graphql';
import { toTypeScript } from './client-types.ts';

const HEADER = `// Written by \`npm run schema\` from examples/*.graphql: change the examples, not this file.

import type { Operation } from '../document.ts';
import type * as Api from './api.ts';
`;

/** An operation: its text, which begins with two lines of comment, and the same as a document. */
export interface OperationText {
  readonly text: string;
  readonly document: DocumentNode;
}

/**
 * TypeScript for operations: for each a constant with its text, whose type contains the types of
 * its result and its variables.
 */
export function printOperations(
  operations: readonly OperationText[],
  schema: GraphQLSchema,
): string {
  return [HEADER, ...operations.map((operation) => printOperation(operation, schema))].join('\n');
}

/** The text of an operation as clients send it: without comments and needless white space. */
export function toSentText(text: string): string {
  return stripIgnoredCharacters(text);
}

function printOperation({ text, document }: OperationText, schema: GraphQLSchema): string {
  const operation = getOperationAST(document);
  const name = operation?.name?.value;
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !name || !root) throw new TypeError('An example is one named operation.');
  const comments = [...text.matchAll(/^# (.*)$/gm)].map(([, line]) => ` * ${line}\n`);
  const result = createResultTypes(schema).ofSelection(root, operation.selectionSet);
  return `/**
${comments.join('')} */
export const ${name} = ${toLiteral(toSentText(text))} as Operation<${name}Result, ${name}Variables>;
export type ${name}Result = ${result};
export interface ${name}Variables {
${printVariables(operation, schema)}}
`;
}

function toLiteral(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function printVariables(operation: OperationDefinitionNode, schema: GraphQLSchema): string {
  const definitions = operation.variableDefinitions ?? [];
  return definitions
    .map(({ variable, type, defaultValue }) => {
      const known = typeFromAST(schema, type);
      if (known === undefined) throw new TypeError(`$${variable.name.value} has no type.`);
      const isOptional = !isNonNullType(known) || defaultValue !== undefined;
      const printed = toTypeScript(known, 'Api.');
      return `  readonly ${variable.name.value}${isOptional ? '?: ' : ': '}${printed}${isOptional ? ' | undefined' : ''};\n`;
    })
    .join('');
}

function createResultTypes(schema: GraphQLSchema) {
  /** An object, or for an abstract type the union of what is selected of each object. */
  function ofSelection(type: GraphQLCompositeType, selectionSet: SelectionSetNode): string {
    if (!isAbstractType(type)) {
      return ofObjects([type as GraphQLObjectType], selectionSet);
    }
    const groups = new Map<string, GraphQLObjectType[]>();
    for (const object of schema.getPossibleTypes(type)) {
      const shape = ofObjects([object], selectionSet, '');
      groups.set(shape, [...(groups.get(shape) ?? []), object]);
    }
    return [...groups.values()].map((objects) => ofObjects(objects, selectionSet)).join(' | ');
  }

  /** What is selected of objects whose fields are the same; `tag` stands for their name. */
  function ofObjects(
    objects: readonly GraphQLObjectType[],
    selectionSet: SelectionSetNode,
    tag = objects.map(({ name }) => `'${name}'`).join(' | '),
  ): string {
    const [object] = objects;
    if (object === undefined) return 'never';
    const fields = fieldsOf(object, selectionSet).map((field) => {
      const key = field.alias?.value ?? field.name.value;
      return `readonly ${key}: ${field.name.value === '__typename' ? tag : ofField(object, field)}`;
    });
    return `{ ${fields.join('; ')} }`;
  }

  function ofField(object: GraphQLObjectType, field: FieldNode): string {
    const { type } = object.getFields()[field.name.value] ?? {};
    if (type === undefined) throw new TypeError(`${object.name} has no ${field.name.value}.`);
    const named = getNamedType(type);
    if (!isCompositeType(named) || field.selectionSet === undefined) {
      return toTypeScript(type, 'Api.');
    }
    return wrap(type, ofSelection(named, field.selectionSet));
  }

  /** The fields that a selection has of an object, each once, with those of fragments that fit. */
  function fieldsOf(object: GraphQLObjectType, selectionSet: SelectionSetNode): FieldNode[] {
    const fields = new Map<string, FieldNode>();
    for (const field of allFieldsOf(object, selectionSet)) {
      const key = field.alias?.value ?? field.name.value;
      fields.set(key, merge(fields.get(key), field));
    }
    return [...fields.values()];
  }

  function allFieldsOf(object: GraphQLObjectType, { selections }: SelectionSetNode): FieldNode[] {
    return selections.flatMap((selection) => {
      if (selection.kind === 'Field') return [selection];
      if (selection.kind === 'FragmentSpread') throw new TypeError('Examples have no fragments.');
      const on = selection.typeCondition?.name.value;
      const condition = on === undefined ? object : schema.getType(on);
      const fits =
        condition === object || (isAbstractType(condition) && schema.isSubType(condition, object));
      return fits ? allFieldsOf(object, selection.selectionSet) : [];
    });
  }

  return { ofSelection };
}

function merge(first: FieldNode | undefined, field: FieldNode): FieldNode {
  if (first?.selectionSet === undefined || field.selectionSet === undefined) return field;
  const selections = [...first.selectionSet.selections, ...field.selectionSet.selections];
  return { ...first, selectionSet: { ...first.selectionSet, selections } };
}

function wrap(type: GraphQLType, inner: string): string {
  if (isNonNullType(type)) return wrapNonNull(type.ofType, inner);
  return `${wrapNonNull(type, inner)} | null`;
}

function wrapNonNull(type: GraphQLType, inner: string): string {
  return isListType(type) ? `readonly (${wrap(type.ofType, inner)})[]` : inner;
}
