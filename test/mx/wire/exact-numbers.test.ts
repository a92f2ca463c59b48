import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExactly } from '../../../src/mx/wire/exact-numbers.ts';

test.for([
  '12345678901234567890.12',
  '9007199254740993',
  '-9007199254740993',
  '0.1234567890123456789',
  '1234567890123.456789',
  '1e400',
  '-1E+400',
  '1.5e-400',
  '1e-323',
  '10000000000000000',
])('the number %s keeps all its digits', (written) => {
  expect(parseExactly(written)).toBe(Number(written)); // on its own it is no field of MX's
  for (const text of [`{"balance":${written}}`, `{"balance" : \n${written} ,"a":1}`]) {
    expect(parseExactly(text)).toMatchObject({ balance: written });
  }
  expect(parseExactly(`[1,${written},[${written}]]`)).toEqual([1, written, [written]]);
});

test.for(['0', '-0', '1000.5', '-31.75', '1e3', '1E-7', '123456789012.34', '99999999999999'])(
  'the number %s stays a number',
  (written) => {
    const text = `{"balance":${written},"long":12345678901234567890}`;
    expect(parseExactly(text)).toEqual({
      balance: JSON.parse(written),
      long: '12345678901234567890',
    });
  },
);

test('strings, keys and other values read as JSON.parse reads them', () => {
  const text =
    '{"id":"12345678901234567890","a, 12345678901234567890":1e1000,"b":[true,null,{"c":"x"}],"__proto__":{"d":1}}';
  const parsed = parseExactly(text);
  expect(parsed).toEqual(Object.assign(JSON.parse(text), { 'a, 12345678901234567890': '1e1000' }));
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
});

/** Numbers as JSON allows them, of any length. */
const digits = fc.stringMatching(/^\d{1,30}$/);
const written = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: fc.oneof(
      fc.constant('0'),
      digits.map((each) => `1${each}`),
    ),
    fraction: fc.oneof(
      fc.constant(''),
      digits.map((each) => `.${each}`),
    ),
    exponent: fc.oneof(
      { weight: 3, arbitrary: fc.constant('') },
      fc
        .tuple(
          fc.constantFrom('e', 'E'),
          fc.constantFrom('', '+', '-'),
          fc.stringMatching(/^\d{1,4}$/),
        )
        .map((parts) => parts.join('')),
    ),
  })
  .map(({ sign, whole, fraction, exponent }) => sign + whole + fraction + exponent);

test('a number keeps the digits that were written, in any JSON', () => {
  fc.assert(
    fc.property(written, (text) => {
      const parsed = parseExactly(`{"n":${text}}`) as { readonly n: unknown };
      expect(toScaled(String(parsed.n))).toEqual(toScaled(text));
    }),
    { numRuns: 2_000 },
  );
});

/** Sign, digits without zeros at either end, and the power of the last one. */
function toScaled(text: string): readonly [boolean, string, number] {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const kept = all.replace(/0+$/, '');
  if (kept === '') return [false, '', 0];
  const power = Number(exponent) - fraction.length + all.length - kept.length;
  return [mantissa.startsWith('-'), kept, power];
}
