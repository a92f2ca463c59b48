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
  let bytes = 0;
  // The walk is not recursive, because a client can nest JSON as deeply as it likes.
  const open: unknown[] = [json];
  while (open.length > 0) {
    const value = open.pop();
    bytes += BYTES_PER_VALUE;
    if (typeof value === 'string') bytes += value.length;
    if (typeof value !== 'object' || value === null) continue;
    for (const each of Object.values(value)) open.push(each);
  }
  return bytes;
}
