import type { DocumentNode } from 'graphql';

/** A node, its location, and a token that the location holds on to, as measured. */
const BYTES_PER_TOKEN = 450;

/** An array, an object, or the place of a value in one. */
const BYTES_PER_VALUE = 100;

/** About how many bytes of memory a parsed document takes, its text included. */
export function estimateDocumentBytes({ tokenCount = 0, loc }: DocumentNode): number {
  return tokenCount * BYTES_PER_TOKEN + (loc?.source.body.length ?? 0);
}

/** About how many bytes of memory a value takes that was read from JSON. */
export function estimateJsonBytes(json: unknown): number {
  let bytes = 0;
  // Not recursive: JSON nests as deep as its sender likes.
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
