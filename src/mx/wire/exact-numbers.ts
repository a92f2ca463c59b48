/**
 * A number that a double may not represent exactly: it has more than 15 digits, or an exponent of
 * three digits. A false match only costs time.
 */
const LONG_NUMBER = /[\d.]{16}|e[+-]?\d{3}/i;

/**
 * The same pattern at places where JSON can contain a number. A string may contain a match, too:
 * this only costs time.
 */
const LONG_NUMBER_IN_JSON = /[:[,]\s*-?(?:\d[\d.]{15}|[\d.]+e[+-]?\d{3})/i;

/**
 * `JSON.parse`, except that a number that a double may not represent exactly becomes its original
 * text, which the readers of `decode.ts` accept as a number. This takes five times as long and is
 * only done for texts that may contain such a number.
 *
 * @throws {SyntaxError} an error whose message quotes the text.
 */
export function parseExactly(text: string): unknown {
  return LONG_NUMBER_IN_JSON.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source ?? '';
  return typeof value === 'number' && LONG_NUMBER.test(source) ? source : value;
}
