import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { CLOSE_TIMEOUT_MS } from '../../src/http/sockets/link.ts';

/** A WebSocket whose client only reads when a test calls `release`. */
export interface HeldSocket {
  readonly socket: WebSocket;
  readonly stream: Duplex;
  /** The client sends these bytes. */
  readonly receive: (bytes: Uint8Array) => void;
  /** The text that the client has read. */
  readonly read: () => string;
  /** The client reads everything that waits, and then stops reading again. */
  readonly release: () => Promise<void>;
}

const request = {
  method: 'GET',
  url: '/graphql',
  headers: {
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  },
} as unknown as IncomingMessage;

/** `ws` over a custom stream, in which each write waits until it is released. */
export function openHeldSocket(): HeldSocket {
  const held: (() => void)[] = [];
  let text = '';
  const stream = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      held.push(() => {
        text += String(chunk);
        done();
      });
    },
  });
  const opened: WebSocket[] = [];
  const options = { noServer: true, autoPong: false, closeTimeout: CLOSE_TIMEOUT_MS };
  const server = new WebSocketServer(options);
  server.handleUpgrade(request, stream, Buffer.alloc(0), (socket) => opened.push(socket));
  const [socket] = opened;
  if (socket === undefined) throw new TypeError('The handshake was refused');
  return {
    socket,
    stream,
    receive: (bytes) => stream.push(bytes),
    read: () => text,
    async release() {
      while (held.length > 0) {
        held.shift()?.();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
