import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createKnownDocuments } from '../../../src/operation/documents/known-documents.ts';
import { Refusal } from '../../../src/operation/refusal.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const apq = (hash: unknown, version: unknown = 1) => ({
  extensions: { persistedQuery: { version, sha256Hash: hash } },
});

const viewer = 'query Viewer { viewer { id } }';
const users = 'query Users { users { totalCount } }';
const other = '{ __typename }';
const known = createKnownDocuments(
  new Map([
    [sha256(viewer), viewer],
    ['b1946ac92492d2347c6235b4d2611184', users],
  ]),
);
const off = createKnownDocuments(null);

test.for([
  ['documentId, a bare hash', { documentId: sha256(viewer) }, viewer],
  ['documentId, a hash with its kind', { documentId: `sha256:${sha256(viewer)}` }, viewer],
  ['documentId, a hash in capitals', { documentId: sha256(viewer).toUpperCase() }, viewer],
  ['documentId, an id of another kind', { documentId: 'b1946ac92492d2347c6235b4d2611184' }, users],
  ['the hash of a text with an id of another kind', { documentId: sha256(users) }, users],
  ["Relay's doc_id", { doc_id: 'b1946ac92492d2347c6235b4d2611184' }, users],
  ["Relay's id", { id: sha256(viewer) }, viewer],
  ["Apollo's extension", apq(sha256(viewer)), viewer],
  ["Apollo's extension with the text", { query: viewer, ...apq(sha256(viewer)) }, viewer],
  ['the whole text', { query: viewer }, viewer],
  ['the whole text and nulls', { query: viewer, documentId: null, extensions: null }, viewer],
  ['an empty text and an id', { query: '', documentId: sha256(viewer) }, viewer],
] as const)('a known document is found by %s', ([, params, query]) => {
  expect(known.find(params)).toBe(query);
});

test.for([
  ['a text', { query: other }],
  ['a text that differs in white space', { query: `${viewer}\n` }],
  ['a text with its true hash', { query: other, ...apq(sha256(other)) }],
  ['a text with its true id', { query: other, documentId: sha256(other) }],
  ['a text with the id of a known one', { query: other, documentId: sha256(viewer) }],
  ['a hash', apq(sha256(other))],
  ['an id', { documentId: 'nope' }],
  ['an empty id', { documentId: '' }],
  ['the name of what every object has', { documentId: '__proto__' }],
] as const)('a request with %s that the manifest does not have is refused', ([, params]) => {
  expect(known.find(params)).toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND' });
});

test("an unknown hash is refused in the words that Apollo's and urql's clients look for", () => {
  const hash = apq(sha256(other));
  expect(known.find(hash)).toMatchObject({ message: 'PersistedQueryNotFound' });
  expect(off.find(hash)).toMatchObject({ message: 'PersistedQueryNotSupported' });
  // With the text sent as well, the same words would have them try for ever.
  expect(known.find({ query: other, ...hash })).not.toMatchObject({
    message: 'PersistedQueryNotFound',
  });
});

test.for([
  ['a known text with the hash of another', { query: viewer, ...apq(sha256(users)) }],
  ['an unknown text with the hash of a known one', { query: other, ...apq(sha256(viewer)) }],
  ['a known text with the id of another', { query: viewer, documentId: sha256(users) }],
  ['two ids of two documents', { documentId: sha256(viewer), doc_id: sha256(users) }],
  ['nothing at all', {}],
  ['an id that is a number', { documentId: 7 }],
  ['a query that is a list', { query: [viewer] }],
  ['an extension of another version', apq(sha256(viewer), 2)],
  ['an extension without a version', apq(sha256(viewer), null)],
  ['an extension without a hash', apq(undefined)],
  ['an extension with a short hash', apq('abc')],
  ['an extension that is a text', { extensions: { persistedQuery: 'x' } }],
] as const)('a request with %s is refused', ([, params]) => {
  expect(known.find(params)).toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('a request with text and hash registers no document', () => {
  const documents = createKnownDocuments(new Map([['a', viewer]]));
  expect(documents.find({ query: other, ...apq(sha256(other)) })).toBeInstanceOf(Refusal);
  expect(documents.find(apq(sha256(other)))).toBeInstanceOf(Refusal);
});

test('any text may run without a manifest', () => {
  expect(off.find({ query: other })).toBe(other);
  expect(off.find({ query: other, ...apq(sha256(other)) })).toBe(other);
});

test.for([
  ['documentId', { documentId: sha256(viewer) }, /not enabled/],
  ["Apollo's extension", apq(sha256(viewer)), /^PersistedQueryNotSupported$/],
] as const)('a request with %s is refused without a manifest', ([, params, words]) => {
  expect(off.find(params)).toMatchObject({
    code: 'PERSISTED_QUERY_NOT_SUPPORTED',
    message: expect.stringMatching(words),
  });
});

test('a text with the hash of another is refused without a manifest too', () => {
  expect(off.find({ query: other, ...apq(sha256(viewer)) })).toMatchObject({
    code: 'BAD_USER_INPUT',
  });
});

test.for([
  ['with a manifest', known, { documentId: 'canary', query: 'canary', id: 'canary' }],
  ['without one', off, { documentId: 'canary', id: 'canary' }],
] as const)('a refusal %s repeats nothing of the request', ([, documents, params]) => {
  const refusal = documents.find(params);
  expect(refusal).toBeInstanceOf(Refusal);
  expect(inspect(refusal)).not.toContain('canary');
});
