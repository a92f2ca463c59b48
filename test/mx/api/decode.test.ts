import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as decode from '../../../src/mx/api/decode.ts';
import type { Drift } from '../../../src/mx/errors.ts';

const { date, dateTime, decimal, flag, foreignKey, httpUrl, integer, partnerKey, text, texts } =
  decode;
const readers = {
  text,
  flag,
  integer,
  decimal,
  date,
  dateTime,
  httpUrl,
  foreignKey,
  partnerKey,
  texts,
};
type ReaderName = keyof typeof readers;

const GOOD: Readonly<Record<ReaderName, [unknown, unknown]>> = {
  text: ['MX Bank', 'MX Bank'],
  flag: [false, false],
  integer: [-3, -3],
  decimal: [1000.5, '1000.5'],
  date: ['2020-02-28', '2020-02-28'],
  dateTime: ['2020-02-28T10:00:00Z', '2020-02-28T10:00:00.000Z'],
  httpUrl: ['https://a.b/c', 'https://a.b/c'],
  foreignKey: ['ACT-1', 'ACT-1'],
  partnerKey: ['mxbank', 'mxbank'],
  texts: [
    ['a', 'b'],
    ['a', 'b'],
  ],
};
const BAD: Readonly<Record<ReaderName, readonly unknown[]>> = {
  text: [1, true, {}, ['x']],
  flag: [0, 1, 'true', 'false', {}],
  integer: [
    1.5,
    '1.5',
    'one',
    2 ** 31,
    -(2 ** 31) - 1,
    '2147483648',
    Number.NaN,
    true,
    [1],
    '1e99',
  ],
  decimal: ['1,250.75', '$5', '1e999', '-', Number.NaN, Number.POSITIVE_INFINITY, {}, true, [1]],
  date: [20200228, '2020-02-30', 'soon'],
  dateTime: [1582884000, '2020-02-30T10:00:00Z', '2020-02-28'],
  httpUrl: ['javascript:alert(1)', 7],
  foreignKey: ['../ACT-1', 'act-1', 5],
  partnerKey: ['mx.bank', 'a/b', 5],
  texts: ['a', { 0: 'a' }],
};
const NAMES: readonly ReaderName[] = Object.keys(readers) as ReaderName[];

test.for(NAMES)('%s reads what MX documents', (name) => {
  const drift: Drift = [];
  const [wire, model] = GOOD[name];
  expect(readers[name]({ name: wire }, 'name', drift)).toEqual(model);
  expect(drift).toEqual([]);
});

test.for(NAMES)('%s reads anything else as null and notes it once', (name) => {
  for (const wire of BAD[name]) {
    const drift: Drift = [];
    expect(readers[name]({ name: wire }, 'name', drift)).toBeNull();
    readers[name]({ name: wire }, 'name', drift);
    expect(drift).toEqual(['name']);
  }
});

test.for<[unknown, string]>([
  ['1250.75', '1250.75'],
  [' +007.50 ', '7.5'],
  ['12345678901234567890.12', '12345678901234567890.12'],
  ['-0.00', '0'],
  ['1E-7', '0.0000001'],
])('a number written as the text %j is the number %s', ([wire, plain]) => {
  const drift: Drift = [];
  expect(decimal({ name: wire }, 'name', drift)).toBe(plain);
  expect(drift).toEqual([]);
});

test.for<[unknown, number]>([
  ['14', 14],
  ['14.0', 14],
  ['-2147483648', -(2 ** 31)],
  ['14.000000000000000000', 14],
])('a whole number written as the text %j is the number %i', ([wire, number]) => {
  const drift: Drift = [];
  expect(integer({ name: wire }, 'name', drift)).toBe(number);
  expect(drift).toEqual([]);
});

test.for(NAMES)('%s reads absent and null as null, which is no drift', (name) => {
  const drift: Drift = [];
  expect(readers[name]({ name: null }, 'name', drift)).toBeNull();
  expect(readers[name]({}, 'name', drift)).toBeNull();
  expect(drift).toEqual([]);
});

test('a mixed list keeps its strings, and the others are noted as drift', () => {
  const drift: Drift = [];
  expect(texts({ supported_products: ['rewards', 7, null] }, 'supported_products', drift)).toEqual([
    'rewards',
  ]);
  expect(drift).toEqual(['supported_products']);
});

test('a mixed list keeps its objects, any other value has none, and both are noted as drift', () => {
  const { rows } = decode;
  const mixed: Drift = [];
  expect(rows({ challenges: [{ a: 1 }, 7, null, []] }, 'challenges', mixed)).toEqual([{ a: 1 }]);
  expect(mixed).toEqual(['challenges']);
  for (const challenges of [{}, 'x', 7, true]) {
    const drift: Drift = [];
    expect(rows({ challenges }, 'challenges', drift)).toEqual([]);
    expect(drift).toEqual(['challenges']);
  }
  const drift: Drift = [];
  for (const row of [{}, { challenges: null }, { challenges: [] }]) {
    expect(rows(row, 'challenges', drift)).toEqual([]);
  }
  expect(drift).toEqual([]);
});

test('twenty fields of a response are noted as drift at most', () => {
  const drift: Drift = [];
  for (let field = 0; field < 100; field += 1) decode.note(`f${field}`, drift);
  expect(drift).toHaveLength(20);
});

test('a response without its root key is refused', () => {
  expect(decode.record({ user: { guid: 'USR-1' } }, 'user')).toEqual({ guid: 'USR-1' });
  for (const body of [undefined, null, 1, 'x', [], {}, { user: null }, { user: [] }]) {
    expect(() => decode.record(body, 'user')).toThrow('no user');
  }
  for (const body of [undefined, {}, { users: {} }, { users: null }]) {
    expect(() => decode.records(body, 'users')).toThrow('no users');
  }
  expect(decode.records({ users: [{}, null] }, 'users')).toEqual([{}, null]);
});

test('an object without its key, and one of another user, is refused', () => {
  for (const guid of [undefined, null, '', 5]) {
    expect(() => decode.required({ guid }, 'guid')).toThrow('an object without guid');
  }
  for (const owner of [undefined, null, 'USR-1']) decode.checkOwner({ user_guid: owner }, 'USR-1');
  for (const owner of ['USR-2', '', 5, {}]) {
    expect(() => decode.checkOwner({ user_guid: owner }, 'USR-1')).toThrow('another user');
  }
});

test('__proto__ in a response changes no prototype', () => {
  const row = JSON.parse('{"__proto__":{"guid":"USR-1"},"constructor":{"prototype":{}}}');
  expect(() => decode.required(row, 'guid')).toThrow('without guid');
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

test('a field never throws, whatever it holds', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...NAMES), (value, name) => {
      const drift: Drift = [];
      const model = readers[name]({ name: value }, 'name', drift);
      expect(
        model === null || ['string', 'number', 'boolean', 'object'].includes(typeof model),
      ).toBe(true);
    }),
  );
});
