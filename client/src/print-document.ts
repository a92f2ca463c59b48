import type { MxDocument, ParsedDocument } from './document.ts';

/** A node of a parsed document; each kind has some of these. */
interface AstNode {
  readonly kind: string;
  readonly operation?: string;
  readonly name?: AstNode;
  readonly alias?: AstNode;
  readonly value?: unknown;
  readonly variable?: AstNode;
  readonly type?: AstNode;
  readonly typeCondition?: AstNode;
  readonly defaultValue?: AstNode;
  readonly selectionSet?: AstNode;
  readonly definitions?: readonly AstNode[];
  readonly variableDefinitions?: readonly AstNode[];
  readonly selections?: readonly AstNode[];
  readonly arguments?: readonly AstNode[];
  readonly directives?: readonly AstNode[];
  readonly values?: readonly AstNode[];
  readonly fields?: readonly AstNode[];
}

/** The text of an operation in any form. */
export function toText(document: MxDocument<unknown, never>): string {
  return isParsed(document) ? print(document as unknown as AstNode) : String(document);
}

const isParsed = (document: MxDocument<unknown, never>): document is ParsedDocument =>
  typeof document === 'object' && 'definitions' in document;

function print(node: AstNode | undefined): string {
  if (node === undefined) return '';
  const { name, value, directives = [] } = node;
  const after = directives.map((directive) => ` ${print(directive)}`).join('');
  switch (node.kind) {
    case 'Document':
      return node.definitions?.map(print).join('\n') ?? '';
    case 'OperationDefinition':
      return `${node.operation}${name ? ` ${print(name)}` : ''}${list(node.variableDefinitions)}${after}${print(node.selectionSet)}`;
    case 'FragmentDefinition':
      return `fragment ${print(name)} on ${print(node.typeCondition)}${after}${print(node.selectionSet)}`;
    case 'VariableDefinition':
      return `${print(node.variable)}:${print(node.type)}${node.defaultValue ? `=${print(node.defaultValue)}` : ''}${after}`;
    case 'SelectionSet':
      return `{${node.selections?.map(print).join(' ')}}`;
    case 'Field':
      return `${node.alias ? `${print(node.alias)}:` : ''}${print(name)}${list(node.arguments)}${after}${print(node.selectionSet)}`;
    case 'FragmentSpread':
      return `...${print(name)}${after}`;
    case 'InlineFragment':
      return `...${node.typeCondition ? ` on ${print(node.typeCondition)}` : ''}${after}${print(node.selectionSet)}`;
    case 'Directive':
      return `@${print(name)}${list(node.arguments)}`;
    case 'Argument':
    case 'ObjectField':
      return `${print(name)}:${print(value as AstNode)}`;
    case 'Variable':
      return `$${print(name)}`;
    case 'NonNullType':
      return `${print(node.type)}!`;
    case 'ListType':
      return `[${print(node.type)}]`;
    case 'NamedType':
      return print(name);
    case 'StringValue':
      return JSON.stringify(value);
    case 'ListValue':
      return `[${node.values?.map(print).join(' ')}]`;
    case 'ObjectValue':
      return `{${node.fields?.map(print).join(' ')}}`;
    case 'NullValue':
      return 'null';
    // Names, numbers, booleans and enums stand for themselves.
    default:
      return String(value);
  }
}

const list = (nodes: readonly AstNode[] = []) =>
  nodes.length === 0 ? '' : `(${nodes.map(print).join(' ')})`;
