import { createHash } from 'node:crypto';
import { createSchema } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { createYogaHandler } from '../../src/http/yoga.ts';
import { createKnownDocuments } from '../../src/operation/documents/known-documents.ts';
import { CANARY } from '../support/canary.ts';
import { startBareServer } from '../support/http-server.ts';
import { createTestPipeline } from '../support/pipeline.ts';
import { findText } from '../support/reachable.ts';

const text = '{ hello }';
const hash = createHash('sha256').update(text).digest('hex');

/** Yoga over a pipeline that knows one document. */
async function start() {
  const schema = createSchema({
    typeDefs: 'type Query { hello: String }',
    resolvers: { Query: { hello: () => 'world' } },
  });
  const documents = createKnownDocuments(new Map([['greeting', text]]));
  const { pipeline, mask } = createTestPipeline(schema, { documents });
  const server = await startBareServer({ graphql: createYogaHandler({ pipeline, mask }) });
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${server.url}/graphql${path}`, init);
    return { status: response.status, answer: (await response.json()) as object };
  };
  return {
    post: (body: object) =>
      ask('', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
        },
        body: JSON.stringify(body),
      }),
    get: (params: Record<string, string>) => ask(`?${new URLSearchParams(params)}`),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const world = { status: 200, answer: { data: { hello: 'world' } } };

test.for([
  { documentId: 'greeting' },
  { documentId: `sha256:${hash}` },
  { doc_id: 'greeting' },
  { id: hash },
  { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } },
  { query: text },
])('Yoga runs the document that is named by %j', async (body) => {
  await using yoga = await start();
  expect(await yoga.post(body)).toEqual(world);
});

test('a GET names its document in the same ways', async () => {
  const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } });
  await using yoga = await start();
  expect(await yoga.get({ documentId: 'greeting' })).toEqual(world);
  expect(await yoga.get({ doc_id: hash })).toEqual(world);
  expect(await yoga.get({ extensions })).toEqual(world);
});

test('Yoga answers a refused request with one error that the client may read', async () => {
  await using yoga = await start();
  expect(await yoga.post({ documentId: 'canary' })).toEqual({
    status: 400,
    answer: {
      errors: [
        {
          message: 'This gateway only runs documents from its manifest; this one is not in it.',
          extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', retryable: false },
        },
      ],
    },
  });
});

test.for(['POST', 'GET'])('a hash over %s is refused with the message of APQ', async (method) => {
  const extensions = { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } };
  await using yoga = await start();
  const { answer } =
    method === 'POST'
      ? await yoga.post({ extensions })
      : await yoga.get({ extensions: JSON.stringify(extensions) });
  expect(answer).toMatchObject({
    errors: [
      {
        message: 'PersistedQueryNotFound',
        extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
      },
    ],
  });
});

test('while an operation runs, nothing that Yoga holds has a variable in the open', async () => {
  const schema = createSchema({ typeDefs: 'type Query { hello(text: String): String }' });
  const asked: unknown[] = [];
  const found: string[] = [];
  const { pipeline, mask } = createTestPipeline(schema, {
    respond: async (_operation, { request }) => {
      found.push(...findText([asked, request], CANARY));
      return { data: null };
    },
  });
  const graphql = createYogaHandler({ pipeline, mask });
  await using server = await startBareServer({
    graphql: (request, response) => {
      asked.push(request, response);
      return graphql(request, response);
    },
  });
  const query = 'query ($text: String) { hello(text: $text) }';
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { text: CANARY } }),
  });
  expect(await response.json()).toEqual({ data: null });
  expect(found).toEqual([]);
});
