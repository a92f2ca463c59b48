import { connect, type Socket } from 'node:net';
import { PONG, readFrame, toTextFrame } from './frames.ts';

// A client of graphql-transport-ws with one subscription, straight on the socket: what it costs must
// not hide what a server costs.

const DOCUMENT =
  'subscription ($id: ID!) { memberStatus(memberId: $id) { connectionStatus isBeingAggregated } }';
const HANDSHAKE_END = '\r\n\r\n';

export interface WatcherOptions {
  readonly url: string;
  readonly token: string;
  readonly memberId: string;
  readonly onEvent: () => void;
  readonly onLost: (reason: string) => void;
}

function upgrade({ host, pathname }: URL): string {
  const lines = [
    `GET ${pathname} HTTP/1.1`,
    `host: ${host}`,
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol: graphql-transport-ws',
  ];
  return lines.join('\r\n') + HANDSHAKE_END;
}

/** Resolves with its end once the first event has come, which is the current status. */
export function startWatcher(options: WatcherOptions): Promise<() => void> {
  const url = new URL(options.url);
  const { token, memberId, onEvent, onLost } = options;
  const send = (socket: Socket, message: object) =>
    socket.write(toTextFrame(JSON.stringify(message)));
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    let unread: Buffer = Buffer.alloc(0);
    let isOpen = false;
    let isClosed = false;
    const close = () => {
      isClosed = true;
      socket.destroy();
    };

    function receive(text: string): void {
      if (text.includes('"type":"next"')) {
        if (text.includes('"errors"')) reject(new Error(text));
        onEvent();
        resolve(close);
      } else if (text.includes('"connection_ack"')) {
        const payload = { query: DOCUMENT, variables: { id: memberId } };
        send(socket, { id: '1', type: 'subscribe', payload });
      } else {
        reject(new Error(text));
      }
    }

    socket.on('connect', () => socket.write(upgrade(url)));
    socket.on('error', () => {}); // `close` follows
    socket.on('close', () => {
      const reason = unread.toString('latin1').slice(0, 200);
      reject(new Error(`The socket was closed: ${reason}`));
      if (!isClosed) onLost(reason);
    });
    socket.on('data', (chunk: Buffer) => {
      unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
      if (!isOpen) {
        const end = unread.indexOf(HANDSHAKE_END);
        if (end === -1) return;
        isOpen = true;
        unread = unread.subarray(end + HANDSHAKE_END.length);
        send(socket, { type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
      }
      let at = 0;
      for (let frame = readFrame(unread, at); frame !== null; frame = readFrame(unread, at)) {
        at = frame.end;
        if (frame.isPing) socket.write(PONG);
        else receive(frame.text);
      }
      unread = unread.subarray(at);
    });
  });
}
