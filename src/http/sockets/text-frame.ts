import { MessageType } from 'graphql-ws';

/** RFC 6455, 5.2: a text frame that is the last frame of its message. */
const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** A longer payload is not kept. */
const KEPT_CHARACTERS = 64 * 1024;

/** The frame of a server for this text, header and payload in one buffer. */
export function toTextFrame(text: string): Buffer {
  const bytes = Buffer.byteLength(text);
  const frame = startFrame(bytes);
  frame.write(text, frame.length - bytes);
  return frame;
}

let last:
  | {
      readonly id: string;
      readonly payload: string;
      readonly bytes: Buffer;
      readonly frame: Buffer;
    }
  | undefined;

/**
 * The frame of the `next` message of an operation. Operations with equal ids that send the same
 * payload in a row share the frame, so no caller may write to it. Others share its bytes.
 */
export function toNextFrame(id: string, payload: string): Buffer {
  if (last?.payload === payload && last.id === id) return last.frame;
  const bytes = last?.payload === payload ? last.bytes : Buffer.from(`${payload}}`);
  const head = `{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":`;
  const headBytes = Buffer.byteLength(head);
  const frame = startFrame(headBytes + bytes.length);
  const start = frame.length - headBytes - bytes.length;
  frame.write(head, start);
  bytes.copy(frame, start + headBytes);
  if (payload.length <= KEPT_CHARACTERS) last = { id, payload, bytes, frame };
  return frame;
}

/** A frame with its header, and room for this many bytes of payload. */
function startFrame(bytes: number): Buffer {
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
  return frame;
}
