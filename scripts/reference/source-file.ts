import { readFileSync } from 'node:fs';
import { type Node, parseSync, type Program, Visitor } from 'oxc-parser';

/** A function of a file, with the text of its parameters. */
export interface SourceFunction {
  readonly name: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly parameters: string;
}

export interface SourceFile {
  readonly program: Program;
  /** The innermost function around a node that has a name. */
  readonly namedFunctionAround: (node: Node) => SourceFunction | undefined;
  readonly functions: readonly SourceFunction[];
  /** The expressions that a name or a condition stands for, as far as the file says. */
  readonly resolve: (node: Node | undefined) => readonly Node[];
}

interface Declaration extends Pick<SourceFunction, 'start' | 'end'> {
  readonly init: Node;
}

export function readSourceFile(file: URL): SourceFile {
  const text = readFileSync(file, 'utf8');
  const { program } = parseSync(file.pathname, text);
  const functions: SourceFunction[] = [];
  const declarations: { readonly name: string; readonly init: Node }[] = [];
  const add = (
    name: string | undefined,
    node: { start: number; end: number; body?: Node | null },
  ) => {
    const { start, end, body } = node;
    functions.push({ name, start, end, parameters: text.slice(start, body?.start ?? end) });
  };
  new Visitor({
    FunctionDeclaration: (node) => add(node.id?.name, node),
    FunctionExpression: (node) => add(undefined, node),
    ArrowFunctionExpression: (node) => add(undefined, node),
    VariableDeclarator({ id, init }) {
      if (id.type === 'Identifier' && init) declarations.push({ name: id.name, init });
    },
  }).visit(program);

  const around = ({ start, end }: Pick<Node, 'start' | 'end'>) =>
    functions
      .filter(
        (each) => each.start <= start && end <= each.end && end - start < each.end - each.start,
      )
      .toSorted((a, b) => a.end - a.start - (b.end - b.start));
  const scopes = new Map<string, Declaration[]>();
  for (const { name, init } of declarations) {
    const { start, end } = around(init)[0] ?? program;
    scopes.set(name, [...(scopes.get(name) ?? []), { start, end, init }]);
  }

  /** The value of a name at a place; a parameter has none. */
  function find(name: string, at: Node): Node | undefined {
    const isNamed = new RegExp(String.raw`\b${name}\b`);
    for (const { start, end, parameters } of [...around(at), { ...program, parameters: '' }]) {
      const here = scopes.get(name)?.find((each) => each.start === start && each.end === end);
      if (here !== undefined) return here.init;
      if (isNamed.test(parameters)) return undefined;
    }
    return undefined;
  }

  function resolve(node: Node | undefined): readonly Node[] {
    if (node === undefined) return [];
    if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression')
      return resolve(node.expression);
    if (node.type === 'ConditionalExpression')
      return [node.consequent, node.alternate].flatMap(resolve);
    return node.type === 'Identifier' ? resolve(find(node.name, node)) : [node];
  }

  return {
    program,
    functions,
    namedFunctionAround: (node) => around(node).find(({ name }) => name !== undefined),
    resolve,
  };
}

/** The properties of an object that is written out; none of any other expression. */
export function propertiesOf(node: Node): Readonly<Record<string, Node>> {
  if (node.type !== 'ObjectExpression') return {};
  return Object.fromEntries(
    node.properties.flatMap((each) =>
      each.type === 'Property' && each.key.type === 'Identifier'
        ? [[each.key.name, each.value]]
        : [],
    ),
  );
}
