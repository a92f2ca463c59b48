import { WIRE_FIELDS } from '../wire-fields.ts';
import {
  afterLiteral,
  afterNumber,
  afterPlainString,
  afterSpace,
  afterString,
  isExponent,
  NOT_JSON,
} from './json-tokens.ts';

/** JSON without the members that nobody reads. */
export interface Pruned {
  /** Valid until the next call of `prune`. */
  readonly bytes: Buffer;
  /** True if a number may have more digits than a double. */
  readonly hasLongNumber: boolean;
}

/** Deeper responses are left whole; MX's own have five levels. */
const MAX_DEPTH = 64;
/** Numbers with fewer characters, and without an exponent, are exact. */
const LONG = 16;
/** Shorter runs are copied byte by byte, which is faster than a call. */
const LONG_RUN = 128;

const QUOTE = 0x22;
const COMMA = 0x2c;
const NINE = 0x39;
const COLON = 0x3a;
const SPACE = 0x20;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d] as const;
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d] as const;

/** The hashes of the names that are read. Another name with such a hash is kept, too. */
const IS_READ = new Uint8Array(2 ** 14);
for (const name of WIRE_FIELDS) {
  const quoted = Buffer.from(`"${name}"`);
  IS_READ[toHash(quoted, 1, quoted.length - 1)] = 1;
}

/** Of the length and a few characters of the name between two quotes: names are short and many. */
function toHash(bytes: Buffer, start: number, end: number): number {
  const middle = (start + end) >> 1;
  const head = ((bytes[start] ?? 0) << 6) ^ ((bytes[start + 1] ?? 0) << 3);
  const tail = ((bytes[end - 1] ?? 0) << 5) ^ ((bytes[end - 2] ?? 0) << 1);
  const hash = head ^ tail ^ ((bytes[middle] ?? 0) << 7) ^ ((end - start) << 8);
  return hash & (IS_READ.length - 1);
}

// The state of the current run, which is synchronous. It is kept here, because the functions below
// run once for each member of each row.
const scratch = Buffer.allocUnsafeSlow(64 * 1024);
let source: Buffer = scratch;
let target: Buffer = scratch;
/** The start of the part that has not been copied yet. */
let from = 0;
let written = 0;
let hasLongNumber = false;

/**
 * Removes the members of objects that are not among `WIRE_FIELDS`, and checks the syntax of the
 * whole text. Undefined if the text is not JSON, or has an unusual form: then only JSON.parse can
 * tell.
 */
export function prune(bytes: Buffer): Pruned | undefined {
  source = bytes;
  target = bytes.length <= scratch.length ? scratch : Buffer.allocUnsafe(bytes.length);
  from = 0;
  written = 0;
  hasLongNumber = false;
  const end = afterValue(afterSpace(bytes, 0), 0, true);
  const isWhole = end !== NOT_JSON && afterSpace(bytes, end) === bytes.length;
  if (isWhole) keepUntil(end);
  const kept = isWhole ? target.subarray(0, written) : undefined;
  source = scratch;
  target = scratch;
  return kept === undefined ? undefined : { bytes: kept, hasLongNumber };
}

function keepUntil(to: number): void {
  if (to - from >= LONG_RUN) {
    written += source.copy(target, written, from, to);
  } else {
    const [bytes, kept, shift] = [source, target, written - from];
    for (let at = from; at < to; at += 1) kept[at + shift] = bytes[at] ?? 0;
    written += to - from;
  }
  from = to;
}

/** The position after a value, or NOT_JSON. */
function afterValue(at: number, depth: number, isKept: boolean): number {
  const byte = source[at] ?? 0;
  if (byte === QUOTE) return afterString(source, at + 1);
  if (byte <= NINE) {
    const end = afterNumber(source, at);
    if (isKept && end - at >= 5) noteLength(at, end);
    return end;
  }
  if (byte !== OPEN_OBJECT && byte !== OPEN_LIST) return afterLiteral(source, at);
  if (depth >= MAX_DEPTH) return NOT_JSON;
  return byte === OPEN_OBJECT
    ? afterObject(at + 1, depth + 1, isKept)
    : afterList(at + 1, depth + 1, isKept);
}

function noteLength(start: number, end: number): void {
  if (end - start >= LONG) hasLongNumber = true;
  for (let at = start; at < end; at += 1) if (isExponent(source[at])) hasLongNumber = true;
}

function afterObject(start: number, depth: number, isKept: boolean): number {
  const bytes = source;
  let at = afterSpace(bytes, start);
  if (bytes[at] === CLOSE_OBJECT) return at + 1;
  let hasKept = false;
  for (let last = at; ;) {
    const member = at;
    if (bytes[at] !== QUOTE) return NOT_JSON;
    // A name with an escape may be one that is read.
    at = afterPlainString(bytes, at + 1);
    if (at === NOT_JSON) return NOT_JSON;
    const isRead = isKept && IS_READ[toHash(bytes, member + 1, at - 1)] === 1;
    if (bytes[at] !== COLON) at = afterSpace(bytes, at);
    if (bytes[at] !== COLON) return NOT_JSON;
    at += 1;
    if ((bytes[at] ?? 0) <= SPACE) at = afterSpace(bytes, at);
    at = afterValue(at, depth, isRead);
    if (at === NOT_JSON) return NOT_JSON;
    if (isRead) {
      hasKept = true;
    } else if (isKept) {
      // It is removed with the comma before it, or, if nothing is before it, after it.
      if (from < member) keepUntil(hasKept ? last : member);
      from = at;
    }
    last = at;
    if (bytes[at] !== COMMA) {
      at = afterSpace(bytes, at);
      if (bytes[at] === CLOSE_OBJECT) return at + 1;
      if (bytes[at] !== COMMA) return NOT_JSON;
    }
    at += 1;
    if ((bytes[at] ?? 0) <= SPACE) at = afterSpace(bytes, at);
    if (isKept && !hasKept) from = at;
  }
}

function afterList(start: number, depth: number, isKept: boolean): number {
  let at = afterSpace(source, start);
  if (source[at] === CLOSE_LIST) return at + 1;
  for (;;) {
    at = afterValue(at, depth, isKept);
    if (at === NOT_JSON) return NOT_JSON;
    at = afterSpace(source, at);
    if (source[at] === CLOSE_LIST) return at + 1;
    if (source[at] !== COMMA) return NOT_JSON;
    at = afterSpace(source, at + 1);
  }
}
