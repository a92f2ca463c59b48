import { setImmediate } from 'node:timers/promises';
import {
  buildSchema,
  execute,
  type ExecutionArgs,
  type GraphQLObjectType,
  parse,
  type ValidatedExecutionArgs,
  validateExecutionArgs,
} from 'graphql';
import { expect, test } from 'vitest';
import { createCompiledOperations } from '../../../../src/operation/engine/compiled/operations.ts';
import { ResponseMeter } from '../../../../src/operation/engine/response-meter.ts';

const createMeter = () => new ResponseMeter({ add: () => undefined });

function start(sdl: string, operations = createCompiledOperations()) {
  const schema = buildSchema(sdl);
  const toArgs = (text: string, more: Partial<ExecutionArgs> = {}): ExecutionArgs => ({
    schema,
    document: parse(text, { experimentalFragmentArguments: true }),
    ...more,
  });
  const run = (args: ExecutionArgs, signal?: AbortSignal) => {
    const validated = validateExecutionArgs(args) as ValidatedExecutionArgs;
    return operations.execute({ ...validated, externalAbortSignal: signal }, createMeter());
  };
  const query = schema.getQueryType() as GraphQLObjectType;
  return { schema, toArgs, run, query };
}

const SDL = `
  input Filter { words: [String] }
  type Item { name: String item: Item names(words: [String], filter: Filter, first: Int = 3): String }
  type Query { item: Item items: [Item!] late: [Item!] }
`;

test.for([
  ['introspection', '{ __schema { queryType { name } } }'],
  ['introspection below an alias', '{ a: __type(name: "Item") { name } }'],
  ['a name that no plain object can have', '{ __proto__: item { name } }'],
  ['a fragment with variables', '{ ...F(n: 1) } fragment F($n: Int) on Query { item { name } }'],
  [
    'an operation with a directive',
    'query @experimental_disableErrorPropagation { item { name } }',
  ],
] as const)('%s is left to graphql-js', ([, text]) => {
  const { toArgs, run } = start(SDL);
  expect(run(toArgs(text))).toBeUndefined();
});

test('an option that changes what resolvers are is left to graphql-js', () => {
  const { toArgs, run } = start(SDL);
  expect(run(toArgs('{ item { name } }', { fieldResolver: () => null }))).toBeUndefined();
});

test('what is synchronous is resolved synchronously', () => {
  const { toArgs, run } = start(SDL);
  const rootValue = { item: { name: () => 'a' }, items: [{ name: 'b' }] };
  const result = run(toArgs('{ item { name } items { name } }', { rootValue }));
  expect(result).toEqual({ data: { item: { name: 'a' }, items: [{ name: 'b' }] } });
});

test('a plan is made for each combination of conditions, and many of them stay right', async () => {
  const { toArgs, run } = start(SDL);
  const names = ['a', 'b', 'c', 'd', 'e'];
  const text = `query (${names.map((name) => `$${name}: Boolean!`).join()}) { item {
    ${names.map((name) => `${name}: name @include(if: $${name})`).join(' ')} } }`;
  const rootValue = { item: { name: 'x' } };
  const args = toArgs(text, { rootValue });
  for (let round = 0; round < 2; round += 1) {
    for (let bits = 0; bits < 2 ** names.length; bits += 1) {
      const chosen = names.filter((_, index) => (bits & (1 << index)) > 0);
      const variableValues = Object.fromEntries(names.map((name) => [name, chosen.includes(name)]));
      const item = Object.fromEntries(chosen.map((name) => [name, 'x']));
      expect(run({ ...args, variableValues })).toEqual({ data: { item } });
    }
  }
});

test('an operation that is larger than all plans together runs too', () => {
  const { toArgs, run } = start(SDL, createCompiledOperations(10));
  const fields = Array.from({ length: 30 }, (_, index) => `n${index}: name`).join(' ');
  const args = toArgs(`{ item { ${fields} item { ${fields} } } }`, {
    rootValue: { item: { name: 'x', item: { name: 'y' } } },
  });
  for (const _ of [1, 2]) expect(run(args)).toMatchObject({ data: { item: { n29: 'x' } } });
});

