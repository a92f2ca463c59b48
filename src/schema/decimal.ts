/** Adds plain decimals exactly; the result is the shortest plain decimal. */
export function sumDecimals(values: readonly string[]): string {
  const scale = values.reduce((most, value) => Math.max(most, toFraction(value).length), 0);
  const total = values.reduce((sum, value) => sum + toUnits(value, scale), 0n);
  return fromUnits(total, scale);
}

function toFraction(value: string): string {
  return value.split('.')[1] ?? '';
}

function toUnits(value: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = value.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

function fromUnits(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/(?<!0)0+$/, '');
  const text = fraction === '' ? whole : `${whole}.${fraction}`;
  return units < 0n ? `-${text}` : text;
}
