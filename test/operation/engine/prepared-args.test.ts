import { buildSchema, parse, validateExecutionArgs } from 'graphql';
import { expect, test } from 'vitest';
import { createValidateArgs } from '../../../src/operation/engine/prepared-args.ts';

const schema = buildSchema('type Query { text(n: Int): String }');
const document = parse(`
  query A($n: Int! = 2, $m: [Int]) { text(n: $n) ...F }
  query B { ...F }
  fragment F on Query { text }
`);

const cases = [
  { operationName: 'A' },
  { operationName: 'A', variableValues: { n: 3, m: [1, null] } },
  { operationName: 'A', variableValues: { n: 'x', m: [1, {}, {}] } },
  { operationName: 'A', variableValues: { m: ['a', 'b', 'c'] }, options: { maxCoercionErrors: 2 } },
  { operationName: 'B' },
  { operationName: 'C' },
  {},
];

test("arguments are validated as graphql's own function does, the first time and later", () => {
  const validate = createValidateArgs();
  for (const _ of [1, 2]) {
    for (const each of cases) {
      for (const hideSuggestions of [true, false]) {
        const args = {
          schema,
          document,
          contextValue: {},
          rootValue: {},
          hideSuggestions,
          ...each,
        };
        expect(validate(args)).toEqual(validateExecutionArgs(args));
      }
    }
  }
});

test('an operation gets its own context and root value', () => {
  const validate = createValidateArgs();
  for (const rootValue of [{ a: 1 }, { a: 2 }, undefined]) {
    const contextValue = {};
    const args = { schema, document, operationName: 'B', rootValue, contextValue };
    const validated = validate(args);
    expect(validated).toHaveProperty('rootValue', rootValue);
    expect(validated).toHaveProperty('contextValue', contextValue);
  }
});
