const texts = new WeakMap<object, string>();

/** The JSON of a result, serialised once for all clients that share the result. */
export function toText(result: object): string {
  const known = texts.get(result);
  if (known !== undefined) return known;
  const text = JSON.stringify(result);
  texts.set(result, text);
  return text;
}
