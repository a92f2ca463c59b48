import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { listen } from './listen.ts';
import { readMaskedTexts, toFrame } from './masked-frames.ts';
import { watch } from './status-polls.ts';

// The limit of a push: the sockets of node:http by hand, one prepared frame and one write for each
// watcher, no GraphQL, no checks, no pings and no bounds.

const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

interface Member {
  readonly sockets: Set<Socket>;
  /** The current status, as the frame of an operation with the id 1. */
  frame: Buffer | undefined;
}

const members = new Map<string, Member>();

async function follow(memberId: string, member: Member): Promise<void> {
  for await (const memberStatus of watch(memberId)) {
    const payload = { data: { memberStatus } };
    const frame = toFrame(JSON.stringify({ id: '1', type: 'next', payload }));
    member.frame = frame;
    for (const socket of member.sockets) socket.write(frame);
  }
}

function join(socket: Socket, memberId: string): void {
  const known = members.get(memberId);
  const member = known ?? { sockets: new Set(), frame: undefined };
  member.sockets.add(socket);
  socket.on('close', () => member.sockets.delete(socket));
  if (member.frame !== undefined) socket.write(member.frame);
  if (known !== undefined) return;
  members.set(memberId, member);
  void follow(memberId, member);
}

function receive(socket: Socket, text: string): void {
  const message = JSON.parse(text) as { type: string; payload?: { variables?: { id: string } } };
  if (message.type === 'connection_init') socket.write(toFrame('{"type":"connection_ack"}'));
  if (message.type === 'subscribe') join(socket, message.payload?.variables?.id ?? '');
}

const server = createServer();
server.on('upgrade', ({ headers }, socket: Socket) => {
  const key = createHash('sha1').update(`${headers['sec-websocket-key']}${ACCEPT_GUID}`);
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'upgrade: websocket',
    'connection: Upgrade',
    `sec-websocket-accept: ${key.digest('base64')}`,
    'sec-websocket-protocol: graphql-transport-ws',
  ];
  socket.setNoDelay(true);
  socket.on('error', () => {}); // `close` follows
  socket.on('data', (chunk: Buffer) => {
    for (const text of readMaskedTexts(chunk)) receive(socket, text);
  });
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
});
listen(server, '/graphql');
