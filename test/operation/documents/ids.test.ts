import { createHash } from 'node:crypto';
import { createSchema, createYoga } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { toQuery, useDocumentIds } from '../../../src/operation/documents/ids.ts';
import { createDocuments } from '../../../src/operation/documents/known-documents.ts';
import { toClientError } from '../../../src/operation/errors/masking.ts';

const text = '{ hello }';
const hash = createHash('sha256').update(text).digest('hex');
const known = createDocuments(new Map([['greeting', text]]));
const open = createDocuments(null);

test('finds the text that a request means, by its id as by itself', () => {
  expect(toQuery(known, { documentId: 'greeting' })).toBe(text);
  expect(toQuery(known, { query: '', documentId: hash })).toBe(text);
  expect(toQuery(open, { query: '{ anything }' })).toBe('{ anything }');
});

const askForText = { spec: true, status: 400 };

test.for([
  ['an id that nobody knows', known, { documentId: 'x' }, 'PERSISTED_QUERY_NOT_FOUND', askForText],
  ['a text that nobody knows', known, { query: '{ x }' }, 'PERSISTED_QUERY_NOT_FOUND', askForText],
  ['an id where any runs', open, { documentId: 'x' }, 'PERSISTED_QUERY_NOT_SUPPORTED', askForText],
  ['nothing', open, {}, 'BAD_USER_INPUT', { status: 400 }],
] as const)('throws for %s, as a client is to be told', ([, documents, params, code, http]) => {
  expect(() => toQuery(documents, params)).toThrow(
    expect.objectContaining({ extensions: { code, http } }),
  );
});

const yoga = createYoga({
  logging: false,
  maskedErrors: { maskError: (error) => toClientError(error) },
  plugins: [useDocumentIds(known)],
  extraParamNames: ['documentId', 'doc_id', 'id'],
  schema: createSchema({
    typeDefs: 'type Query { hello: String }',
    resolvers: { Query: { hello: () => 'world' } },
  }),
});

async function post(body: object) {
  const response = await yoga.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as object };
}

const world = { status: 200, answer: { data: { hello: 'world' } } };

test.for([
  { documentId: 'greeting' },
  { documentId: `sha256:${hash}` },
  { doc_id: 'greeting' },
  { id: hash },
  { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } },
  { query: text },
])('runs %j', async (body) => {
  expect(await post(body)).toEqual(world);
});

test('a GET names its document in the same ways', async () => {
  const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } });
  for (const [name, value] of [
    ['documentId', 'greeting'],
    ['doc_id', hash],
    ['extensions', extensions],
  ] as const) {
    const params = new URLSearchParams({ [name]: value });
    const response = await yoga.fetch(`http://localhost/graphql?${params}`);
    expect(await response.json()).toEqual(world.answer);
  }
});

test('answers what it refuses with one error that the client may read', async () => {
  expect(await post({ documentId: 'canary' })).toEqual({
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
  const params = new URLSearchParams({ extensions: JSON.stringify(extensions) });
  const answer =
    method === 'POST'
      ? (await post({ extensions })).answer
      : await (await yoga.fetch(`http://localhost/graphql?${params}`)).json();
  expect(answer).toMatchObject({
    errors: [
      {
        message: 'PersistedQueryNotFound',
        extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
      },
    ],
  });
});
