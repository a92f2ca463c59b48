// Each function takes the position of a token in a text of JSON, and returns the position after it,
// or NOT_JSON. The end of the text reads as a zero byte, which no token contains.

export const NOT_JSON = -1;

const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const ESCAPED: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));
const SPACES: ReadonlySet<number> = new Set(Buffer.from(' \t\n\r'));

/** `start` is the position after the opening quote. */
export function afterString(bytes: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte < SPACE) return NOT_JSON;
    at = byte === BACKSLASH ? afterEscape(bytes, at + 1) : at + 1;
    if (at === NOT_JSON) return NOT_JSON;
  }
}

/** Like `afterString`, but for a string without escapes. */
export function afterPlainString(bytes: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte < SPACE || byte === BACKSLASH) return NOT_JSON;
    at += 1;
  }
}

function afterEscape(bytes: Buffer, at: number): number {
  const byte = bytes[at] ?? 0;
  if (ESCAPED.has(byte)) return at + 1;
  const code = byte === 0x75 ? bytes.toString('latin1', at + 1, at + 5) : '';
  return /^[\da-f]{4}$/i.test(code) ? at + 5 : NOT_JSON;
}

export function afterNumber(bytes: Buffer, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  const first = bytes[at] ?? 0;
  if (first < ZERO || first > NINE) return NOT_JSON;
  at = first === ZERO ? at + 1 : afterDigits(bytes, at + 1);
  if (bytes[at] === POINT) {
    at = afterDigits(bytes, at + 1);
    if (bytes[at - 1] === POINT) return NOT_JSON;
  }
  return isExponent(bytes[at]) ? afterExponent(bytes, at + 1) : at;
}

export function isExponent(byte = 0): boolean {
  return (byte | 0x20) === 0x65;
}

function afterExponent(bytes: Buffer, start: number): number {
  const sign = bytes[start];
  const digits = sign === MINUS || sign === 0x2b ? start + 1 : start;
  const at = afterDigits(bytes, digits);
  return at === digits ? NOT_JSON : at;
}

function afterDigits(bytes: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) return at;
    at += 1;
  }
}

export function afterLiteral(bytes: Buffer, at: number): number {
  const first = bytes[at];
  const literal = first === TRUE[0] ? TRUE : first === FALSE[0] ? FALSE : NULL;
  for (let index = 0; index < literal.length; index += 1) {
    if (bytes[at + index] !== literal[index]) return NOT_JSON;
  }
  return at + literal.length;
}

export function afterSpace(bytes: Buffer, start: number): number {
  let at = start;
  while ((bytes[at] ?? 0) <= SPACE && SPACES.has(bytes[at] ?? 0)) at += 1;
  return at;
}
