import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { MxError } from '../../src/mx/errors.ts';
import { startWireClient, USER } from '../support/wire-client.ts';
import { answer, userAnswer } from '../support/wire-server.ts';

// Rows 23 to 31 of the fault matrix: answers that lie, flood, or come slowly. Row 24 (fields of any
// type) stands in any-json.test.ts and decode.test.ts, row 28 (pages that contradict themselves) in
// pages.test.ts.

const OWN = 'own@example.com';
const own = userAnswer();
const MIB = 1024 * 1024;

test.for<[string, string | Buffer]>([
  ['an HTML page', answer('<html>We are down</html>')],
  ['NaN', answer('{"user":{"guid":"USR-1","email":NaN}}')],
  ['an empty body', answer('')],
  ['a 204 where a body is expected', 'HTTP/1.1 204 No Content\r\n\r\n'],
  ['a list for an object', answer('[]')],
  ['no key', answer('{"user":{"email":"a@b.c"}}')],
  ['text that is not UTF-8', Buffer.from(userAnswer('__').replace('__', '\xff\xfe'), 'latin1')],
  ['another type', userAnswer().replace('application/json', 'text/html')],
])('%s is an unusable response, and its text is not shown', async ([, wire]) => {
  await using t = await startWireClient((socket) => socket.write(wire));
  const error = await t.client.users.read(USER).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'BAD_RESPONSE', cause: undefined });
  expect(String(error)).not.toMatch(/html|NaN|a@b/);
  expect(t.server.requests).toHaveLength(1);
  expect(await t.write()).toBe('OUTCOME_UNKNOWN');
});

test('a response that would change a prototype changes none', async () => {
  const body =
    '{"user":{"guid":"USR-1","email":"own@example.com","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}}';
  await using t = await startWireClient((socket) => socket.write(answer(body)));
  expect(await t.read()).toBe(OWN);
  expect({}).not.toHaveProperty('isAdmin');
});

test.for<[string, string, string]>([
  ['lists in lists', '[', ''],
  ['objects in objects', '{"a":', ''],
  ['many small objects', '{},', '['],
])('%s in a response are refused before they are parsed', async ([, part, start]) => {
  const body = start + part.repeat(Math.floor((7 * MIB) / part.length));
  await using t = await startWireClient((socket) => socket.write(answer(body)));
  await t.read();
  const before = process.cpuUsage();
  expect(await t.read()).toBe('BAD_RESPONSE');
  const { user, system } = process.cpuUsage(before);
  // Parsed, it takes several seconds.
  expect((user + system) / 1_000).toBeLessThan(1_000);
});

test('an endless body is cut at the bound, and the rest is not read', async () => {
  const closed = Promise.withResolvers<number>();
  await using t = await startWireClient(
    (socket) => {
      socket.on('close', () => closed.resolve(socket.bytesWritten));
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n');
      const chunk = Buffer.alloc(MIB, ' ');
      const more = () => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on('drain', more);
      more();
    },
    { timeoutMs: 20_000 },
  );
  expect(await t.read()).toBe('BAD_RESPONSE');
  expect(t.server.requests).toHaveLength(1);
  // 8 MiB, and what the buffers of both sides hold.
  expect(await closed.promise).toBeLessThan(32 * MIB);
});

test('a small body that unpacks to a large one is cut at the bound', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * MIB, ' '));
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`;
  await using t = await startWireClient(
    (socket) => {
      socket.write(head);
      socket.write(bomb);
    },
    { timeoutMs: 20_000 },
  );
  expect(await t.read()).toBe('BAD_RESPONSE');
});

test.for<[string, string]>([
  ['one long header', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(MIB)}\r\n\r\n`],
  ['many headers', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(100_000)}\r\n`],
  ['many informational answers', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(2_000) + own],
])('%s in a response end the connection, and the next call is answered', async ([, flood]) => {
  let isIll = true;
  await using t = await startWireClient((socket) => {
    socket.write(isIll ? flood : own);
  });
  expect(await t.read()).toBe('BAD_RESPONSE');
  isIll = false;
  expect(await t.read()).toBe(OWN);
});

const smuggled = userAnswer('smuggled@example.com');

test.for<[string, string]>([
  ['a second answer after the first', own + smuggled],
  ['two lengths', own.replace('\r\n\r\n', '\r\ncontent-length: 5\r\n\r\n') + smuggled],
  ['a length and chunks', own.replace('\r\n\r\n', '\r\ntransfer-encoding: chunked\r\n\r\n')],
  ['more than its length', `${own}${' '.repeat(100)}${smuggled}`],
  ['no HTTP', `220 mail.example.com ESMTP\r\n${smuggled}`],
  ['a chunk without a size', `${userAnswer().split('\r\n\r\n')[0]}\r\n\r\nx\r\n`],
])('%s in a response reaches no other call', async ([, wire]) => {
  await using t = await startWireClient((socket, _request, index) => {
    socket.write(index === 0 ? wire : own);
  });
  const seen = [];
  for (let call = 0; call < 5; call += 1) seen.push(await t.read());
  expect(seen).not.toContain('smuggled@example.com');
  expect(seen.slice(1)).toEqual([OWN, OWN, OWN, OWN]);
});

test('a write never uses a connection that the other side closes when idle', async () => {
  await using t = await startWireClient((socket) => {
    socket.write(own);
    setTimeout(() => socket.end(), Math.random() * 3);
  });
  const outcomes = new Set<unknown>();
  for (let round = 0; round < 100; round += 1) {
    const writes = await Promise.all(Array.from({ length: 10 }, t.write));
    writes.forEach((outcome) => outcomes.add(outcome));
  }
  expect([...outcomes]).toEqual([OWN]);
  expect(t.server.requests).toHaveLength(1_000);
});

test('responses that come late, and in any order, reach their calls', async () => {
  let turn = 0;
  await using t = await startWireClient((socket) => {
    turn += 1;
    setTimeout(() => socket.write(own), (turn * 37) % 400);
  });
  const reads = await Promise.all(Array.from({ length: 200 }, t.read));
  expect(reads.every((email) => email === OWN)).toBe(true);
});

test('calls without a place at a slow MX are refused before it answers, and it counts as up', async () => {
  const answers: (() => void)[] = [];
  let isSlow = true;
  await using t = await startWireClient(
    (socket) => {
      if (isSlow) answers.push(() => socket.write(own));
      else socket.write(own);
    },
    { maxConcurrency: 4, timeoutMs: 60_000 },
  );
  const calls = Array.from({ length: 3_000 }, () => t.client.users.read(USER));
  const outcomes = calls.map((call) =>
    call.then(
      ({ email }) => email,
      (error: unknown) => error,
    ),
  );
  // Half of the queue may be of one caller.
  const refused = await Promise.all(outcomes.slice(-1_900));
  for (const error of refused) expect(error).toMatchObject({ limit: 'waitingCalls' });
  expect(refused.every((error) => (error as MxError).retryAfterMs !== undefined)).toBe(true);
  await expect.poll(() => answers.length).toBe(4);
  expect(t.client.health()).toBe('up');
  isSlow = false;
  answers.forEach((give) => give());
  expect(new Set(await Promise.all(outcomes.slice(0, 1_000)))).toEqual(new Set([OWN]));
  expect(t.client.health()).toBe('up');
});
