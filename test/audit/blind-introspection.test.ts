import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  specifiedScalarTypes,
} from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/schema.ts';
import { createCaller, transports } from '../support/caller.ts';
import { startTestGateway } from '../support/gateway.ts';

const BUCKET = 25;

/** Every name that the schema gives to something, as the best of all word lists. */
function namesOf(given: GraphQLSchema) {
  const types = new Set<string>();
  const members = new Set<string>();
  for (const type of Object.values(given.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    types.add(type.name);
    if (isEnumType(type)) for (const { name } of type.getValues()) members.add(name);
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        members.add(field.name);
        if ('args' in field) for (const { name } of field.args) members.add(name);
      }
    }
  }
  for (const { name } of specifiedScalarTypes) types.delete(name);
  return { types: [...types], members: [...members] };
}

const names = namesOf(schema);

/** A word with its last letters changed, near enough for a suggestion. */
const misspelt = (name: string) => `${name.slice(0, -1)}${name.endsWith('z') ? 'q' : 'z'}`;

function buckets(words: readonly string[]): string[][] {
  const all: string[][] = [];
  for (let start = 0; start < words.length; start += BUCKET) {
    all.push(words.slice(start, start + BUCKET));
  }
  return all;
}

/** Documents that guess: at each place, right names and names that are nearly right. */
const guesses: readonly (readonly [string, readonly string[]])[] = [
  ['fields of a root', both((words) => `{ ${words.join(' ')} }`)],
  ['fields of a mutation', both((words) => `mutation { ${words.join(' ')} }`)],
  ['fields below a field', both((words) => `{ viewer { ${words.join(' ')} } }`)],
  [
    'fields with a field each',
    both((words) => `{ ${words.map((word) => `${word} { lol }`).join(' ')} }`),
  ],
  [
    'arguments',
    both((words) => `{ user(${words.map((word) => `${word}: 7`).join(', ')}) { id } }`),
  ],
  [
    'fields of an input',
    both(
      (words) => `mutation {
        createMember(input: { ${words.map((word) => `${word}: 7`).join(', ')} }) { __typename }
      }`,
    ),
  ],
  [
    'values of an enum',
    buckets(names.members.map(misspelt)).flatMap((words) =>
      words.map((word) => `{ viewer { accounts(type: ${word}) { totalCount } } }`),
    ),
  ],
  [
    'types',
    buckets(names.types.map(misspelt)).map(
      (words) => `{ ${words.map((word) => `... on ${word} { id }`).join(' ')} }`,
    ),
  ],
  [
    'types of variables',
    buckets(names.types.map(misspelt)).map(
      (words) =>
        `query (${words.map((word, index) => `$v${index}: ${word}`).join(', ')}) { __typename }`,
    ),
  ],
  ['a selection that is missing', names.members.slice(0, 60).map((word) => `{ ${word} }`)],
  [
    'an argument of another kind',
    ['42', '{}', '"42"', 'false', 'null', 'lol', '[]'].map(
      (value) =>
        `{ node(id: ${value}) { lol } user(guid: ${value}, externalId: ${value}) { lol } }`,
    ),
  ],
];

function both(write: (words: readonly string[]) => string): string[] {
  return [...buckets(names.members), ...buckets(names.members.map(misspelt))].map(write);
}

/** Names of the schema in a text that stand nowhere in what was sent. */
function revealed(text: string, sent: string): string[] {
  const words = (of: string) => new Set(of.match(/[_A-Za-z]\w*/g) ?? []);
  const said = words(text);
  const known = words(sent);
  return [...names.types, ...names.members].filter((name) => said.has(name) && !known.has(name));
}

/** The keys of an answer, and English, are no secrets. */
const harmless = ['message', 'code', 'path', 'value', 'type', 'input', 'a', 'retryable', 'name'];

test.for(guesses)('all wrong guesses at %s get one response, and no suggestion', async (guess) => {
  const [, documents] = guess;
  await using gateway = await startTestGateway({ config: { isProduction: true } });
  const messages = new Set<string>();
  for (const document of documents) {
    const { data, errors = [] } = await gateway.query(document);
    expect(data).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(errors[0]).not.toHaveProperty('locations');
    const { message = '' } = errors[0] ?? {};
    expect(revealed(message, document).filter((name) => !harmless.includes(name))).toEqual([]);
    messages.add(message);
  }
  expect([...messages]).toEqual(['The document does not match the schema.']);
});

const deep = (name: string) => `{ ${name} { ${'a { '.repeat(14)} b ${'} '.repeat(14)} } }`;

