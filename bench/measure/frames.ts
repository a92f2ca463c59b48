// The part of RFC 6455 that a watcher needs, small enough that ten thousand fit into one process.

const FINAL_TEXT = 0x81;
const PING = 0x9;
const MASKED = 0x80;
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;

/** A text frame of a client. The mask is zero, so that the payload stays as it is. */
export function toTextFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < TWO_BYTES
      ? Buffer.from([FINAL_TEXT, MASKED | payload.length, 0, 0, 0, 0])
      : Buffer.from([
          ...[FINAL_TEXT, MASKED | TWO_BYTES, payload.length >> 8, payload.length & 0xff],
          ...[0, 0, 0, 0],
        ]);
  return Buffer.concat([head, payload]);
}

export const PONG = Buffer.from([0x8a, MASKED, 0, 0, 0, 0]);

export interface Frame {
  readonly isPing: boolean;
  readonly text: string;
  /** The place after the frame. */
  readonly end: number;
}

/** The frame at a place of what a server has sent; null while it is not complete. */
export function readFrame(bytes: Buffer, at: number): Frame | null {
  if (bytes.length < at + 2) return null;
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  const start = at + (short === EIGHT_BYTES ? 10 : short === TWO_BYTES ? 4 : 2);
  if (bytes.length < start) return null;
  const length =
    start === at + 2
      ? short
      : bytes.readUIntBE(start - Math.min(start - at - 2, 6), Math.min(start - at - 2, 6));
  const end = start + length;
  if (bytes.length < end) return null;
  const isPing = ((bytes[at] ?? 0) & 0xf) === PING;
  return { isPing, text: bytes.toString('latin1', start, end), end };
}
