import { createHash } from 'node:crypto';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeManifest, readManifest } from '../../../src/operation/documents/manifest.ts';

const text = '{ viewer { id } }';
const hash = createHash('sha256').update(text).digest('hex');
const apollo = { format: 'apollo-persisted-query-manifest', version: 1 };

test.for([
  ['hashes', { [hash]: text }, hash],
  ['hashes that name their kind', { [`sha256:${hash}`]: text }, hash],
  ['hashes in capitals', { [hash.toUpperCase()]: text }, hash],
  ["Relay's ids", { b1946ac92492d2347c6235b4d2611184: text }, 'b1946ac92492d2347c6235b4d2611184'],
  [
    "Apollo's operations",
    { ...apollo, operations: [{ id: hash, name: 'A', type: 'query', body: text }] },
    hash,
  ],
] as const)('a manifest of %s is read', ([, json, id]) => {
  expect([...decodeManifest(json)]).toEqual([[id, text]]);
});

test.for([
  ['a hash of another text', { [hash]: `${text} ` }, /is not the SHA-256 of its text/],
  [
    'a hash of another text, as Apollo writes it',
    { ...apollo, operations: [{ id: hash, body: '{ a }' }] },
    /is not the SHA-256/,
  ],
  [
    'two texts for one id',
    {
      ...apollo,
      operations: [
        { id: 'a', body: '{ a }' },
        { id: 'a', body: '{ b }' },
      ],
    },
    /two texts for a/,
  ],
  ['an entry that is no text', { a: 1 }, /an entry without an id and a text/],
  ['an empty text', { a: '' }, /an entry without an id and a text/],
  ['an operation of null', { ...apollo, operations: [null] }, /an entry without an id and a text/],
  ['no documents', {}, /contains no documents/],
  ['no operations', apollo, /no list of operations/],
  ['another format', { format: 'x', version: 1 }, /has an unknown format/],
  ['another version', { ...apollo, version: 2 }, /has an unknown version/],
  ['a list', [text], /is not an object/],
  ['null', null, /is not an object/],
] as const)('a manifest with %s is refused', ([, json, says]) => {
  expect(() => decodeManifest(json)).toThrow(says);
});

test('a manifest is read from a file, which an error names', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'manifest-'));
  const write = async (name: string, content: string) => {
    await writeFile(join(folder.path, name), content);
    return join(folder.path, name);
  };
  const good = await write('good.json', JSON.stringify({ [hash]: text }));
  expect((await readManifest(good)).get(hash)).toBe(text);
  const bad = await write('bad.json', '{');
  await expect(readManifest(bad)).rejects.toThrow(`The manifest ${bad} is not JSON.`);
  const empty = await write('empty.json', '{}');
  await expect(readManifest(empty)).rejects.toThrow(`The manifest ${empty} contains no documents.`);
  await expect(readManifest(join(folder.path, 'none.json'))).rejects.toThrow(/cannot be read/);
});
