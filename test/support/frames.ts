import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface FrameOptions {
  /** 0 continues, 1 is text, 2 is bytes, 8 closes, 9 pings, 10 pongs. */
  readonly opcode: number;
  readonly payload?: string | Uint8Array;
  readonly isFinal?: boolean;
}

/** A frame as a client sends it: masked, with a mask of zeros. */
export function toFrame({ opcode, payload = '', isFinal = true }: FrameOptions): Buffer {
  const bytes = Buffer.from(payload);
  const size = bytes.length;
  const head =
    size < 126
      ? [size | 0x80]
      : size < 65_536
        ? [126 | 0x80, size >> 8, size & 0xff]
        : [
            127 | 0x80,
            0,
            0,
            0,
            0,
            size >>> 24,
            (size >> 16) & 0xff,
            (size >> 8) & 0xff,
            size & 0xff,
          ];
  return Buffer.concat([Buffer.from([(isFinal ? 0x80 : 0) | opcode, ...head, 0, 0, 0, 0]), bytes]);
}

/** A message of graphql-transport-ws. */
export const toMessageFrame = (message: object): Buffer =>
  toFrame({ opcode: 1, payload: JSON.stringify(message) });

export interface FrameSocket extends AsyncDisposable {
  readonly tcp: Socket;
  /** Everything after the handshake, as text. */
  readonly received: () => string;
  /** The code of the close frame, once the connection has ended; undefined if none arrived. */
  readonly closed: Promise<number | undefined>;
}

/**
 * A hand-written WebSocket, for frames that no client would send. By default it is acknowledged.
 */
export async function openFrameSocket(
  url: string,
  { isInitiated = true, params = {} }: { isInitiated?: boolean; params?: object } = {},
): Promise<FrameSocket> {
  const tcp = connect(Number(new URL(url).port), '127.0.0.1');
  let bytes = Buffer.alloc(0);
  tcp.on('error', () => {});
  tcp.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
  });
  const closed = new Promise<number | undefined>((resolve) => {
    tcp.once('close', () => resolve(closeCodeOf(bytes)));
  });
  tcp.write(
    [
      'GET /graphql HTTP/1.1',
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: graphql-transport-ws',
      '\r\n',
    ].join('\r\n'),
  );
  const headOf = () => bytes.indexOf('\r\n\r\n');
  while (headOf() < 0) await once(tcp, 'data');
  bytes = bytes.subarray(headOf() + 4);
  if (isInitiated) {
    tcp.write(toMessageFrame({ type: 'connection_init', payload: params }));
    while (!bytes.includes('connection_ack')) await once(tcp, 'data');
  }
  return {
    tcp,
    received: () => String(bytes),
    closed,
    async [Symbol.asyncDispose]() {
      tcp.destroy();
      await closed;
    },
  };
}

/** A server's frames are not masked. */
function closeCodeOf(bytes: Buffer): number | undefined {
  let at = 0;
  while (at + 2 <= bytes.length) {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    const length = (bytes[at + 1] ?? 0) & 0x7f;
    const extended = length === 127 ? 8 : length === 126 ? 2 : 0;
    const size =
      length === 127
        ? Number(bytes.readBigUInt64BE(at + 2))
        : length === 126
          ? bytes.readUInt16BE(at + 2)
          : length;
    at += 2 + extended;
    if (opcode === 8) return size === 0 ? 1005 : bytes.readUInt16BE(at);
    at += size;
  }
  return undefined;
}