test('resolvers share arguments of scalars, which are frozen, and no others', () => {
  const { toArgs, run, schema } = start(SDL);
  const seen: Record<string, unknown>[] = [];
  const { names } = (schema.getType('Item') as GraphQLObjectType).getFields();
  Object.assign(names ?? {}, { resolve: (_: unknown, args: never) => void seen.push(args) });
  const read = (text: string) => {
    seen.length = 0;
    const rootValue = { items: [{}, {}, {}] };
    void run(toArgs(text, { rootValue, variableValues: { n: 4 } }));
    return seen.map((args) => Object.isFrozen(args));
  };
  expect(read('{ items { names(words: ["a"]) } }')).toEqual([true, true, true]);
  expect(seen[0]).toEqual({ words: ['a'], first: 3 });
  expect(seen[0]).toBe(seen[2]);
  expect(read('query ($n: Int) { items { names(first: $n) } }')).toEqual([false, true, true]);
  expect(seen.map(({ first }) => first)).toEqual([4, 4, 4]);
  expect(read('{ items { names(filter: { words: ["a"] }) } }')).toEqual([false, false, false]);
});

test("an operation rejects with its signal's reason, and looks at nothing that arrives later", async () => {
  const { toArgs, run } = start(SDL);
  const { promise, resolve } = Promise.withResolvers<object>();
  let looks = 0;
  const rootValue = { item: promise, items: [] };
  const abort = new AbortController();
  const result = run(toArgs('{ item { name } items { name } }', { rootValue }), abort.signal);
  const reason = new Error('The client has left.');
  abort.abort(reason);
  await expect(result).rejects.toBe(reason);
  resolve({ name: () => (looks += 1) });
  await setImmediate();
  expect(looks).toBe(0);
  expect(() => run(toArgs('{ item { name } }', { rootValue }), abort.signal)).toThrow(reason);
});

test('a signal that a resolver aborts counts, also without a promise', () => {
  const { toArgs, run } = start(SDL);
  const abort = new AbortController();
  const rootValue = { item: () => abort.abort(new Error('enough')) };
  expect(() => run(toArgs('{ item { name } }', { rootValue }), abort.signal)).toThrow('enough');
});

test('a response does not wait for what is below a null', async () => {
  const { toArgs, run } = start('type Item { sure: Item! item: Item } type Query { item: Item }');
  const item = { item: new Promise(() => {}), sure: Promise.reject(new Error('no')) };
  const text = '{ item { item { __typename } sure { __typename } } }';
  expect(await run(toArgs(text, { rootValue: { item } }))).toMatchObject({ data: { item: null } });
});

test('a type may be known by a promise that calls back at once', async () => {
  const { toArgs, run, schema } = start('type A { a: Int } union U = A type Query { u: U }');
  // oxlint-disable-next-line unicorn/no-thenable -- not all promises are JavaScript's own
  const atOnce = { then: (onValue: (name: string) => void) => onValue('A') };
  Object.assign(schema.getType('U') ?? {}, { resolveType: () => atOnce });
  const result = run(toArgs('{ u { a } }', { rootValue: { u: { a: 1 } } }));
  expect(await result).toEqual({ data: { u: { a: 1 } } });
});

test('the failure of an item that comes early is the failure of its list once the list has come', async () => {
  const { toArgs, run } = start(SDL);
  let isAtEnd = false;
  const rootValue = () => ({
    async *late() {
      yield Promise.resolve({ name: 'a' });
      yield { name: 'b' };
      await setImmediate();
      isAtEnd = true;
    },
  });
  const args = (root: object) => toArgs('{ late { name } }', { rootValue: root });
  expect(await run(args(rootValue()))).toEqual(await execute(args(rootValue())));
  expect(isAtEnd).toBe(true);
});
