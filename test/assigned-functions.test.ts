import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));
/** What runs in browsers. */
const PAGES = 'http/graphiql/';
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.startsWith(PAGES),
);

/** The operators after which V8 takes a function for a method. */
const OPERATORS: ReadonlySet<string> = new Set(['=', '??=', '||=', '&&=']);

/** The places where a function is written right of a property's `=`. */
function findAssigned(text: string): readonly string[] {
  const found: string[] = [];
  new Visitor({
    AssignmentExpression({ operator, left, right, start, end }) {
      const isFunction =
        right.type === 'ArrowFunctionExpression' || right.type === 'FunctionExpression';
      if (OPERATORS.has(operator) && left.type === 'MemberExpression' && isFunction) {
        found.push(text.slice(start, end));
      }
    },
  }).visit(parseSync('source.ts', text).program);
  return found;
}

test('a function right of the equals sign of a property is found', () => {
  expect(findAssigned('a.b = () => 1; a.c = function () {}; a["d"] ??= x => x')).toHaveLength(3);
  expect(findAssigned('const f = () => 1; a.b = f; ({ c: () => 1 }); a.d ??= f')).toEqual([]);
});

// V8 puts such a function into its old space (decision 56).
test('no source assigns a function to a property in the place where it is written', () => {
  const assigned = files.flatMap((file) =>
    findAssigned(readFileSync(`${src}/${file}`, 'utf8')).map((code) => `${file}: ${code}`),
  );
  expect(assigned).toEqual([]);
});
