import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';

// Clients that disconnect, stall and flood. None of them may affect the other clients.

export interface Target {
  readonly url: string;
  readonly token: string;
  readonly memberId: string;
}

type Attack = (target: Target) => Promise<void>;

/** Opens a raw connection that is closed after `lifeMs` at the latest. */
async function open({ url }: Target, lifeMs: number, use: (socket: Socket) => void): Promise<void> {
  const { port, hostname } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname });
  socket.on('error', () => {});
  socket.once('connect', () => use(socket));
  setTimeout(() => socket.destroy(), lifeMs);
  await new Promise((resolve) => {
    socket.once('close', resolve);
  });
}

const handshake = (path: string, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n` +
  `Sec-WebSocket-Protocol: graphql-transport-ws\r\n${headers}\r\n`;

const post = ({ token }: Target, body: string, accept = 'application/json') =>
  `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
  `Authorization: Bearer ${token}\r\nAccept: ${accept}\r\n` +
  `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const subscription = ({ memberId }: Target) =>
  JSON.stringify({
    query: `subscription { memberStatus(memberId: "${memberId}") { nextAction } }`,
  });

const resetHandshake: Attack = (target) =>
  open(target, 1_000, (socket) => {
    socket.write(
      handshake(Math.random() < 0.5 ? '/nowhere' : '/graphql', 'Origin: https://evil\r\n'),
    );
    setTimeout(() => socket.resetAndDestroy(), Math.random() * 3);
  });

const cutAnywhere: Attack = (target) => {
  const text = post(target, subscription(target), 'text/event-stream');
  return open(target, 1_000, (socket) => {
    socket.write(text.slice(0, Math.floor(Math.random() * text.length)));
    setTimeout(() => socket.resetAndDestroy(), Math.random() * 10);
  });
};

const leaveEarly: Attack = (target) =>
  open(target, 1_000, (socket) => {
    socket.write(post(target, subscription(target), 'text/event-stream'));
    setTimeout(() => (Math.random() < 0.5 ? socket.resetAndDestroy() : socket.end()), 10);
  });

const pipelineUnread: Attack = (target) =>
  open(target, 5_000, (socket) => {
    socket.pause();
    const query = post(target, JSON.stringify({ query: '{ __typename }' }));
    socket.write(query.repeat(2_000));
  });

const pingUnread: Attack = ({ url, token }) =>
  withSocket(url, token, (socket) => {
    socket.pause();
    const payload = Buffer.alloc(120, 'x');
    for (let index = 0; index < 20_000; index += 1) socket.ping(payload);
  });

const churn: Attack = (target) =>
  withSocket(target.url, target.token, (socket) => {
    const payload = JSON.parse(subscription(target)) as object;
    for (let index = 0; index < 40; index += 1) {
      const id = String(index % 4);
      socket.send(JSON.stringify({ type: 'subscribe', id, payload }));
      socket.send(JSON.stringify({ type: 'complete', id }));
    }
  });

async function withSocket(url: string, token: string, use: (socket: WebSocket) => void) {
  const socket = new WebSocket(url.replace('http', 'ws'), ['graphql-transport-ws']);
  socket.on('error', () => {});
  socket.once('open', () => {
    const payload = { authorization: `Bearer ${token}` };
    socket.send(JSON.stringify({ type: 'connection_init', payload }));
  });
  socket.once('message', () => use(socket));
  setTimeout(() => socket.terminate(), 3_000);
  await new Promise((resolve) => {
    socket.once('close', resolve);
  });
}

const attacks: readonly Attack[] = [
  ...[resetHandshake, cutAnywhere, leaveEarly, pipelineUnread, pingUnread, churn],
];

/** Makes one attack of a random kind. Never rejects. */
export async function attack(target: Target): Promise<void> {
  await attacks[Math.floor(Math.random() * attacks.length)]?.(target);
}
