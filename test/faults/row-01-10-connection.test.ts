import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createTransport } from '../../src/mx/wire/transport.ts';
import { createWireClient, startWireClient, toCode, USER } from '../support/wire-client.ts';
import { startWireServer, userAnswer } from '../support/wire-server.ts';

// Rows 1 to 10 of the fault matrix: what happens to connections. Each fault is made on a real socket.

const OWN = 'own@example.com';
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 60\r\n\r\n';
const own = userAnswer();

test('a refused connection is tried three times by a read, which then reports it', async () => {
  const gone = await startWireServer(() => {});
  await gone[Symbol.asyncDispose]();
  const attempts: number[] = [];
  await using client = createWireClient(gone.origin, {
    onCall: (report) => attempts.push(report.attempts),
  });
  await expect(client.users.read(USER)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(client.users.create({ email: 'a@b.c' })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    mayBeDone: false,
  });
  expect(attempts).toEqual([3, 1]);
});

/** A process that listens and then stops, so that the kernel drops connections over its backlog. */
const DEAF = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: process.argv[1], backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  });`;

/** An address of loopback, and a port on which the packets of new connections vanish. */
async function startDeaf(host: string): Promise<AsyncDisposable & { readonly port: number }> {
  const child = spawn(process.execPath, ['-e', DEAF, host], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  // The kernel completes connections until the backlog is full.
  const fillers = Array.from({ length: 3 }, () => connect(port, host).on('error', () => {}));
  await Promise.any(fillers.map((filler) => once(filler, 'connect')));
  return {
    port,
    async [Symbol.asyncDispose]() {
      fillers.forEach((filler) => filler.destroy());
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

test('packets that vanish fail a call within its deadline, and block no other call', async () => {
  await using deaf = await startDeaf('127.0.0.1');
  await using client = createWireClient(`http://127.0.0.1:${deaf.port}`, { timeoutMs: 8_000 });
  const startedAt = performance.now();
  const codes = await Promise.all(
    Array.from({ length: 5 }, () => client.users.read(USER).catch(toCode)),
  );
  expect(codes.every((code) => code === 'UNAVAILABLE' || code === 'TIMEOUT')).toBe(true);
  expect(codes).toContain('UNAVAILABLE');
  expect(performance.now() - startedAt).toBeLessThan(9_000);
});

test('a write connects again when the packets of its connection vanish', async () => {
  await using deaf = await startDeaf('127.0.0.2');
  await using server = await startWireServer((socket) => socket.write(own), { port: deaf.port });
  const origin = `http://mx.test:${deaf.port}`;
  const addresses = ['127.0.0.2', '127.0.0.2', '127.0.0.1'];
  const resolve = async () => [{ address: addresses.shift() ?? '', family: 4 as const }];
  await using client = createWireClient(origin, {
    transport: createTransport(origin, 8, { resolve }),
    timeoutMs: 10_000,
  });
  expect((await client.users.create({ email: 'a@b.c' })).email).toBe(OWN);
  expect(server.requests).toHaveLength(1);
  expect(addresses).toEqual([]);
});

test('a dead connection is left, and the call succeeds on another', async () => {
  const dead = new Set<unknown>();
  await using t = await startWireClient(
    (socket, _request, index) => {
      if (index === 1) dead.add(socket);
      if (!dead.has(socket)) socket.write(own);
    },
    { timeoutMs: 2_000 },
  );
  for (let call = 0; call < 4; call += 1) expect(await t.read()).toBe(OWN);
  expect(t.server.connections()).toBeGreaterThan(1);
});

test('a reset before the response of a read is retried, and the caller sees no failure', async () => {
  await using t = await startWireClient((socket, _request, index) => {
    if (index < 2) socket.resetAndDestroy();
    else socket.write(own);
  });
  expect(await t.read()).toBe(OWN);
  expect(t.server.requests).toHaveLength(3);
});

test('a reset before the response of a write leaves the outcome unknown, and is not retried', async () => {
  await using t = await startWireClient((socket) => socket.resetAndDestroy());
  expect(await t.write()).toBe('OUTCOME_UNKNOWN');
  expect(t.server.requests).toHaveLength(1);
});

test.for(['FIN', 'RST'])(
  'a read with %s within the body is retried, and no half of it is used',
  async (how) => {
    await using t = await startWireClient((socket, _request, index) => {
      if (index > 0) return socket.write(own);
      const half = `${HEAD}{"user":{"guid":"USR-1","email":"half@example.com"}`;
      return how === 'FIN' ? socket.end(half) : socket.write(half, () => socket.resetAndDestroy());
    });
    expect(await t.read()).toBe(OWN);
    expect(t.server.requests).toHaveLength(2);
  },
);

test('a response cut at any of its bytes is retried, and only the whole one is used', async () => {
  for (let length = 0; length < own.length; length += 1) {
    await using t = await startWireClient((socket, _request, index) => {
      if (index === 0) socket.end(own.slice(0, length));
      else socket.write(own);
    });
    expect([length, await t.read()]).toEqual([length, OWN]);
  }
});

test('a response that ends too early with its connection is unusable', async () => {
  await using t = await startWireClient((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"user":{"guid":"USR-1","ema'),
  );
  expect(await t.read()).toBe('BAD_RESPONSE');
  expect(await t.write()).toBe('OUTCOME_UNKNOWN');
});

test.for<[string, (write: (text: string) => boolean) => void]>([
  ['8: no answer', () => {}],
  [
    '9: a body that drips',
    (write) => {
      write(HEAD);
      const timer = setInterval(() => write(' ') || clearInterval(timer), 20);
    },
  ],
  [
    '10: headers that drip',
    (write) => {
      write('HTTP/1.1 200 OK\r\nx: ');
      const timer = setInterval(() => write('x') || clearInterval(timer), 20);
    },
  ],
])('fault %s ends at the deadline, and the next call is answered', async ([, play]) => {
  let isIll = true;
  await using t = await startWireClient(
    (socket) => {
      if (isIll) play((text) => !socket.destroyed && (socket.write(text), true));
      else socket.write(own);
    },
    { timeoutMs: 400 },
  );
  const startedAt = performance.now();
  expect(await t.read()).toBe('TIMEOUT');
  expect(performance.now() - startedAt).toBeGreaterThan(350);
  expect(await t.write()).toBe('OUTCOME_UNKNOWN');
  // Each may be late on a busy machine, and neither waits for the other side.
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  isIll = false;
  expect(await t.read()).toBe(OWN);
});
