import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { createDocumentCache } from '../../../src/operation/documents/document-cache.ts';
import { estimateDocumentBytes } from '../../../src/operation/rules/memory.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const large = (name: number) =>
  `query Q${name} { ${Array.from({ length: 1_995 }, (_, index) => `f${index}`).join(' ')} }`;
const prepare = (text: string) => ({ document: parse(text) });
const small = prepare('{ a b c }');
const bytes = estimateDocumentBytes(small.document) + 'x'.length;

test('the document cache keeps what was used last', () => {
  const cache = createDocumentCache(2 * bytes);
  cache.set('a', small);
  cache.set('b', small);
  expect(cache.get('a')).toBe(small);
  cache.set('c', small);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([small, undefined, small]);
});

test('a replaced document evicts no other', () => {
  const cache = createDocumentCache(2 * bytes);
  cache.set('a', small);
  cache.set('b', small);
  cache.set('b', small);
  expect([cache.get('a'), cache.get('b')]).toEqual([small, small]);
});

test('one large document evicts many small ones, and one too large evicts none', () => {
  const text = large(1);
  const prepared = prepare(text);
  const cache = createDocumentCache(estimateDocumentBytes(prepared.document) + text.length);
  for (let index = 0; index < 100; index += 1) cache.set(String(index), small);
  cache.set(text, prepared);
  expect([cache.get('99'), cache.get(text)]).toEqual([undefined, prepared]);
  cache.set('0', small);
  cache.set(large(22), prepare(large(22)));
  expect([cache.get('0'), cache.get(large(22))]).toEqual([small, undefined]);
});

test('the document cache estimates the memory of a document', () => {
  const documents = Array.from({ length: 20 }, (_, index) => parse(large(index)));
  const kept = [];
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 20; index += 1) kept.push(parse(large(100 + index)));
  collectGarbage();
  const each = (process.memoryUsage().heapUsed - before) / kept.length;
  const [document = small.document] = documents;
  expect(estimateDocumentBytes(document)).toBeGreaterThan(each * 0.7);
  expect(estimateDocumentBytes(document)).toBeLessThan(each * 3);
});

test('400 documents of 2,000 tokens take no more than the bound', () => {
  const cache = createDocumentCache();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 400; index += 1) cache.set(large(index), prepare(large(index)));
  collectGarbage();
  const taken = process.memoryUsage().heapUsed - before;
  expect(taken).toBeGreaterThan(5e6);
  expect(taken).toBeLessThan(30e6);
  expect(cache.get(large(399))).toBeDefined();
});
