import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { toInputSchema } from '../../../src/http/mcp/input-schema.ts';

const schema = buildSchema(`
  scalar Date
  enum Color { RED BLUE }
  input Tree { name: String!, depth: Int! = 1, children: [Tree!] }
  input Choice @oneOf { a: Int, b: Date }
  type Query {
    f("The id of f." id: ID, n: Int, x: Float, b: Boolean, day: Date, color: Color, tree: Tree,
      choice: Choice, list: [ID!]): Int
  }
`);

const schemaOf = (text: string) =>
  toInputSchema(schema, parse(text).definitions[0] as OperationDefinitionNode);

test('each variable has the JSON schema of its type', () => {
  const text = `query A($id: ID!, $n: Int = 3, $x: Float!, $b: Boolean!, "My day." $day: Date!,
    $color: Color!, $list: [ID!]!) {
    f(id: $id, n: $n, x: $x, b: $b, day: $day, color: $color, list: $list)
  }`;
  expect(schemaOf(text)).toEqual({
    type: 'object',
    properties: {
      id: { type: 'string', description: 'The id of f.' },
      n: { anyOf: [{ type: 'integer' }, { type: 'null' }], default: 3 },
      x: { type: 'number' },
      b: { type: 'boolean' },
      day: { type: 'string', format: 'date', description: 'My day.' },
      color: { type: 'string', enum: ['RED', 'BLUE'] },
      list: { type: 'array', items: { type: 'string' } },
    },
    required: ['id', 'x', 'b', 'day', 'color', 'list'],
    additionalProperties: false,
  });
});

test('an input object is a definition, also if it contains itself', () => {
  const { properties, $defs } = schemaOf(
    'query A($tree: Tree!, $choice: Choice!) { f(tree: $tree, choice: $choice) }',
  );
  expect(properties).toEqual({
    tree: { $ref: '#/$defs/Tree' },
    choice: { $ref: '#/$defs/Choice' },
  });
  expect($defs).toMatchObject({
    Tree: {
      required: ['name'],
      properties: {
        children: {
          anyOf: [{ type: 'array', items: { $ref: '#/$defs/Tree' } }, { type: 'null' }],
        },
      },
    },
    Choice: { minProperties: 1, maxProperties: 1, required: [] },
  });
});
