import { GraphQLError } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { type OperationEvent, useOperationEvents } from '../../src/observability/operations.ts';

/** A small graph, and everything that was told of the operations run against it. */
function startGraph() {
  const told: OperationEvent[] = [];
  let time = 0;
  const schema = createSchema({
    typeDefs: /* GraphQL */ `
      type Query {
        echo(text: String): String
        broken: String
      }
      type Subscription {
        count(to: Int!): Int
      }
    `,
    resolvers: {
      Query: {
        echo: (_root, { text }: { text: string }) => {
          time += 25;
          return text;
        },
        broken: () => {
          throw new GraphQLError('No such thing.', { extensions: { code: 'NOT_FOUND' } });
        },
      },
      Subscription: {
        count: {
          async *subscribe(_root: unknown, { to }: { to: number }) {
            for (let count = 1; count <= to; count += 1) yield { count };
          },
        },
      },
    },
  });
  const yoga = createYoga({
    schema,
    logging: false,
    plugins: [useOperationEvents({ onOperation: (event) => told.push(event), now: () => time })],
  });
  const post = async (body: object) => {
    const response = await yoga.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify(body),
    });
    return await response.text();
  };
  return { told, post, yoga };
}

test('tells name, kind, time and outcome of an operation, and no value', async () => {
  const { told, post } = startGraph();
  await post({
    query: 'query Echo($text: String) { echo(text: $text) }',
    variables: { text: 's3cret' },
  });
  expect(told).toEqual([
    {
      name: 'Echo',
      type: 'query',
      transport: 'http',
      documentHash: expect.stringMatching(/^[0-9a-f]{16}$/),
      durationMs: 25,
      results: 1,
      codes: [],
      upstreamCalls: undefined,
    },
  ]);
  expect(JSON.stringify(told)).not.toContain('s3cret');
});

test('the same document has the same hash, whatever its variables', async () => {
  const { told, post } = startGraph();
  const query = 'query ($text: String) { echo(text: $text) }';
  await post({ query, variables: { text: 'a' } });
  await post({ query, variables: { text: 'b' } });
  await post({ query: '{ echo }' });
  const [first, second, third] = told.map(({ documentHash }) => documentHash);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('names the operation that was asked for among several', async () => {
  const { told, post } = startGraph();
  await post({ query: 'query A { echo } query B { broken }', operationName: 'B' });
  expect(told).toMatchObject([{ name: 'B', codes: ['NOT_FOUND'] }]);
});

test('an overlong name is left out', async () => {
  const { told, post } = startGraph();
  await post({ query: `query ${'N'.repeat(65)} { echo }` });
  expect(told).toMatchObject([{ name: null, type: 'query' }]);
});

test('tells of documents that are refused', async () => {
  const { told, post } = startGraph();
  await post({ query: '{ echo(' });
  await post({ query: 'query Wrong { nothing }' });
  expect(told).toMatchObject([
    { name: null, type: null, results: 1, codes: ['GRAPHQL_PARSE_FAILED'] },
    { name: 'Wrong', type: 'query', results: 1, codes: ['GRAPHQL_VALIDATION_FAILED'] },
  ]);
});

test('a subscription is told once, when it ends, with the number of its events', async () => {
  const { told, post } = startGraph();
  await post({ query: 'subscription Count { count(to: 3) }' });
  expect(told).toMatchObject([
    { name: 'Count', type: 'subscription', transport: 'sse', results: 3 },
  ]);
});

test('a subscription that its reader closes is told, over a socket too', async () => {
  const { told, yoga } = startGraph();
  // What the WebSocket adapter does: the phases themselves, with a context that has no Request.
  const { parse, contextFactory, subscribe, schema } = yoga.getEnveloped({ connectionParams: {} });
  const document = parse('subscription Count { count(to: 9) }');
  const contextValue = await contextFactory();
  const events: AsyncIterableIterator<unknown> = await subscribe({
    schema,
    document,
    contextValue,
  });
  await events.next();
  expect(told).toEqual([]);
  await events.return?.();
  expect(told).toMatchObject([{ name: 'Count', transport: 'websocket', results: 1 }]);
});
