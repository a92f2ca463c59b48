import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTooComplex } from '../../../src/mx/wire/json-shape.ts';
import { parseJson } from '../../../src/mx/wire/json.ts';

const MIB = 1024 * 1024;
const page = (count: number, row: unknown) =>
  Buffer.from(JSON.stringify({ rows: Array.from({ length: count }, () => row), pagination: {} }));
const repeat = (text: string, bytes: number) =>
  text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes);

const hostile: readonly [string, () => string][] = [
  ['lists in lists', () => repeat('[', 8 * MIB)],
  ['objects in objects', () => repeat('{"a":', 8 * MIB)],
  ['objects in lists', () => repeat('[{"a":', 8 * MIB)],
  ['lists in lists that are closed', () => '['.repeat(MIB) + ']'.repeat(MIB)],
  ['depth after a long list', () => `[${'0,'.repeat(100_000)}${'['.repeat(10_000)}`],
  ['depth behind a string of brackets', () => `["${']'.repeat(MIB)}",${'['.repeat(10_000)}`],
  ['depth behind an escaped quote', () => `["\\"${'x'.repeat(MIB)}",${'['.repeat(10_000)}`],
  ['depth after much text', () => `["${'x'.repeat(3 * MIB)}",${'['.repeat(100)}`],
  ['many tiny objects', () => `[${repeat('{},', 8 * MIB - 8)}{}]`],
  ['many tiny lists', () => `[${repeat('[],', 8 * MIB - 8)}[]]`],
  ['many numbers', () => `[${repeat('0,', 8 * MIB - 8)}0]`],
  ['many members', () => `{${repeat('"a":1,', 8 * MIB - 8)}"a":1}`],
  ['white space between', () => `[${repeat('{ }\n,\t', 2 * MIB)}{}]`],
];

test.for(hostile)('JSON with %s is refused without parsing it', ([, write]) => {
  expect(() => parseJson(Buffer.from(write()), undefined)).toThrow(/^too complex$/);
});

const account = Object.fromEntries(
  Array.from({ length: 80 }, (_, index) => [`field_${index}`, index % 2 ? index : `text ${index}`]),
);
const harmless: readonly [string, () => Buffer][] = [
  ['a page of 1,000 accounts', () => page(1_000, account)],
  ['a page of 1,000 rows with lists in them', () => page(1_000, { ...account, a: [{}, {}, {}] })],
  ['one long text', () => Buffer.from(JSON.stringify({ metadata: 'x'.repeat(7 * MIB) }))],
  ['brackets in texts', () => Buffer.from(JSON.stringify({ metadata: '[{,'.repeat(MIB) }))],
  ['quotes and backslashes in texts', () => page(1_000, { a: '\\"[{\\\\'.repeat(100) })],
  ['depth of 60', () => Buffer.from(`${'['.repeat(60)}"${'x'.repeat(MIB)}"${']'.repeat(60)}`)],
];

test.for(harmless)('JSON with %s is parsed', ([, write]) => {
  const bytes = write();
  expect(parseJson(bytes, undefined)).toEqual(JSON.parse(bytes.toString()));
});

test('brackets inside strings do not count, whatever the string', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const long = JSON.stringify([text.repeat(3), text, '['.repeat(65_536)]);
      expect(isTooComplex(Buffer.from(long))).toBe(false);
      expect(isTooComplex(Buffer.from(long.slice(0, -1) + `,${'['.repeat(64)}`))).toBe(true);
    }),
  );
});
