/** The JSON of a result, as every transport sends it inside its own framing. */
export interface ResultText {
  readonly text: string;
  /** The bytes of the text in UTF-8. */
  readonly bytes: number;
}

/**
 * The property of a result with its text. It cannot be enumerated, so that no copy of the result has
 * it. A WeakMap would move the text of each response to the old generation, and cost a large
 * response half of its time.
 */
const TEXT = Symbol('text');

interface Result {
  readonly [TEXT]?: ResultText;
}

/** Serialises a result once, for the log, for its transport, and for all clients that share it. */
export function toText(result: object): ResultText {
  const known = (result as Result)[TEXT];
  if (known !== undefined) return known;
  const text = JSON.stringify(result);
  const made = { text, bytes: Buffer.byteLength(text) };
  Object.defineProperty(result, TEXT, { value: made });
  return made;
}
