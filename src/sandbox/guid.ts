import { createHash, randomUUID } from 'node:crypto';

/** A fresh guid such as `MBR-…`. */
export function newGuid(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}

/** The same guid for the same parts, so that a record keeps its identity when it is aggregated again. */
export function guidFrom(prefix: string, ...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('/')).digest('hex');
  return `${prefix}-${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** A repeatable number in [0, 1) for the parts. */
export function fractionFrom(...parts: readonly string[]): number {
  return createHash('sha256').update(parts.join('/')).digest().readUInt32BE(0) / 2 ** 32;
}
