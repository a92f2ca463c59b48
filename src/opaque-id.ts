/** Parts of an id, none of which holds a colon, as one text that clients are not to read. */
export function encodeId(...parts: readonly string[]): string {
  return Buffer.from(parts.join(':')).toString('base64url');
}

/** The parts of what `encodeId` made; of any other text, whatever can be made of it. */
export function decodeId(id: string): readonly string[] {
  return Buffer.from(id, 'base64url').toString().split(':');
}
