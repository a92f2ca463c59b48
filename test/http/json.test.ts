import fc from 'fast-check';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { expect, test } from 'vitest';
import { createJsonHandler } from '../../src/http/json.ts';
import { createYogaHandler } from '../../src/http/yoga.ts';
import { notFound, rateLimited } from '../../src/operation/refusal.ts';
import { startBareServer } from '../support/http-server.ts';
import { malformed } from '../support/malformed.ts';
import { createTestPipeline } from '../support/pipeline.ts';

const sdl = `
  type Query { text(size: Int = 3): String things(first: Int): [Thing!]! missing: Thing busy: Int broken: Int late: Int! }
  type Thing { id: ID! name: String broken: String! things(first: Int): [Thing!]! }
  type Mutation { change(text: String): String }
  type Subscription { count: Int }
`;

function createSchema(): GraphQLSchema {
  const schema = buildSchema(sdl);
  const thing = (id: string): object => ({
    id,
    name: () => Promise.resolve(`"${id}"\u2028é`),
    broken: () => Promise.reject(new Error('hunter2')),
    things: () => [thing(`${id}.1`), thing(`${id}.2`)],
  });
  const resolvers: Record<string, () => unknown> = {
    text: () => 'x'.repeat(3),
    things: () => [thing('1'), thing('2')],
    missing: () => {
      throw notFound();
    },
    busy: () => {
      throw rateLimited({ limit: 'costPerUser', message: 'Too busy.', retryAfterMs: 1_500 });
    },
    broken: () => {
      throw new TypeError('hunter2');
    },
    late: async () => null,
    change: () => 'changed',
  };
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const resolve = resolvers[field.name];
      if (resolve) field.resolve = resolve;
    }
  }
  return schema;
}

/** The same pipeline behind both ways, and how often the short way passed a request on. */
async function start() {
  await using started = new AsyncDisposableStack();
  const { pipeline, mask } = createTestPipeline(createSchema());
  let passedOn = 0;
  const yoga = createYogaHandler({ pipeline, mask });
  const others: typeof yoga = (request, response) => {
    passedOn += 1;
    return yoga(request, response);
  };
  const short = started.use(
    await startBareServer({ graphql: createJsonHandler({ pipeline, mask, others }) }),
  );
  const long = started.use(await startBareServer({ graphql: yoga }));
  const running = started.move();
  return {
    ask: async (body: string, accept: string | undefined) => ({
      short: await ask(short.url, body, accept),
      long: await ask(long.url, body, accept),
    }),
    passedOn: () => passedOn,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** All that comes back but the time of day and the ids of errors, which are never the same. */
async function ask(url: string, body: string, accept: string | undefined) {
  const headers = { 'content-type': 'application/json', ...(accept && { accept }) };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
  const { date: _date, ...rest } = Object.fromEntries(response.headers);
  const text = (await response.text()).replaceAll(/"errorId":"[^"]+"/g, '"errorId":""');
  return { status: response.status, headers: rest, text };
}

const queries = [
  '{ text }',
  '{ a: text b: text(size: 4) __typename }',
  'query A { text } query B { busy }',
  '{ things { id name things { id } } }',
  '{ missing { id } text }',
  '{ busy }',
  '{ broken text }',
  '{ late }',
  '{ things { id broken } }',
  'mutation { change(text: "é\\u2028") }',
  'query ($n: Int!) { text(size: $n) }',
  '{ things(first: 100) { things(first: 100) { things(first: 100) { id } } } }',
  '{ text(',
  '{ nothing }',
  '',
  '# nothing',
  `{ ${'a: text '.repeat(40)} }`,
];
const bodies: readonly object[] = [
  ...queries.map((query) => ({ query })),
  { query: 'query A { text } query B { busy }', operationName: 'B' },
  { query: 'query A { text }', operationName: 'C' },
  { query: 'query ($n: Int!) { text(size: $n) }', variables: { n: 'x', m: 1 } },
  { query: 'query ($n: Int!) { text(size: $n) }', variables: { n: 4 } },
  { query: '{ text }', variables: null, operationName: null, extensions: null, other: null },
  { query: '{ text }', variables: [] },
  { query: '{ text }', variables: 'x' },
  { query: '{ text }', extensions: 7 },
  { query: '{ text }', other: 1 },
  { query: 5 },
  { operationName: 5, query: '{ text }' },
  { documentId: 'x' },
  { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
  [{ query: '{ text }' }],
  ...malformed.map(([, body]) => body),
];
const accepts = [
  undefined,
  '*/*',
  'application/json',
  'application/*',
  'application/graphql-response+json',
  'application/graphql-response+json, application/json;q=0.9',
  'application/json, application/graphql-response+json',
  'text/event-stream, application/json',
  'multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json',
];

test.for(accepts)('with Accept %s, both ways write the same bytes', async (accept) => {
  await using ways = await start();
  for (const body of bodies) {
    const { short, long } = await ways.ask(JSON.stringify(body), accept);
    expect([body, short]).toEqual([body, long]);
  }
  // Else this would compare Yoga with itself.
  expect(ways.passedOn()).toBeLessThan(bodies.length / 3);
});

test('both ways write the same bytes for random documents', async () => {
  await using ways = await start();
  const names = ['text', 'busy', 'broken', 'late', 'missing { id }', 'things { id broken }'];
  const document = fc
    .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(...names, 'nothing')), {
      minLength: 1,
      maxLength: 5,
    })
    .map((fields) => `{ ${fields.map(([alias, name]) => `${alias}: ${name}`).join(' ')} }`);
  await fc.assert(
    fc.asyncProperty(document, fc.constantFrom(...accepts), async (query, accept) => {
      const { short, long } = await ways.ask(JSON.stringify({ query }), accept);
      expect(short).toEqual(long);
    }),
    { numRuns: 200 },
  );
});

test('a subscription takes the long way, with all that it came with', async () => {
  await using ways = await start();
  const body = JSON.stringify({ query: 'subscription { count }' });
  const { short, long } = await ways.ask(body, 'application/json, text/event-stream');
  expect(short).toEqual(long);
  expect(ways.passedOn()).toBe(1);
});
