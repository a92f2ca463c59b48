import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { MxError } from '../../../src/mx/errors.ts';
import {
  cutMidBody,
  drip,
  json,
  raw,
  reset,
  silence,
  startTestClient,
  status,
  type Reply,
} from '../../support/fake-mx.ts';

const USER = 'USR-11141024-90b3-1bce-cac9-c06ced52ab4c';
const MEMBER = 'MBR-7c6f361b-e582-15b6-60c0-358f12466b4b';
const KEY = { userGuid: USER, memberGuid: MEMBER };
const user = json({ user: { guid: USER } });

test('a request has the headers that MX asks for, and none that asks for compression', async () => {
  await using t = await startTestClient([user]);
  await t.client.users.read(USER);
  expect(t.mx.seen[0]).toMatchObject({
    method: 'GET',
    url: `/users/${USER}`,
    body: '',
    headers: {
      accept: 'application/vnd.mx.api.v1+json',
      'accept-version': 'v20111101',
      authorization: `Basic ${Buffer.from('test-client:test-key').toString('base64')}`,
    },
  });
  expect(t.mx.seen[0]?.headers).not.toHaveProperty('accept-encoding');
  expect(t.mx.seen[0]?.headers).not.toHaveProperty('content-type');
});

test('a job is posted with a content type and no body', async () => {
  await using t = await startTestClient([json({ member: { guid: MEMBER } }, 202)]);
  await t.client.members.fetchRewards(KEY);
  const [request] = t.mx.seen;
  expect(request).toMatchObject({ method: 'POST', body: '' });
  expect(request?.headers).toMatchObject({
    accept: 'application/vnd.mx.api.v1beta+json',
    'content-type': 'application/json',
    'content-length': '0',
  });
});

test('reads keep their connections, and each write opens a new one', async () => {
  await using t = await startTestClient([user]);
  for (let call = 0; call < 5; call += 1) await t.client.users.read(USER);
  // undici rests a socket for a turn of the event loop, so calls back to back share two.
  const kept = t.mx.connections();
  expect(kept).toBeLessThanOrEqual(2);
  for (let call = 0; call < 3; call += 1) await t.client.users.create({ email: 'a@b.c' });
  expect(t.mx.connections()).toBe(kept + 3);
});

test('the path of the base URL precedes every route', async () => {
  await using t = await startTestClient([user]);
  await using behind = await startTestClient([], { baseUrl: `${t.mx.baseUrl}/proxy/mx/` });
  await behind.client.users.read(USER);
  expect(t.mx.seen[0]?.url).toBe(`/proxy/mx/users/${USER}`);
  expect(behind.reports[0]?.route).toBe('/users/{user_guid}');
});

interface Fault {
  readonly name: string;
  readonly reply: Reply;
  readonly read: string;
  readonly write: string;
  readonly timeoutMs?: number;
}

