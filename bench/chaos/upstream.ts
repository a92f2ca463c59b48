import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createRespond } from '../upstream/respond.ts';
import { createFates, type Fate, type Weather } from './weather.ts';

// An MX in trouble, in a process of its own. The parent sends the weather, and gets the number of
// requests so far. It reads and writes bytes itself, because most of its responses are not HTTP.

const END = '\r\n\r\n';
const DRIP_MS = 50;

const respond = createRespond(() => phase);
const fates = createFates();
const sockets = new Set<Socket>();
let weather: Weather = { kind: 'calm' };
let phase = { connectionStatus: 'CONNECTED', isBeingAggregated: false };
let requests = 0;

function toBody(target: string): string {
  // The gateway's probes read these two.
  if (target.startsWith('/institutions')) return '{"institutions":[]}';
  if (target.startsWith('/users?')) return '{"users":[]}';
  return respond(target) ?? '{}';
}

function toHead(status: string, length: number): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${length}${END}`;
}

/** Writes one byte after the other, too slowly for any deadline. */
function drip(socket: Socket, text: string): void {
  let index = 0;
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(text[index++ % text.length] ?? ' ');
  }, DRIP_MS);
}

const plays: Readonly<Record<Fate, (socket: Socket, body: string) => void>> = {
  good: (socket, body) => socket.write(toHead('200 OK', Buffer.byteLength(body)) + body),
  503: (socket) => socket.write(`${toHead('503 Service Unavailable', 2)}{}`),
  reset: (socket) => socket.resetAndDestroy(),
  silence: () => {},
  half: (socket, body) => socket.end(toHead('200 OK', body.length) + body.slice(0, 40)),
  page: (socket) => socket.write(`${toHead('200 OK', 8)}<html>no`),
  'slow head': (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nx: '),
  'slow body': (socket, body) => {
    socket.write(toHead('200 OK', 1_000_000));
    drip(socket, body);
  },
};

function serve(socket: Socket, target: string): void {
  requests += 1;
  const fate = fates.next(weather);
  const play = () => {
    if (!socket.destroyed) plays[fate](socket, toBody(target));
  };
  setTimeout(play, weather.latencyMs ?? 0);
}

const server = createServer({ noDelay: true }, (socket) => {
  let unread = '';
  sockets.add(socket);
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
  socket.on('data', (chunk: string) => {
    unread += chunk;
    for (let end = unread.indexOf(END); end !== -1; end = unread.indexOf(END)) {
      const target = unread.slice(unread.indexOf(' ') + 1, unread.indexOf(' HTTP/1.1'));
      unread = unread.slice(end + END.length);
      serve(socket, target);
    }
  });
});

async function listen(port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const port = await listen(0);

async function change(next: Weather): Promise<void> {
  weather = next;
  phase = next.phase ?? phase;
  if (next.kind === 'closed' && server.listening) {
    server.close();
    for (const socket of sockets) socket.resetAndDestroy();
  }
  if (next.kind !== 'closed' && !server.listening) await listen(port);
  process.send?.({ requests });
}

process.on('message', (next: Weather) => void change(next));
process.on('disconnect', () => process.exit());
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