/** What a client may ask of the schema, each beside a field that nothing has. */
const twins = [
  ['{ __schema { queryType { name } } }', '{ useer { queryType { name } } }'],
  ['{ __type(name: "User") { name } }', '{ useer(name: "User") { name } }'],
  ['{ a: __schema { types { name } } }', '{ a: useer { types { name } } }'],
  [
    '{ __schema @skip(if: true) { types { name } } __typename }',
    '{ useer @skip(if: true) { id } }',
  ],
  [
    '{ ... on Query { ...F } } fragment F on Query { __schema { types { name } } }',
    '{ ... { useer } }',
  ],
  ['{ __typename } fragment F on Query { __type(name: "User") { name } }', '{ ...F }'],
  [
    'query ($n: String!) { __type(name: $n) { name } }',
    'query ($n: String!) { useer(name: $n) { id } }',
  ],
  ['{ __schema { nope } }', '{ useer { nope } }'],
  ['{ __type }', '{ useer }'],
  ['{ __nope }', '{ __useer }'],
  ['subscription { __schema { types { name } } }', 'subscription { useer { id } }'],
  [deep('__schema'), deep('useer')],
] as const;

test.for(twins)('%s is answered like %s in production', async ([introspection, unknown]) => {
  await using gateway = await startTestGateway({ config: { isProduction: true } });
  await using caller = createCaller({ url: gateway.url });
  for (const transport of transports) {
    const [asked, guessed] = await Promise.all(
      [introspection, unknown].map((query) => caller.ask(transport, { query })),
    );
    expect([asked?.status, asked?.answers]).toEqual([guessed?.status, guessed?.answers]);
    expect(asked?.answers).toHaveLength(1);
    expect(JSON.stringify(asked?.answers)).not.toMatch(/introspection|__|locations/);
  }
  const got = await Promise.all(
    [introspection, unknown].map(async (query) => {
      const headers = { accept: 'application/graphql-response+json' };
      const response = await fetch(`${gateway.url}?${new URLSearchParams({ query })}`, { headers });
      return [response.status, await response.json()] as const;
    }),
  );
  expect(got[0]).toEqual(got[1]);
  expect(got[0]?.[0]).toBe(400);
});

test('__typename is answered in production', async () => {
  await using gateway = await startTestGateway({ config: { isProduction: true } });
  expect(await gateway.query('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
});

const mutation = 'mutation ($i: CreateMemberInput!) { createMember(input: $i) { __typename } }';

const inputs: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['an empty object', {}],
  ['every name', Object.fromEntries(names.members.map((name) => [name, 7]))],
  ['every name misspelt', Object.fromEntries(names.members.map((name) => [misspelt(name), 7]))],
  ['a half', { institutionCode: 'mxbank', credentials: [{}] }],
  ['another kind', 7],
];

test.for(inputs)('a variable of %s is refused in a single sentence', async ([, input]) => {
  await using gateway = await startTestGateway({ config: { isProduction: true } });
  const { errors } = await gateway.query(mutation, input === undefined ? {} : { i: input });
  expect(errors?.map(({ message }) => message)).toEqual(['Variable "$i" has an invalid value.']);
});

test('a value outside its enum, and a null for an argument, reveal no type', async () => {
  await using gateway = await startTestGateway({ config: { isProduction: true } });
  const byEnum = 'query ($t: AccountType) { viewer { accounts(type: $t) { totalCount } } }';
  expect((await gateway.query(byEnum, { t: 'CHEKING' })).errors).toMatchObject([
    { message: 'Variable "$t" has an invalid value.', extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  const byNull = 'query ($n: ID = "x") { node(id: $n) { id } }';
  expect((await gateway.query(byNull, { n: null })).errors).toMatchObject([
    { message: 'An argument has an invalid value.', path: ['node'] },
  ]);
});

test('mistakes in documents are explained where the schema is open', async () => {
  await using gateway = await startTestGateway();
  const { errors } = await gateway.query('{ institutionz { id } viewer }');
  expect(errors?.map(({ message }) => message)).toEqual([
    'Cannot query field "institutionz" on type "Query". Did you mean "institution" or "institutions"?',
    'Field "viewer" of type "User" must have a selection of subfields. Did you mean "viewer { ... }"?',
  ]);
  const { errors: ofVariable } = await gateway.query(mutation, { i: {} });
  expect(ofVariable?.[0]?.message).toContain('to include required field "institutionCode"');
});
