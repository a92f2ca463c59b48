import { globSync } from 'node:fs';
import { type Node, Visitor } from 'oxc-parser';
import { catalogue } from '../../src/operation/errors/catalogue.ts';
import { propertiesOf, readSourceFile, type SourceFile } from './source-file.ts';

/** What the places that refuse say about a code. */
export interface CodeFacts {
  readonly sentences: Set<string>;
  readonly statuses: Set<number>;
  readonly closes: Set<number>;
}

/** The codes of a function that makes refusals, by its name. */
type Makers = ReadonlyMap<string, readonly string[]>;

/** A place where a refusal is made, and the expressions that say how. */
interface Place {
  readonly codes: readonly string[];
  readonly expressions: readonly Node[];
}

const root = new URL('../../src/', import.meta.url);
const isCode = (text: string) => Object.hasOwn(catalogue, text);
const isSentence = (text: string) => /^[A-Z][^]* [^]*\.$/.test(text);

/**
 * The sentences, HTTP statuses and close codes of each code, from the syntax of every file that
 * makes a `Refusal`: with its constructor, with a function around the constructor, or from a record
 * with a code and a message.
 */
export function readRefusals(): ReadonlyMap<string, CodeFacts> {
  const facts = new Map(
    Object.keys(catalogue).map((code): [string, CodeFacts] => [
      code,
      { sentences: new Set(), statuses: new Set(), closes: new Set() },
    ]),
  );
  const refusal = readSourceFile(new URL('operation/refusal.ts', root));
  const shared = findMakers(refusal, new Map());
  for (const path of globSync('{auth,changes,http,mx,operation,schema}/**/*.ts', { cwd: root })) {
    const file = readSourceFile(new URL(path, root));
    for (const { codes, expressions } of findPlaces(file, findMakers(file, shared)))
      for (const code of codes)
        for (const expression of expressions) addFacts(facts.get(code), expression, file);
  }
  return facts;
}

/** The functions of a file, and the shared ones that it does not hide, that make refusals. */
function findMakers(file: SourceFile, shared: Makers): Makers {
  const makers = new Map(shared);
  for (const { name } of file.functions) if (name !== undefined) makers.delete(name);
  const around = (node: Node, codes: readonly string[]) => {
    const { name, parameters = '' } = file.namedFunctionAround(node) ?? {};
    const named = codes.length > 0 ? codes : codesIn(parameters);
    if (name !== undefined) makers.set(name, [...new Set([...(makers.get(name) ?? []), ...named])]);
  };
  visitCalls(file, (name, node, first) => {
    if (name === 'Refusal' || shared.has(name)) around(node, first);
  });
  return makers;
}

function findPlaces(file: SourceFile, makers: Makers): readonly Place[] {
  const places: Place[] = [];
  visitCalls(file, (name, node, first) => {
    const codes = first.length > 0 ? first : (makers.get(name) ?? []);
    // A wrapper with several codes says nothing of one of them.
    if (first.length > 0 || codes.length === 1) places.push({ codes, expressions: node.arguments });
    else if (name === 'Refusal') {
      const { parameters = '' } = file.namedFunctionAround(node) ?? {};
      places.push({ codes: codesIn(parameters), expressions: node.arguments });
    }
  });
  new Visitor({
    ObjectExpression(node) {
      const { code, message } = propertiesOf(node);
      const codes = textsOf(file.resolve(code)).filter(isCode);
      if (message !== undefined) places.push({ codes, expressions: [node] });
    },
  }).visit(file.program);
  return places;
}

type Call = Node & { readonly arguments: readonly Node[] };

/** Each call of a function by its name, with the codes in its first argument. */
function visitCalls(
  { program, resolve }: SourceFile,
  visit: (name: string, node: Call, first: readonly string[]) => void,
): void {
  const look = (node: Call & { readonly callee: Node }) => {
    const {
      callee,
      arguments: [first],
    } = node;
    if (callee.type === 'Identifier')
      visit(callee.name, node, textsOf(resolve(first)).filter(isCode));
  };
  new Visitor({ NewExpression: look, CallExpression: look }).visit(program);
}

function addFacts(facts: CodeFacts | undefined, expression: Node, { resolve }: SourceFile): void {
  for (const node of resolve(expression)) {
    const { message, http, close } = propertiesOf(node);
    const texts = textsOf([node, ...resolve(message)]);
    for (const text of texts) if (isSentence(text)) facts?.sentences.add(text);
    for (const each of resolve(http))
      for (const number of numbersOf(resolve(propertiesOf(each)['status'])))
        facts?.statuses.add(number);
    for (const each of resolve(close))
      for (const number of numbersOf(resolve(propertiesOf(each)['code'])))
        facts?.closes.add(number);
  }
}

const codesIn = (text: string): readonly string[] =>
  [...text.matchAll(/'([A-Z_]+)'/g)].map(([, code = '']) => code).filter(isCode);

const textsOf = (nodes: readonly Node[]): readonly string[] =>
  nodes.flatMap((node) =>
    node.type === 'Literal' && typeof node.value === 'string' ? [node.value] : [],
  );

const numbersOf = (nodes: readonly Node[]): readonly number[] =>
  nodes.flatMap((node) =>
    node.type === 'Literal' && typeof node.value === 'number' ? [node.value] : [],
  );
