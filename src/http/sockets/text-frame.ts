/** RFC 6455, 5.2: a text frame that is the last frame of its message. */
const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** A longer text is not kept. */
const KEPT_CHARACTERS = 64 * 1024;

let last: { readonly text: string; readonly frame: Buffer } | undefined;

/**
 * The frame of a server for this text, header and payload in one buffer. Equal texts in a row share the
 * buffer, so no caller may write to it.
 */
export function toTextFrame(text: string): Buffer {
  if (last?.text === text) return last.frame;
  const bytes = Buffer.byteLength(text);
  const headBytes = bytes > 0xffff ? 10 : bytes >= LENGTH_16 ? 4 : 2;
  const frame = Buffer.allocUnsafe(headBytes + bytes);
  frame[0] = FINAL_TEXT;
  if (headBytes === 10) {
    frame[1] = LENGTH_64;
    frame.writeBigUInt64BE(BigInt(bytes), 2);
  } else if (headBytes === 4) {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(bytes, 2);
  } else {
    frame[1] = bytes;
  }
  frame.write(text, headBytes);
  if (text.length <= KEPT_CHARACTERS) last = { text, frame };
  return frame;
}
