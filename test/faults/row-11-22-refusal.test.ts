import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import type { MxClient } from '../../src/mx/client.ts';
import type { MxErrorCode } from '../../src/mx/errors.ts';
import { createTransport } from '../../src/mx/wire/transport.ts';
import { createSelfSigned } from '../support/self-signed.ts';
import { createWireClient, startWireClient, toCode, USER } from '../support/wire-client.ts';
import { answer, startWireServer, userAnswer } from '../support/wire-server.ts';

// Rows 11 to 22 of the fault matrix: names, certificates and refusals. Rows 15 and 16, which are
// about many calls, stand in test/mx/resilience.test.ts on simulated time.

const OWN = 'own@example.com';
const own = userAnswer();
const refusal = (status: number, head: readonly string[] = []) =>
  answer('{"error":{"message":"hunter2"}}', head, `${status} Refused`);

test.for(['ENOTFOUND', 'EAI_AGAIN', 'ETIMEOUT'])(
  'a host name that cannot be resolved (%s) fails the call fast',
  async (code) => {
    const origin = 'http://mx.test:1';
    const resolve = () =>
      code === 'ETIMEOUT'
        ? new Promise<never>(() => {})
        : Promise.reject(Object.assign(new Error(code), { code }));
    const transport = createTransport(origin, 8, { resolve });
    await using client = createWireClient(origin, { transport, timeoutMs: 10_000 });
    await expect(client.users.read(USER)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: `GET /users/{user_guid}: unreachable (${code})`,
    });
  },
);

test('new connections follow a changed address', async () => {
  await using first = await startWireServer((socket) => socket.end(userAnswer('first@mx.test')));
  await using second = await startWireServer((socket) => socket.end(userAnswer('second@mx.test')), {
    host: '127.0.0.2',
    port: first.port,
  });
  let address = '127.0.0.1';
  const origin = `http://mx.test:${second.port}`;
  const resolve = async () => [{ address, family: 4 as const }];
  await using client = createWireClient(origin, {
    transport: createTransport(origin, 8, { resolve }),
  });
  expect((await client.users.read(USER)).email).toBe('first@mx.test');
  address = '127.0.0.2';
  await first[Symbol.asyncDispose]();
  expect((await client.users.read(USER)).email).toBe('second@mx.test');
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const certificates: readonly [string, () => ServerOptions][] = [
  ['nobody has signed', () => createSelfSigned('127.0.0.1')],
  ['is for another host', () => trusted('192.0.2.1')],
  ['has expired', () => trusted('127.0.0.1', 2024)],
];

function trusted(address: string, lastYear?: number): ServerOptions {
  const certificate = createSelfSigned(address, lastYear);
  const defaults = getCACertificates();
  setDefaultCACertificates([...defaults, certificate.cert]);
  onTestFinished(() => setDefaultCACertificates(defaults));
  return certificate;
}

test.for(certificates)('a server whose certificate %s is not retried', async ([, create]) => {
  let requests = 0;
  let handshakes = 0;
  const server = createTlsServer(create(), (_request, response) => {
    requests += 1;
    response.end();
  });
  server.on('connection', () => {
    handshakes += 1;
  });
  await using client = createWireClient(`https://127.0.0.1:${await listen(server)}`);
  await expect(client.users.read(USER)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('untrusted'),
  });
  expect([handshakes, requests]).toEqual([1, 0]);
});

test('a stalled handshake ends with the times for connecting, before the deadline', async () => {
  const server = createServer((socket) => socket.on('error', () => {}));
  const port = await listen(server);
  await using client = createWireClient(`https://127.0.0.1:${port}`, { timeoutMs: 30_000 });
  expect(await client.users.create({ email: 'a@b.c' }).catch(toCode)).toBe('UNAVAILABLE');
});

test.for<[string, (socket: Socket) => unknown]>([
  ['is reset', (socket) => socket.resetAndDestroy()],
  ['is closed', (socket) => socket.end()],
  ['is answered without TLS', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['is answered with nonsense', (socket) => socket.write(Buffer.alloc(1_000, 0x16))],
  ['is begun and reset', (socket) => socket.write('\x16\x03', () => socket.resetAndDestroy())],
])('a handshake that %s fails the call, and no other', async ([, play]) => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => play(socket));
  });
  const port = await listen(server);
  await using client = createWireClient(`https://127.0.0.1:${port}`, { timeoutMs: 8_000 });
  const calls = Array.from({ length: 20 }, () => client.users.read(USER).catch(toCode));
  expect(new Set(await Promise.all(calls))).toEqual(new Set(['UNAVAILABLE']));
  expect(await client.users.create({ email: 'a@b.c' }).catch(toCode)).toBe('UNAVAILABLE');
});

