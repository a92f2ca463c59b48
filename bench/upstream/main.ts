import { createServer, type Socket } from 'node:net';
import { createRespond } from './respond.ts';

// A fast MX in a process of its own. It reads requests without a body straight from the socket, so
// that the machine's time goes to the systems that are measured. `GET /bench?…` sets the time that a
// call takes and the status of all members, and responds with the number of calls so far.

const END = '\r\n\r\n';
let latencyMs = 0;
let phase = { connectionStatus: 'CONNECTED', isBeingAggregated: false };
let calls = 0;
let mostAtOnce = 0;
let atOnce = 0;
const respond = createRespond(() => phase);

function control(query: string): string {
  const params = new URLSearchParams(query);
  latencyMs = Number(params.get('latencyMs') ?? latencyMs);
  phase = {
    connectionStatus: params.get('connectionStatus') ?? phase.connectionStatus,
    isBeingAggregated: (params.get('isBeingAggregated') ?? `${phase.isBeingAggregated}`) === 'true',
  };
  const seen = { calls, mostAtOnce };
  mostAtOnce = 0;
  return JSON.stringify(seen);
}

function write(socket: Socket, body: string | null): void {
  const status = body === null ? '404 Not Found' : '200 OK';
  const text = body ?? '{"error":{"message":"not found"}}';
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\n`;
  if (socket.writable)
    socket.write(`${head}content-length: ${Buffer.byteLength(text)}${END}${text}`);
}

function serve(socket: Socket, target: string): void {
  if (target.startsWith('/bench?')) {
    write(socket, control(target.slice('/bench?'.length)));
    return;
  }
  calls += 1;
  atOnce += 1;
  mostAtOnce = Math.max(mostAtOnce, atOnce);
  const body = respond(target);
  const end = () => {
    atOnce -= 1;
    write(socket, body);
  };
  if (latencyMs > 0) setTimeout(end, latencyMs);
  else end();
}

const server = createServer({ noDelay: true }, (socket) => {
  let unread = '';
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    unread += chunk;
    for (let end = unread.indexOf(END); end !== -1; end = unread.indexOf(END)) {
      const target = unread.slice(unread.indexOf(' ') + 1, unread.indexOf(' HTTP/1.1'));
      unread = unread.slice(end + END.length);
      serve(socket, target);
    }
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
