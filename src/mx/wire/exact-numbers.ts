/**
 * What a double may not hold exactly: more than 15 digits, or an exponent of three. A digit too
 * few here only costs time.
 */
const LONG_NUMBER = /[\d.]{16}|e[+-]?\d{3}/i;

/** The same where a number can stand in JSON. Strings may hold it too: again, that only costs time. */
const LONG_NUMBER_IN_JSON = /[:[,]\s*-?(?:\d[\d.]{15}|[\d.]+e[+-]?\d{3})/i;

/**
 * `JSON.parse`, but a number that a double may not hold exactly becomes the text that it was
 * written as, which the readers of `decode.ts` take for the number that it is. The slow way, five
 * times the time, is gone only by texts in which such a number can be.
 *
 * @throws {SyntaxError} whose message quotes the text.
 */
export function parseExactly(text: string): unknown {
  return LONG_NUMBER_IN_JSON.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source ?? '';
  return typeof value === 'number' && LONG_NUMBER.test(source) ? source : value;
}
