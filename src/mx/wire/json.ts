import { isUtf8 } from 'node:buffer';
import { Secret } from '../../secret.ts';
import { badResponse } from '../errors.ts';
import { parseExactly } from './exact-numbers.ts';
import { isTooComplex } from './json-shape.ts';
import { prune } from './prune.ts';

/**
 * Serialises a request body. This is the only place that reveals a `Secret` in JSON: everywhere
 * else a secret serialises as `[secret]`.
 */
export function toJson(body: unknown): string {
  return JSON.stringify(body, function reveal(this: Readonly<Record<string, unknown>>, key, value) {
    // `value` is the result of toJSON; the holder still has the original value.
    const held = this[key];
    return held instanceof Secret ? toText(held.reveal()) : value;
  });
}

/**
 * Reads a response as JSON, and rejects input that JSON.parse would accept: text that is not UTF-8,
 * that a server declares to be something else (an error page with status 200), or that would take
 * too much to parse. A byte order mark is skipped, and long numbers keep all their digits
 * (`exact-numbers.ts`).
 *
 * @param isWide if true, fields that nobody reads may be missing from the result
 * @throws {MxError} BAD_RESPONSE
 */
export function parseJson(bytes: Buffer, contentType: string | undefined, isWide = false): unknown {
  if (!mayBeJson(contentType)) throw badResponse('not JSON');
  if (!isUtf8(bytes)) throw badResponse('not UTF-8');
  const pruned = isWide ? prune(bytes) : undefined;
  const kept = pruned?.bytes ?? bytes;
  if (isTooComplex(kept)) throw badResponse('too complex');
  const text = kept.toString();
  if (pruned?.hasLongNumber === false) return JSON.parse(text);
  try {
    return parseExactly(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  } catch {
    // The parser's message quotes the text.
    throw badResponse('not JSON');
  }
}

const BYTE_ORDER_MARK = '\uFEFF';

/** Media types are case-insensitive; an empty one declares nothing. */
function mayBeJson(contentType: string | undefined): boolean {
  return !contentType || contentType.toLowerCase().includes('json');
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value) ?? '';
}
