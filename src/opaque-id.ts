/** Joins the parts of an id into one opaque text. No part may contain a colon. */
export function encodeId(...parts: readonly string[]): string {
  return Buffer.from(parts.join(':')).toString('base64url');
}

/** The parts of an id from `encodeId`. The result for any other text is arbitrary. */
export function decodeId(id: string): readonly string[] {
  return Buffer.from(id, 'base64url').toString().split(':');
}
