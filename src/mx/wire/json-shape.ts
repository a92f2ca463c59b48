/** Responses of up to this many bytes parse within milliseconds, with any content. */
const SMALL_BYTES = 64 * 1024;

/**
 * Responses up to this size with few objects and lists also parse within milliseconds: numbers and
 * texts cost little.
 */
const MEDIUM_BYTES = 1024 * 1024;
const FEW_CONTAINERS = 5_000;

/** The nesting of objects and lists; MX's own responses have five levels. */
const MAX_DEPTH = 64;

/** The total of objects and lists: ten for each of the 1,000 rows of a page, and room to grow. */
const MAX_CONTAINERS = 50_000;

/** The total of members and elements: a page of 1,000 accounts has 80,000. */
const MAX_VALUES = 150_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
// `[` and `]` with the bit 0x20 are `{` and `}`.
const OPENING = 0x7b;
const CLOSING = 0x7d;

/**
 * True for JSON that would take seconds or hundreds of megabytes to parse, because of its nesting
 * or the number of its values. Reads each byte at most twice. For text that is not JSON the result
 * may be either value.
 */
export function isTooComplex(bytes: Uint8Array): boolean {
  const { length } = bytes;
  if (length <= SMALL_BYTES) return false;
  if (length <= MEDIUM_BYTES && hasFewContainers(bytes)) return false;
  let depth = 0;
  let containers = 0;
  let values = 0;
  let at = 0;
  while (at < length) {
    const byte = bytes[at] ?? 0;
    at += 1;
    if (byte === QUOTE) {
      at = afterString(bytes, at);
    } else if (byte === COMMA) {
      values += 1;
    } else if ((byte | 0x20) === OPENING) {
      depth += 1;
      containers += 1;
      values += 1;
      if (depth > MAX_DEPTH || containers > MAX_CONTAINERS) return true;
    } else if ((byte | 0x20) === CLOSING) {
      depth -= 1;
    }
  }
  return values > MAX_VALUES;
}

/**
 * Counts at the speed of memchr, so that MX's own pages cost almost nothing. The count includes
 * matches in strings.
 */
function hasFewContainers(bytes: Uint8Array): boolean {
  let left = FEW_CONTAINERS;
  for (const opening of [OPENING, OPENING ^ 0x20]) {
    let at = bytes.indexOf(opening);
    while (at !== -1 && left > 0) {
      left -= 1;
      at = bytes.indexOf(opening, at + 1);
    }
  }
  return left > 0;
}

function afterString(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) return at + 1;
    at += 1;
  }
  return at;
}
