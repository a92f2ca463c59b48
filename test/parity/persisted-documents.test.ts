import { createHash } from 'node:crypto';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCaller, type Operation, transports } from '../support/caller.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { watchStatus } from '../support/watching.ts';

const text = 'query Greet { __typename }';
const other = 'query Other { __typename }';
const broken = 'query Broken { nope }';
const sha256 = (of: string) => createHash('sha256').update(of).digest('hex');
const apq = (hash: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
});

/** A gateway that answers three documents and no others. */
async function startClosed() {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'documents-')));
  const manifest = join(folder.path, 'manifest.json');
  await writeFile(manifest, JSON.stringify({ [sha256(text)]: text, watch: watchStatus, broken }));
  const gateway = stack.use(await startTestGateway({ config: { persistedDocuments: manifest } }));
  const moved = stack.move();
  return { ...gateway, [Symbol.asyncDispose]: () => moved.disposeAsync() };
}

const answered: readonly (readonly [string, Operation])[] = [
  ['its hash', { query: '', documentId: sha256(text) }],
  ['its hash with the kind of hash', { query: '', documentId: `sha256:${sha256(text)}` }],
  ["Apollo's extension", { query: '', ...apq(sha256(text)) }],
  ["Apollo's extension beside the text", { query: text, ...apq(sha256(text)) }],
  ["Relay's doc_id", { query: '', doc_id: sha256(text) }],
  ["Relay's id", { query: '', id: sha256(text) }],
  ['its text', { query: text }],
];

test.for(answered)(
  'a known document is answered by %s on each transport',
  async ([, operation]) => {
    await using gateway = await startClosed();
    await using caller = createCaller({ url: gateway.url });
    for (const transport of transports) {
      const { answers } = await caller.ask(transport, operation);
      expect([transport, answers]).toEqual([transport, [{ data: { __typename: 'Query' } }]]);
    }
  },
);

test('a known subscription is answered by its id over SSE and WebSocket', async () => {
  await using gateway = await startClosed();
  await using caller = createCaller({ url: gateway.url });
  const operation = { query: '', documentId: 'watch', variables: { id: household.bankId } };
  for (const transport of ['sse', 'websocket'] as const) {
    const { answers } = await caller.ask(transport, operation, 1);
    expect(answers).toMatchObject([
      { data: { memberStatus: { connectionStatusRaw: 'CONNECTED' } } },
    ]);
  }
});

const refused: readonly (readonly [string, Operation, string])[] = [
  ['a text that is not known', { query: other }, 'PERSISTED_QUERY_NOT_FOUND'],
  ['a known text with one more space', { query: `${text} ` }, 'PERSISTED_QUERY_NOT_FOUND'],
  ['introspection', { query: '{ __schema { queryType { name } } }' }, 'PERSISTED_QUERY_NOT_FOUND'],
  ['a text that does not parse', { query: '{' }, 'PERSISTED_QUERY_NOT_FOUND'],
  ['an id that is not known', { query: '', documentId: 'nope' }, 'PERSISTED_QUERY_NOT_FOUND'],
  ['a hash that is not known', { query: '', ...apq(sha256(other)) }, 'PERSISTED_QUERY_NOT_FOUND'],
  ['a text to register', { query: other, ...apq(sha256(other)) }, 'PERSISTED_QUERY_NOT_FOUND'],
  ['a text with the hash of another', { query: other, ...apq(sha256(text)) }, 'BAD_USER_INPUT'],
  ['a known text with another id', { query: text, documentId: 'broken' }, 'BAD_USER_INPUT'],
  ['nothing', { query: '' }, 'BAD_USER_INPUT'],
  [
    'a known document that is not valid',
    { query: '', documentId: 'broken' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
];

test.for(refused)('%s is refused alike on each transport, twice', async ([, operation, code]) => {
  await using gateway = await startClosed();
  await using caller = createCaller({ url: gateway.url });
  const told = new Set<string>();
  for (const transport of [...transports, ...transports]) {
    const { answers } = await caller.ask(transport, operation);
    expect([transport, answers]).toMatchObject([
      transport,
      [{ errors: [{ extensions: { code } }] }],
    ]);
    told.add(JSON.stringify(answers[0]?.errors));
  }
  expect(told.size).toBe(1);
});

test('an id is refused, and a hash checked, alike on each transport without a manifest', async () => {
  await using gateway = await startTestGateway();
  await using caller = createCaller({ url: gateway.url });
  for (const transport of transports) {
    const ask = async (operation: Operation) => (await caller.ask(transport, operation)).answers[0];
    const off = { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }] };
    expect(await ask({ query: '', documentId: sha256(text) })).toMatchObject(off);
    expect(await ask({ query: '', ...apq(sha256(text)) })).toMatchObject(off);
    expect(await ask({ query: text, ...apq(sha256(other)) })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(await ask({ query: text, ...apq(sha256(text)) })).toEqual({
      data: { __typename: 'Query' },
    });
  }
});

/** What the clients of APQ take for it: Apollo's compare the message or the code, urql's the message. */
const words = ['PersistedQueryNotFound', 'PersistedQueryNotSupported'];

test('a hash alone is refused in the words that clients of APQ compare, on each transport', async () => {
  await using closed = await startClosed();
  await using open = await startTestGateway();
  for (const [index, gateway] of [closed, open].entries()) {
    await using caller = createCaller({ url: gateway.url });
    for (const transport of transports) {
      const { answers } = await caller.ask(transport, { query: '', ...apq(sha256(other)) });
      expect(answers).toMatchObject([{ errors: [{ message: words[index] }] }]);
    }
    const { extensions } = apq(sha256(other));
    const params = new URLSearchParams({ extensions: JSON.stringify(extensions) });
    const body = { operationName: 'Other', variables: {}, extensions };
    for (const hashAlone of [body, { query: null, ...body }]) {
      expect(await (await gateway.post(hashAlone)).json()).toMatchObject({
        errors: [{ message: words[index] }],
      });
    }
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const response = await fetch(`${gateway.url}?${params}`, { headers: { accept } });
      expect(await response.json()).toMatchObject({ errors: [{ message: words[index] }] });
    }
  }
});
