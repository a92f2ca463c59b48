/** One frame of a client, as far as its header describes it. */
export interface Frame {
  /** RFC 6455, 5.2: 0 continues a message, 1 is text, 2 is bytes, 8 closes, 9 pings, 10 pongs. */
  readonly opcode: number;
  /** True for the last frame of a message. */
  readonly isFinal: boolean;
  /** The announced length of the payload. */
  readonly bytes: number;
}

const LENGTH_16 = 126;
const LENGTH_64 = 127;

/**
 * Reads the bytes that a client sends to a WebSocket, in chunks of any size, and reports the header
 * of each frame as soon as it is complete. `ws` only reports whole messages, but the frames of a
 * message that never ends cost as much as others.
 *
 * @param onFrame returns false to stop reading for good
 */
export function createFrameReader(onFrame: (frame: Frame) => boolean): (chunk: Uint8Array) => void {
  const header = new DataView(new ArrayBuffer(14));
  let size = 2;
  let known = 0;
  let payloadLeft = 0;
  let isOver = false;

  function headerSize(second: number): number {
    const length = second & 0x7f;
    const extended = length === LENGTH_64 ? 8 : length === LENGTH_16 ? 2 : 0;
    return 2 + extended + (second & 0x80 ? 4 : 0);
  }

  function payloadBytes(): number {
    const length = header.getUint8(1) & 0x7f;
    if (length === LENGTH_16) return header.getUint16(2);
    return length === LENGTH_64 ? Number(header.getBigUint64(2)) : length;
  }

  return (chunk) => {
    let at = 0;
    while (at < chunk.length && !isOver) {
      if (payloadLeft > 0) {
        const step = Math.min(payloadLeft, chunk.length - at);
        payloadLeft -= step;
        at += step;
        continue;
      }
      header.setUint8(known, chunk[at] ?? 0);
      known += 1;
      at += 1;
      if (known === 2) size = headerSize(header.getUint8(1));
      if (known < 2 || known < size) continue;
      const first = header.getUint8(0);
      payloadLeft = payloadBytes();
      known = 0;
      size = 2;
      isOver = !onFrame({
        opcode: first & 0x0f,
        isFinal: (first & 0x80) !== 0,
        bytes: payloadLeft,
      });
    }
  };
}