const writes: readonly [string, (client: MxClient) => Promise<unknown>][] = [
  ['POST', ({ users }) => users.create({ email: 'a@b.c' })],
  ['PUT', ({ users }) => users.update(USER, { email: 'a@b.c' })],
  ['DELETE', ({ users }) => users.delete(USER)],
];

test.for([500, 502, 503, 504])(
  'a single %i is retried by a read, and by no write',
  async (status) => {
    await using t = await startWireClient((socket, _request, index) => {
      socket.write(index === 1 ? own : refusal(status));
    });
    expect(await t.read()).toBe(OWN);
    for (const [, write] of writes) await expect(write(t.client)).rejects.toThrow(String(status));
    expect(t.server.requests.map((text) => text.split(' ')[0])).toEqual([
      ...['GET', 'GET'],
      ...writes.map(([method]) => method),
    ]);
  },
);

const now = Date.parse('2026-11-25T12:00:00Z');
const date = (ms: number) => new Date(now + ms).toUTCString();

test.for<[string, number | undefined]>([
  ['retry-after: 1', 1_000],
  ['retry-after: 0', 0],
  ['retry-after: -5', 0],
  [`retry-after: ${date(2_000)}`, 2_000],
  [`retry-after: ${date(-2_000)}`, 0],
  ['retry-after: soon', 0],
  ['x: none', 0],
  ['retry-after: 86400', undefined],
  [`retry-after: ${date(86_400_000)}`, undefined],
])('a 429 with %s is waited for within the deadline, and reported otherwise', async (given) => {
  const [head, waitMs] = given;
  let clock = now;
  const askedAt: number[] = [];
  await using t = await startWireClient(
    (socket, _request, index) => {
      askedAt.push(clock - now);
      socket.write(index === 0 ? refusal(429, [head, `date: ${date(0)}`]) : own);
    },
    {
      now: () => clock,
      sleep: async (ms) => {
        clock += ms;
      },
    },
  );
  expect(await t.read()).toBe(waitMs === undefined ? 'RATE_LIMITED' : OWN);
  expect(askedAt).toHaveLength(waitMs === undefined ? 1 : 2);
  expect(askedAt.at(-1)).toBeGreaterThanOrEqual(waitMs ?? 0);
});

test.for<[string, number, MxErrorCode]>([
  ['19: a feature', 403, 'FORBIDDEN'],
  ['20: an object that is not there', 404, 'NOT_FOUND'],
  ['21: another job, or a duplicate', 409, 'CONFLICT'],
])('fault %s with %i is reported at once, without MX’s words', async ([, status, code]) => {
  await using t = await startWireClient((socket) => socket.write(refusal(status)));
  for (const call of [() => t.client.users.read(USER), () => t.client.users.delete(USER)]) {
    const error = await call().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, status });
    expect(String(error)).not.toContain('hunter2');
  }
  expect(t.server.requests).toHaveLength(2);
});

test.for([
  [401, 'key-refused'],
  [406, 'version-refused'],
] as const)(
  'a single %i has MX probed, and takes the gateway out of service if it holds for all',
  async ([status, health]) => {
    await using t = await startWireClient((socket) => socket.write(refusal(status)));
    const error = await t.client.users.read(USER).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'REFUSED_GATEWAY', status });
    expect(String(error)).not.toContain('hunter2');
    await expect.poll(() => t.client.health()).toBe(health);
    expect(await t.read()).toBe('REFUSED_GATEWAY');
    expect(t.server.requests.filter((head) => head.includes(USER))).toHaveLength(1);
  },
);

test('a 401 for one object alone affects no other call', async () => {
  await using t = await startWireClient((socket, head) =>
    socket.write(head.includes(USER) ? refusal(401) : answer('{}')),
  );
  for (let reads = 0; reads < 5; reads += 1) expect(await t.read()).toBe('REFUSED_GATEWAY');
  expect(t.client.health()).toBe('up');
  // One probe has found that it is not everybody.
  expect(t.server.requests.filter((head) => !head.includes(USER))).toHaveLength(1);
});