const faults: readonly Fault[] = [
  { name: 'a reset', reply: reset, read: 'UNAVAILABLE', write: 'OUTCOME_UNKNOWN' },
  { name: 'a body cut off', reply: cutMidBody, read: 'BAD_RESPONSE', write: 'OUTCOME_UNKNOWN' },
  { name: 'silence', reply: silence, read: 'TIMEOUT', write: 'OUTCOME_UNKNOWN' },
  { name: 'a slow drip', reply: drip, read: 'TIMEOUT', write: 'OUTCOME_UNKNOWN' },
  {
    name: 'no HTTP at all',
    reply: (response) => response.socket?.end('220 mail.example.com ESMTP\r\n'),
    read: 'BAD_RESPONSE',
    write: 'OUTCOME_UNKNOWN',
  },
  {
    name: 'a body closed half-way without a length',
    reply: (response) =>
      response.socket?.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"user":{"guid":"USR'),
    read: 'BAD_RESPONSE',
    write: 'OUTCOME_UNKNOWN',
  },
  {
    name: 'an HTML page with status 200',
    reply: raw('<html>We are down</html>', { 'content-type': 'text/html' }),
    read: 'BAD_RESPONSE',
    write: 'OUTCOME_UNKNOWN',
  },
  {
    name: 'JSON that says it is HTML',
    reply: raw(`{"user":{"guid":"${USER}"}}`, { 'content-type': 'text/html' }),
    read: 'BAD_RESPONSE',
    write: 'OUTCOME_UNKNOWN',
  },
  { name: 'an empty body', reply: raw(''), read: 'BAD_RESPONSE', write: 'OUTCOME_UNKNOWN' },
  { name: 'a 204', reply: status(204), read: 'BAD_RESPONSE', write: 'OUTCOME_UNKNOWN' },
  { name: 'NaN', reply: raw('{"user":NaN}'), read: 'BAD_RESPONSE', write: 'OUTCOME_UNKNOWN' },
  {
    name: 'text that is not UTF-8',
    reply: raw(Buffer.from(`{"user":{"guid":"${USER}","email":"\xff"}}`, 'latin1')),
    read: 'BAD_RESPONSE',
    write: 'OUTCOME_UNKNOWN',
  },
  {
    name: 'a redirect',
    reply: status(302, { location: 'http://169.254.169.254/latest/meta-data' }),
    read: 'BAD_RESPONSE',
    write: 'BAD_RESPONSE',
  },
  {
    name: 'a body without an end',
    timeoutMs: 20_000,
    reply: (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    },
    read: 'BAD_RESPONSE',
    write: 'OUTCOME_UNKNOWN',
  },
];

test.for(faults)('$name fails a read with $read and a write with $write', async (fault) => {
  const { timeoutMs = 1_000 } = fault;
  await using t = await startTestClient([fault.reply], { timeoutMs });
  await expect(t.client.users.read(USER)).rejects.toMatchObject({ code: fault.read });
  const readRequests = t.mx.seen.length;
  expect(t.reports[0]).toMatchObject({ code: fault.read, attempts: readRequests });
  await expect(t.client.users.create({ email: 'a@b.c' })).rejects.toMatchObject({
    code: fault.write,
  });
  expect(t.mx.seen.length - readRequests).toBe(1);
});

test('a read whose connection was lost is retried, and the caller sees no failure', async () => {
  await using t = await startTestClient([reset, cutMidBody, user]);
  await expect(t.client.users.read(USER)).resolves.toMatchObject({ guid: USER });
  expect(t.reports).toMatchObject([{ attempts: 3, status: 200, code: null }]);
});

test('a call ends at its deadline, whatever the server does', async () => {
  await using t = await startTestClient([drip], { timeoutMs: 150 });
  const startedAt = performance.now();
  await expect(t.client.users.read(USER)).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(performance.now() - startedAt).toBeLessThan(1_500);
});

test('a call that nobody listens for is UNAVAILABLE, also a write since nothing was sent', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await using t = await startTestClient([], { baseUrl: `http://127.0.0.1:${port}` });
  await expect(t.client.users.create({ email: 'a@b.c' })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'POST /users: unreachable (ECONNREFUSED)',
  });
  await expect(t.client.users.read(USER)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(t.reports.map(({ attempts }) => attempts)).toEqual([1, 3]);
});

test('an aborted call rejects with the reason of its signal, and the next one makes no call to MX', async () => {
  await using t = await startTestClient([silence]);
  const reason = new Error('the watcher left');
  const gone = new AbortController();
  const { members } = t.client.in({ lane: 'USR-1', signal: gone.signal });
  const call = members.readStatus(KEY).catch((error: unknown) => error);
  await expect.poll(() => t.mx.seen.length).toBe(1);
  gone.abort(reason);
  expect(await call).toBe(reason);
  await expect(members.readStatus(KEY)).rejects.toBe(reason);
  expect(t.mx.seen).toHaveLength(1);
  expect(t.reports.map(({ code, attempts }) => [code, attempts])).toEqual([['ABORTED', 1]]);
});

test('the next call succeeds after one was cut off', async () => {
  let isSilent = true;
  // However often the first call is tried.
  const reply: Reply = (...args) => (isSilent ? silence(...args) : user(...args));
  await using t = await startTestClient([reply], { timeoutMs: 100 });
  await expect(t.client.users.read(USER)).rejects.toBeInstanceOf(MxError);
  isSilent = false;
  await expect(t.client.users.read(USER)).resolves.toMatchObject({ guid: USER });
});

test.for([200, 201, 202, 203])('a response with status %i is read', async (code) => {
  await using t = await startTestClient([json({ user: { guid: USER } }, code)]);
  await expect(t.client.users.read(USER)).resolves.toMatchObject({ guid: USER });
  expect(t.reports).toMatchObject([{ status: code, code: null }]);
});

test.for([205, 206])('a response with status %i is bad, since it lacks a part', async (code) => {
  await using t = await startTestClient([json({ user: { guid: USER } }, code)]);
  await expect(t.client.users.read(USER)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
});

test('interim responses are skipped', async () => {
  const hinted: Reply = (response, request) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    user(response, request);
  };
  await using t = await startTestClient([hinted]);
  await expect(t.client.users.read(USER)).resolves.toMatchObject({ guid: USER });
});
