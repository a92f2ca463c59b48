import { pbkdf2 } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { createWireClient, toCode, USER } from '../support/wire-client.ts';
import { type OnRequest, startWireServer, userAnswer } from '../support/wire-server.ts';

// Runs in a network whose only name server is this process (`row-11-names.test.ts`), so that the
// resolver of the system really fails, hangs and answers. Prints what became of calls to mx.test.

type Answer = 'address' | 'NXDOMAIN' | 'SERVFAIL' | 'nothing';

const RCODES = { address: 0, NXDOMAIN: 3, SERVFAIL: 2 } as const;
const TYPE_A = 1;

let answer: Answer = 'NXDOMAIN';
let queries = 0;
let onQuery = () => {};
const names = createSocket('udp4', (query, from) => {
  queries += 1;
  onQuery();
  if (answer === 'nothing') return;
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const hasAddress = answer === 'address' && question.readUInt16BE(question.length - 4) === TYPE_A;
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(0x8180 | RCODES[answer], 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(hasAddress ? 1 : 0, 6);
  head.writeUInt16BE(0, 10);
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
  names.send(Buffer.concat([head, question, ...(hasAddress ? [record] : [])]), from.port);
});
names.bind(53, '127.0.0.1');
await once(names, 'listening');

const respond: OnRequest = (socket) => socket.end(userAnswer());
const server = await startWireServer(respond);
const { port } = server;

/** A client that knows no address yet, and whose breaker is closed. */
function createReader(): () => Promise<unknown> {
  const client = createWireClient(`http://mx.test:${port}`, { timeoutMs: 10_000 });
  return () =>
    client.users.read(USER).then(
      ({ email }) => email,
      (error: unknown) => `${String(toCode(error))}: ${(error as Error).message}`,
    );
}

async function time<T>(work: () => Promise<T>): Promise<[T, number]> {
  const startedAt = performance.now();
  return [await work(), performance.now() - startedAt];
}

const [unknown] = await time(createReader());
answer = 'SERVFAIL';
const [failing] = await time(createReader());

answer = 'nothing';
queries = 0;
const readOfHang = createReader();
const asked = new Promise<void>((resolve) => {
  onQuery = resolve;
});
const hanging = time(() => Promise.all(Array.from({ length: 50 }, readOfHang)));
await asked;
// This needs a thread of the pool that the resolver runs on.
const [, threadMs] = await time(() => promisify(pbkdf2)('a', 'b', 1, 32, 'sha256'));
const [hung, hangMs] = await hanging;
const queriesOfHang = queries;

answer = 'address';
const read = createReader();
const known = await read();

// A connection fails, so that the address is in doubt, while the resolver hangs.
answer = 'nothing';
await server[Symbol.asyncDispose]();
const reopened = new Promise<void>((resolve) => {
  onQuery = resolve;
}).then(() => startWireServer(respond, { port }));
const [stale, staleMs] = await time(read);

const outcomes = { unknown, failing, hung: hung.map(String), hangMs, known, stale, staleMs };
process.stdout.write(JSON.stringify({ ...outcomes, threadMs, queriesOfHang }), () => {
  process.exit();
});
await reopened;
