import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startWatchers } from '../restarts/watchers.ts';
import { household } from '../support/household.ts';
import { findFreePort, spawnGateway } from '../support/process.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { watchStatus } from '../support/watching.ts';

// Rows 40, 41, 42 and 50 of the fault matrix: what happens to the process itself.

const patient = { timeout: 60_000 };
const settled = { timeout: 30_000 };
/** Five thousand in the nightly run. */
const CLIENTS = process.env['MODE'] === 'nightly' ? 5_000 : 300;

async function ask(url: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ users(first: 1) { nodes { guid } } }"}',
  });
  return response.json();
}

const answer = { data: { users: { nodes: [{ guid: expect.any(String) }] } } };

/** Fills the heap with objects on SIGUSR2. */
const LEAK = `process.on('SIGUSR2', () => {
  const held = [];
  for (;;) held.push({ password: 's3' + 'cret' + held.length });
})`;

test('a process without memory ends, and shows nothing of what it held', patient, async () => {
  await using gateway = spawnGateway({
    PORT: '0',
    NODE_OPTIONS: `--max-old-space-size=64 --import=data:text/javascript,${encodeURIComponent(LEAK)}`,
  });
  await gateway.started;
  gateway.kill('SIGUSR2');
  expect(await gateway.exited).not.toBe(0);
  expect(gateway.stderr()).toContain('heap out of memory');
  expect(gateway.stderr() + gateway.lines().join('')).not.toContain('s3cret');
});

/** Blocks the event loop of the process on SIGUSR2. */
const STALL = `process.on('SIGUSR2', () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
})`;

test('a stalled event loop fails no request and cuts no stream', patient, async () => {
  await using gateway = spawnGateway({
    PORT: '0',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(STALL)}`,
  });
  const url = await gateway.started;
  await using socket = await openRawSocket(url);
  socket.subscribe('1', watchStatus, { id: household.bankId });
  await socket.next('1');
  const before = ask(url);
  gateway.kill('SIGUSR2');
  const during = await Promise.all(Array.from({ length: 20 }, () => ask(url)));
  expect([await before, ...during]).toEqual(Array.from({ length: 21 }, () => answer));
  socket.subscribe('2', watchStatus, { id: household.bankId });
  expect(await socket.next('2')).toMatchObject({ type: 'next' });
  expect(socket.messages.filter(({ id }) => id === '1')).toHaveLength(1);
  expect(gateway.stderr()).toBe('');
});

/** Opens connections until none is accepted any more; a refused one is closed by the server. */
async function exhaust(port: number, most: number): Promise<Socket[]> {
  const sockets = Array.from({ length: most }, () =>
    connect(port, '127.0.0.1').on('error', () => {}),
  );
  await Promise.allSettled(sockets.map((socket) => once(socket, 'connect')));
  return sockets;
}

test(
  'a process without descriptors serves the clients that it has, and recovers',
  patient,
  async () => {
    await using gateway = spawnGateway({ PORT: '0' }, { openFiles: 96 });
    const url = await gateway.started;
    await using socket = await openRawSocket(url);
    socket.subscribe('1', watchStatus, { id: household.bankId });
    await socket.next('1');
    const flood = await exhaust(Number(new URL(url).port), 300);
    socket.subscribe('2', watchStatus, { id: household.bankId });
    expect(await socket.next('2')).toMatchObject({ type: 'next' });
    for (const each of flood) each.destroy();
    await expect.poll(() => ask(url).catch(() => null), settled).toEqual(answer);
    expect(gateway.stderr()).toBe('');
  },
);

test(
  'all clients of a restarted gateway come back, for one poll of their member',
  patient,
  async () => {
    await using sandbox = await startSandbox({ seed: 'empty' });
    const userGuid = sandbox.control.addUser();
    const memberGuid = sandbox.control.addMember(userGuid);
    const memberId = Buffer.from(`Member:${userGuid}:${memberGuid}`).toString('base64url');
    const port = await findFreePort();
    const env = {
      PORT: port,
      MX_BASE_URL: sandbox.url,
      MX_CLIENT_ID: 'storm',
      MX_API_KEY: 'storm',
      AUTH: 'none',
    };
    await using first = spawnGateway(env);
    await first.started;
    const watchers = startWatchers(`http://127.0.0.1:${port}/graphql`, memberId, CLIENTS);
    const told = () => watchers.told.filter((seen) => seen.at(-1) === 'DENIED').length;
    await expect.poll(watchers.connections, settled).toBe(CLIENTS);
    first.kill('SIGKILL');
    await first.exited;
    sandbox.control.setStatus(memberGuid, 'DENIED');
    const callsBefore = sandbox.calls.length;
    await using second = spawnGateway(env);
    await second.started;
    await expect.poll(told, settled).toBe(CLIENTS);
    await watchers[Symbol.asyncDispose]();
    const calls = sandbox.calls.slice(callsBefore).filter((call) => call.endsWith('/status'));
    // Clients that come later than the first read may cause another one.
    expect(calls.length).toBeLessThanOrEqual(5);
  },
);
