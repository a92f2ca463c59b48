import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toDate, toDateTime, toHttpUrl, toPlainDecimal } from '../../../src/mx/api/formats.ts';

test.for<[number, string | null]>([
  [1000, '1000'],
  [61.11, '61.11'],
  [-0.5, '-0.5'],
  [-0, '0'],
  [1e21, '1000000000000000000000'],
  [-1.2345e25, '-12345000000000000000000000'],
  [1e-7, '0.0000001'],
  [-1.25e-9, '-0.00000000125'],
  [0.1 + 0.2, '0.30000000000000004'],
  [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
])('the number %d is written as %s', ([value, plain]) => {
  expect(toPlainDecimal(value)).toBe(plain);
});

test('a number is written plainly, so that it reads back as the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const plain = toPlainDecimal(value);
      expect(plain).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
      expect(Number(plain) === value).toBe(true);
    }),
  );
});

test.for<[string, string | null]>([
  ['1250.75', '1250.75'],
  ['12345678901234567890.12', '12345678901234567890.12'],
  ['9007199254740993', '9007199254740993'],
  ['-0.10', '-0.1'],
  ['-0', '0'],
  ['-0.000', '0'],
  ['+5', '5'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['-.5', '-0.5'],
  ['007.50', '7.5'],
  [' 1000\n', '1000'],
  ['1e3', '1000'],
  ['1.5E+3', '1500'],
  ['1E-7', '0.0000001'],
  ['12.34e1', '123.4'],
  ['12.34e-1', '1.234'],
  ['120e-1', '12'],
  ['0e999999999', '0'],
  ['1e399', `1${'0'.repeat(399)}`],
  ['1e400', null],
  ['1e-400', `0.${'0'.repeat(399)}1`],
  ['1e-401', null],
  ['1e999999999', null],
  ['1e9999999999', null],
  ['9'.repeat(400), '9'.repeat(400)],
  ['9'.repeat(401), null],
  ['9'.repeat(1_000_000), null],
  ['', null],
  [' ', null],
  ['.', null],
  ['-', null],
  ['e5', null],
  ['1,250.75', null],
  ['1.250,75', null],
  ['1 250', null],
  ['$5', null],
  ['5%', null],
  ['0x10', null],
  ['1_000', null],
  ['--5', null],
  ['Infinity', null],
  ['NaN', null],
  ['١٢', null],
])('the text %j is written as %j', ([text, plain]) => {
  expect(toPlainDecimal(text)).toBe(plain);
});

test('a number keeps every digit, whatever its form', () => {
  const sign = fc.constantFrom('', '-');
  const power = fc.integer({ min: -60, max: 60 });
  fc.assert(
    fc.property(sign, fc.bigInt({ min: 0n, max: 10n ** 40n }), power, (minus, digits, exponent) => {
      const plain = toPlainDecimal(`${minus}${digits}e${exponent}`) ?? '';
      expect(plain).toMatch(/^(?!-0$)-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
      const fraction = plain.split('.')[1] ?? '';
      const unscaled = BigInt(plain.replace('.', ''));
      const scaled = BigInt(minus + digits) * 10n ** BigInt(60 + exponent);
      expect(unscaled * 10n ** BigInt(60 - fraction.length)).toBe(scaled);
      expect(toPlainDecimal(plain)).toBe(plain);
      expect(toPlainDecimal(`${minus}00${digits}.00e${exponent}`)).toBe(plain);
    }),
  );
});

test.for<[string, string | null]>([
  ['2025-02-13T18:08:00Z', '2025-02-13T18:08:00.000Z'],
  ['2016-10-13T18:07:57.000Z', '2016-10-13T18:07:57.000Z'],
  ['2025-02-13T18:08:00+00:00', '2025-02-13T18:08:00.000Z'],
  ['2025-02-13T18:08:00-06:00', '2025-02-14T00:08:00.000Z'],
  ['2025-01-01T00:30:00+05:30', '2024-12-31T19:00:00.000Z'],
  ['2020-01-28T21:09:01+0000', '2020-01-28T21:09:01.000Z'],
  ['2020-01-28T21:09:01.123456789Z', '2020-01-28T21:09:01.123Z'],
  ['2020-01-28T21:09:01.5Z', '2020-01-28T21:09:01.500Z'],
  ['2020-01-28 21:09:01', '2020-01-28T21:09:01.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['2023-02-29T00:00:00Z', null],
  ['2023-13-01T00:00:00Z', null],
  ['2023-01-01T24:00:00Z', null],
  ['2023-01-01T00:00:00+24', null],
  ['2023-01-01T00:00:00+99:99', null],
  ['9999-12-31T23:59:59-06:00', null],
  ['2024-02-29T00:00:00.000Z', '2024-02-29T00:00:00.000Z'],
  ['2023-01-01', null],
  ['yesterday', null],
  ['', null],
])('the moment %j reads as %s', ([written, moment]) => {
  expect(toDateTime(written)).toBe(moment);
});

test.for<[string, string | null]>([
  ['2020-02-28', '2020-02-28'],
  ['2015-10-13T17:57:37.000Z', '2015-10-13'],
  ['2024-02-29', '2024-02-29'],
  ['2023-02-29', null],
  ['2023-00-10', null],
  ['2023-04-31', null],
  ['2023-4-3', null],
  ['2020-02-281', null],
  ['20200228', null],
])('the day %j reads as %s', ([written, day]) => {
  expect(toDate(written)).toBe(day);
});

test.for<[string, boolean]>([
  ['https://www.mxbank.com', true],
  ['HTTP://example.com/a%20b?c#d', true],
  ['javascript:alert(1)', false],
  ['data:text/html,x', false],
  ['//example.com', false],
  ['www.example.com', false],
  ['https://', false],
  ['https://a b', false],
  ['https://a"onload="x', false],
  ['https://exa\nmple.com', false],
])('the text %j is a web address: %s', ([written, isTaken]) => {
  expect(toHttpUrl(written)).toBe(isTaken ? written : null);
});

test('a moment that JavaScript writes reads as it is, and only days that exist are read', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 40 }),
      (moment, day) => {
        const written = moment.toISOString();
        expect(toDateTime(written)).toBe(written);
        expect(toDateTime(written.replace('Z', '+00:00'))).toBe(written);
        expect(toDate(written)).toBe(written.slice(0, 10));
        const other = `${written.slice(0, 8)}${String(day).padStart(2, '0')}`;
        const exists = new Date(`${other}T00:00:00Z`).toJSON()?.startsWith(other) ?? false;
        expect(toDate(other) !== null).toBe(exists);
        expect(toDateTime(`${other}T00:00:00Z`) !== null).toBe(exists);
      },
    ),
  );
});

test('a format never throws, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      for (const read of [toDate, toDateTime, toHttpUrl]) {
        expect(() => read(value)).not.toThrow();
      }
    }),
  );
});
