/** One frame of a client, known from its header alone. */
export interface Frame {
  /** RFC 6455, 5.2: 0 continues a message, 1 is text, 2 is bytes, 8 closes, 9 pings, 10 pongs. */
  readonly opcode: number;
  /** True for the last frame of a message. */
  readonly isFinal: boolean;
  /** Of the payload, as announced. */
  readonly bytes: number;
}

const LENGTH_16 = 126;
const LENGTH_64 = 127;

/**
 * Reads what a client sends to a WebSocket, however it is cut, and tells the header of each frame
 * as soon as it is whole. Needed since `ws` tells of whole messages alone: frames of a message
 * that never ends cost as much as others.
 *
 * @param onFrame false ends the reading for good
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
