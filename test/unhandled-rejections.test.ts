import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { limits } from '../src/limits.ts';
import { type GatewayProcess, spawnGateway } from './support/process.ts';
import { openRawSocket } from './support/raw-socket.ts';

// Reads of MX that fail once nobody waits for them, in a process that says what it did not handle.

const patient = { timeout: 90_000 };

const tell = "process.on('unhandledRejection', (r) => process.stderr.write(`Unhandled: ${r}\\n`))";

/** An MX that is silent until it is released, and from then on knows nothing. */
async function startUpstream() {
  const held: ServerResponse[] = [];
  let isSilent = true;
  const end = (response: ServerResponse) =>
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  const server = createServer((request, response) => {
    request.resume();
    if (isSilent) held.push(response);
    else end(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    release() {
      isSilent = false;
      for (const response of held.splice(0)) end(response);
    },
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const spawnBefore = (upstreamUrl: string, timeoutMs: number) =>
  spawnGateway({
    PORT: '0',
    AUTH: 'none',
    MX_CLIENT_ID: 'a',
    MX_API_KEY: 'b',
    MX_BASE_URL: upstreamUrl,
    MX_TIMEOUT_MS: String(timeoutMs),
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}`,
  });

const idsOf = (type: string, prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    Buffer.from(`${type}:${prefix}${index}`).toString('base64url'),
  );

/** The same hundred objects under 29 names, which takes a few megabytes of memory. */
const hundred = {
  query: `query ($ids: [ID!]!) { ${Array.from({ length: 29 }, (_, at) => `a${at}: nodes(ids: $ids) { id }`).join(' ')} }`,
  variables: { ids: idsOf('CreditCardProduct', 'CCP-', 100) },
};

/** More calls than an operation may make. */
function tooMany() {
  const ids = idsOf('Institution', 'i', limits.callsPerOperation + 100);
  const lists = Array.from({ length: ids.length / 100 }, (_, at) => at);
  return {
    query: `query (${lists.map((at) => `$i${at}: [ID!]!`).join(' ')}) { ${lists.map((at) => `a${at}: nodes(ids: $i${at}) { id }`).join(' ')} }`,
    variables: Object.fromEntries(
      lists.map((at) => [`i${at}`, ids.slice(100 * at, 100 * at + 100)]),
    ),
  };
}

interface Failed {
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

const codeOf = (answer: unknown) => (answer as Failed).errors?.[0]?.extensions.code ?? 'none';

/** The code of each response, as they come; `left` where the client did not wait for it. */
function ask(url: string, body: object, times: number, leavesAfterMs?: number) {
  const codes: string[] = [];
  const post = async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(leavesAfterMs !== undefined && { signal: AbortSignal.timeout(leavesAfterMs) }),
    });
    return codeOf(await response.json());
  };
  const ended = Array.from({ length: times }, async () => {
    codes.push(await post().catch(() => 'left'));
  });
  return { codes, ended: Promise.all(ended) };
}

/** The same on one socket. */
async function askOnSocket(url: string, body: typeof hundred, times: number) {
  const socket = await openRawSocket(url);
  for (let id = 0; id < times; id += 1) socket.subscribe(String(id), body.query, body.variables);
  return {
    codes: () => socket.messages.map(({ payload = {} }) => codeOf(payload)),
    count: () => new Set(socket.messages.map(({ id }) => id)).size,
    [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose](),
  };
}

async function isWell(gateway: GatewayProcess): Promise<void> {
  const response = await fetch(new URL('/health', await gateway.started));
  expect(response.status).toBe(200);
  expect(gateway.stderr()).toBe('');
}

const slow = { timeout: 60_000 };

test('reads of refused and abandoned queries cause no unhandled rejection', patient, async () => {
  using upstream = await startUpstream();
  await using gateway = spawnBefore(upstream.url, 60_000);
  const url = await gateway.started;
  // They wait for MX together, and are too many for the memory that there is.
  const asked = ask(url, hundred, 50);
  await expect.poll(() => asked.codes, slow).toContain('RATE_LIMITED');
  await using onSocket = await askOnSocket(url, hundred, 40);
  await expect.poll(onSocket.codes, slow).toContain('RATE_LIMITED');
  for (const leavesAfterMs of [1, 10, 100]) await ask(url, hundred, 50, leavesAfterMs).ended;
  upstream.release();
  await asked.ended;
  await expect.poll(onSocket.count, slow).toBe(40);
  const over = ask(url, tooMany(), 2);
  await over.ended;
  expect(over.codes).toEqual(['CALL_BUDGET_EXCEEDED', 'CALL_BUDGET_EXCEEDED']);
  await isWell(gateway);
});

test('reads that MX answers too late cause no unhandled rejection', patient, async () => {
  using upstream = await startUpstream();
  await using gateway = spawnBefore(upstream.url, 1_000);
  const url = await gateway.started;
  await using onSocket = await askOnSocket(url, hundred, 20);
  const asked = ask(url, hundred, 20);
  for (const leavesAfterMs of [1, 500]) await ask(url, hundred, 20, leavesAfterMs).ended;
  await asked.ended;
  await expect.poll(onSocket.count, slow).toBe(20);
  await isWell(gateway);
});
