import { createSchema } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { AuthError } from '../../src/auth/auth-error.ts';
import { observeOperations, type OperationEvent } from '../../src/observability/operations.ts';
import { Refusal } from '../../src/operation/refusal.ts';
import { Refused } from '../../src/operation/refused.ts';
import { isStream } from '../../src/operation/stream.ts';
import { createRequest, createTestPipeline } from '../support/pipeline.ts';

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
          throw new Refusal('NOT_FOUND', 'No such thing.');
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
  const { pipeline } = createTestPipeline(schema);
  const observed = observeOperations(pipeline, {
    onOperation: (event) => told.push(event),
    now: () => time,
  });
  const start = async (query: string, options: Parameters<typeof createRequest>[1] = {}) => {
    const request = createRequest(query, options);
    const operation = observed.prepare(request);
    return operation instanceof Refused ? operation : observed.run(operation, request);
  };
  /** Runs an operation to its end. */
  const run: typeof start = async (query, options) => {
    const result = await start(query, options);
    if (result instanceof Refused || !isStream(result)) return result;
    for await (const each of result) expect(each).toBeDefined();
    return result;
  };
  return { told, start, run };
}

test('an operation is logged with name, kind, time and outcome, and no value', async () => {
  const { told, run } = startGraph();
  await run('query Echo($text: String) { echo(text: $text) }', { variables: { text: 's3crét' } });
  expect(told).toEqual([
    {
      name: 'Echo',
      type: 'query',
      transport: 'http',
      documentHash: expect.stringMatching(/^[0-9a-f]{16}$/),
      durationMs: 25,
      results: 1,
      // One character takes two bytes.
      responseBytes: '{"data":{"echo":"s3crét"}}'.length + 1,
      codes: [],
      caller: 'partner',
      upstreamCalls: undefined,
    },
  ]);
  expect(JSON.stringify(told)).not.toContain('s3cr');
});

test('the same document has the same hash, whatever its variables', async () => {
  const { told, run } = startGraph();
  const query = 'query ($text: String) { echo(text: $text) }';
  await run(query, { variables: { text: 'a' } });
  await run(query, { variables: { text: 'b' } });
  await run('{ echo }');
  const [first, second, third] = told.map(({ documentHash }) => documentHash);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('the log names the requested operation among several', async () => {
  const { told, run } = startGraph();
  await run('query A { echo } query B { broken }', { operationName: 'B' });
  expect(told).toMatchObject([{ name: 'B', codes: ['NOT_FOUND'] }]);
});

test('an overlong operation name is left out of the log', async () => {
  const { told, run } = startGraph();
  await run(`query ${'N'.repeat(65)} { echo }`);
  expect(told).toMatchObject([{ name: null, type: 'query' }]);
});

test('refused documents are logged', async () => {
  const { told, run } = startGraph();
  await run('{ echo(');
  await run('query Wrong { nothing }');
  expect(told).toMatchObject([
    { name: null, type: null, results: 1, codes: ['GRAPHQL_PARSE_FAILED'] },
    { name: 'Wrong', type: 'query', results: 1, codes: ['GRAPHQL_VALIDATION_FAILED'] },
  ]);
});

test('a subscription is logged once, when it ends, with the number of its events', async () => {
  const { told, run } = startGraph();
  await run('subscription Count { count(to: 3) }');
  expect(told).toMatchObject([
    { name: 'Count', type: 'subscription', transport: 'sse', results: 3 },
  ]);
});

test('a subscription that its reader closes is logged, over a socket too', async () => {
  const { told, start } = startGraph();
  const events = await start('subscription Count { count(to: 9) }', { transport: 'websocket' });
  if (events instanceof Refused || !isStream(events)) throw new TypeError('no stream');
  await events[Symbol.asyncIterator]().next();
  expect(told).toEqual([]);
  await (events as AsyncIterableIterator<unknown>).return?.();
  expect(told).toMatchObject([{ name: 'Count', transport: 'websocket', results: 1 }]);
});

test('a caller that is not admitted is logged by the code of the refusal', async () => {
  const schema = createSchema({ typeDefs: 'type Query { echo: String }' });
  const { pipeline } = createTestPipeline(schema, {
    authenticate: () => Promise.reject(new AuthError('UNAUTHENTICATED', 'no token')),
  });
  const told: OperationEvent[] = [];
  const observed = observeOperations(pipeline, { onOperation: (event) => told.push(event) });
  const request = createRequest('query Echo { echo }');
  const operation = observed.prepare(request);
  if (operation instanceof Refused) throw operation.refusal;
  expect(await observed.run(operation, request)).toBeInstanceOf(Refused);
  expect(told).toMatchObject([{ name: 'Echo', type: 'query', codes: ['UNAUTHENTICATED'] }]);
});
