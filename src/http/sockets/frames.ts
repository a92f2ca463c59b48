/** One frame of a client, as far as its header describes it. */
export interface Frame {
  /** RFC 6455, 5.2: 0 continues a message, 1 is text, 2 is bytes, 8 closes, 9 pings, 10 pongs. */
  readonly opcode: number;
  /** True for the last frame of a message. */
  readonly isFinal: boolean;
  /** The announced length of the payload. */
  readonly bytes: number;
}

/** True for a frame that is not part of a message. */
export function isControl({ opcode }: Frame): boolean {
  return opcode >= 8;
}

export interface FrameSink {
  /** Returns false to stop reading for good. */
  readonly onFrame: (frame: Frame) => boolean;
}

const LENGTH_16 = 126;
const LENGTH_64 = 127;

/**
 * Reads the bytes that a client sends to a WebSocket, in chunks of any size, and reports the header
 * of each frame as soon as it is complete. `ws` only reports whole messages, but the frames of a
 * message that never ends cost as much as others.
 */
export class FrameReader {
  readonly #sink: FrameSink;
  #first = 0;
  /** The bytes of this header that have been read, and all its bytes, as far as is known. */
  #known = 0;
  #size = 2;
  /** The bytes of the header that belong to the length end here. */
  #lengthEnd = 2;
  #length = 0;
  #payloadLeft = 0;
  #isOver = false;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  read(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.#isOver) {
      if (this.#payloadLeft > 0) {
        const step = Math.min(this.#payloadLeft, chunk.length - at);
        this.#payloadLeft -= step;
        at += step;
      } else {
        this.#readHead(chunk[at] ?? 0);
        at += 1;
      }
    }
  }

  #readHead(byte: number): void {
    this.#known += 1;
    if (this.#known === 1) this.#first = byte;
    else if (this.#known === 2) this.#readLength(byte);
    else if (this.#known <= this.#lengthEnd) this.#length = this.#length * 256 + byte;
    if (this.#known < this.#size) return;
    this.#known = 0;
    this.#size = 2;
    this.#payloadLeft = this.#length;
    this.#isOver = !this.#sink.onFrame({
      opcode: this.#first & 0x0f,
      isFinal: (this.#first & 0x80) !== 0,
      bytes: this.#length,
    });
  }

  #readLength(second: number): void {
    const length = second & 0x7f;
    const extended = length === LENGTH_64 ? 8 : length === LENGTH_16 ? 2 : 0;
    this.#length = extended > 0 ? 0 : length;
    this.#lengthEnd = 2 + extended;
    this.#size = this.#lengthEnd + (second & 0x80 ? 4 : 0);
  }
}
