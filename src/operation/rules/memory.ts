import type { DocumentNode } from 'graphql';

/** The measured size of a node, its location, and the token that the location refers to. */
const BYTES_PER_TOKEN = 450;

/** The size of an array, an object, or an entry in one. */
const BYTES_PER_VALUE = 100;

/** The approximate bytes of memory of a parsed document, including its text. */
export function estimateDocumentBytes({ tokenCount = 0, loc }: DocumentNode): number {
  return tokenCount * BYTES_PER_TOKEN + (loc?.source.body.length ?? 0);
}

/** The approximate bytes of memory of a value that was parsed from JSON. */
export function estimateJsonBytes(json: unknown): number {
  if (!isNested(json)) return BYTES_PER_VALUE + (typeof json === 'string' ? json.length : 0);
  let bytes = BYTES_PER_VALUE;
  // The walk is not recursive, because a client can nest JSON as deeply as it likes.
  const open: object[] = [json];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    for (const each of Object.values(value)) {
      bytes += BYTES_PER_VALUE;
      if (typeof each === 'string') bytes += each.length;
      else if (isNested(each)) open.push(each);
    }
  }
  return bytes;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
