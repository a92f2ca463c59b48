import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sumDecimals } from '../../src/schema/decimal.ts';

test.for([
  [[], '0'],
  [['0'], '0'],
  [['0.1', '0.2'], '0.3'],
  [['1.50', '1.5'], '3'],
  [['131.7', '-31.75'], '99.95'],
  [['-0.5', '0.5'], '0'],
  [['-0.25'], '-0.25'],
  [['9007199254740993', '1'], '9007199254740994'],
  [['100000000000000000000000000', '0.000000001'], '100000000000000000000000000.000000001'],
] as const)('the amounts %j add up to %s', ([values, sum]) => {
  expect(sumDecimals(values)).toBe(sum);
});

test('cents add up as whole numbers do, in any order', () => {
  const cents = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 20 });
  fc.assert(
    fc.property(cents, (amounts) => {
      const total = amounts.reduce((sum, amount) => sum + amount, 0);
      const values = amounts.map(toText);
      expect(sumDecimals(values)).toBe(toShortest(total));
      expect(sumDecimals(values.toReversed())).toBe(toShortest(total));
    }),
  );
});

test('a long list adds up as a short one does', () => {
  expect(sumDecimals(Array.from({ length: 300_000 }, () => '0.01'))).toBe('3000');
});

test('a sum has every digit, however far apart its parts are', () => {
  const part = fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(40));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const values = parts.map(([units, scale]) => toDecimal(units, scale));
      const total = parts.reduce(
        (sum, [units, scale]) => sum + units * 10n ** BigInt(40 - scale),
        0n,
      );
      expect(sumDecimals(values)).toBe(toDecimal(total, 40).replace(/\.?0+$/, '') || '0');
    }),
  );
});

function toDecimal(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`;
  return `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${fraction}`;
}

function toText(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function toShortest(cents: number): string {
  const text = toText(cents).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}
