import { once } from 'node:events';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { request as sendRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createCaller } from '../support/caller.ts';
import { startTestGateway } from '../support/gateway.ts';
import { linesOf, query } from './log-lines.ts';

const json = { 'content-type': 'application/json' };

/** Sends what `fetch` would not. */
async function send(url: string, method: string, headers: Record<string, string>, body = '') {
  const sent = sendRequest(url, { method, headers });
  sent.end(body);
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}

type Case = readonly [
  name: string,
  options: readonly [method: string, path: string, headers: Record<string, string>, body?: string],
  line: object,
];

const refusals: readonly Case[] = [
  [
    'origin',
    ['POST', '/graphql', { ...json, origin: 'https://evil.example' }, '{}'],
    { status: 403, from: { origin: 'https://evil.example' } },
  ],
  [
    'origin of a preflight',
    [
      'OPTIONS',
      '/graphql',
      { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    ],
    { status: 204, from: { origin: 'https://evil.example', method: 'OPTIONS' } },
  ],
  [
    'host',
    ['GET', '/graphql', { host: 'evil.example' }],
    { status: 421, from: { host: 'evil.example' } },
  ],
  [
    'method',
    ['DELETE', '/graphql', {}],
    {
      status: 405,
      reason: 'This path only allows GET, POST, OPTIONS.',
      from: { method: 'DELETE' },
    },
  ],
  ['path', ['POST', '/api/graphql', json], { status: 404, from: { path: '/api/graphql' } }],
  [
    'media type',
    ['POST', '/graphql', { 'content-type': 'text/plain; charset=utf-8' }, '{}'],
    { status: 415, from: { mediaType: 'text/plain' } },
  ],
  [
    'body',
    ['POST', '/graphql', json, '{'],
    { status: 400, reason: expect.stringContaining('JSON') },
  ],
  ['body that is too large', ['POST', '/graphql', json, 'x'.repeat(200_000)], { status: 413 }],
  [
    'mutation by GET',
    [
      'GET',
      '/graphql?query=mutation%7BdeleteUser(input%3A%7BuserId%3A%22x%22%7D)%7B__typename%7D%7D',
      {},
    ],
    { status: 405 },
  ],
  [
    'Accept',
    ['POST', '/graphql', { ...json, accept: 'image/png' }, JSON.stringify({ query })],
    { status: 406 },
  ],
  [
    'persisted document',
    ['POST', '/graphql', json, '{"documentId":"canary"}'],
    { reason: 'Persisted documents are not enabled. Send the text as query.' },
  ],
];

test.for(refusals)(
  'the log has the reason why a request is refused for its %s',
  async ([, [method, path, headers, body], line]) => {
    await using gateway = await startTestGateway();
    const status = await send(gateway.url.replace('/graphql', path), method, headers, body);
    expect(status).toBeGreaterThanOrEqual(200);
    expect(linesOf(gateway, 'refused')).toMatchObject([
      { level: 'warn', what: 'request', ...line },
    ]);
    expect(gateway.logs.join('')).not.toContain('canary');
  },
);

test.for<[string, string, Record<string, string>, object]>([
  [
    'origin',
    '',
    { origin: 'https://evil.example' },
    { status: 403, from: { origin: 'https://evil.example' } },
  ],
  ['host', '', { host: 'evil.example' }, { status: 421, from: { host: 'evil.example' } }],
  ['path', 's', {}, { status: 404, from: { path: '/graphqls' } }],
])('the log has the reason why a handshake is refused: %s', async ([, suffix, headers, line]) => {
  await using gateway = await startTestGateway();
  const socket = new WebSocket(
    gateway.url.replace('http', 'ws') + suffix,
    ['graphql-transport-ws'],
    { headers },
  );
  await once(socket, 'error');
  expect(linesOf(gateway, 'refused')).toMatchObject([{ what: 'handshake', ...line }]);
});

test('a document that is not in the manifest is logged with its reason, on each transport', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'reasons-'));
  const persistedDocuments = join(folder.path, 'manifest.json');
  await writeFile(persistedDocuments, JSON.stringify({ a: query }));
  await using gateway = await startTestGateway({ config: { persistedDocuments } });
  await using caller = createCaller({ url: gateway.url });
  for (const transport of ['http', 'sse', 'websocket'] as const) {
    gateway.logs.length = 0;
    await caller.ask(transport, { query: '{ canary: __typename }' });
    expect(linesOf(gateway, 'refused')).toMatchObject([
      { reason: 'This gateway only runs documents from its manifest; this one is not in it.' },
    ]);
    expect(gateway.logs.join('')).not.toContain('canary');
  }
});

test('a flood of refusals is ten log lines a second for each reason, and a count of the rest', async () => {
  await using gateway = await startTestGateway();
  const started = performance.now();
  for (let times = 0; times < 100; times += 1) await gateway.post('{', json);
  const seconds = Math.ceil((performance.now() - started) / 1_000) + 1;
  expect(linesOf(gateway, 'refused').length).toBeLessThanOrEqual(10 * seconds);
});

test("a client's text of an unusual form is not repeated in the log", async () => {
  await using gateway = await startTestGateway();
  const headers = { origin: 'https://me:canary@x.example', 'content-type': 'text/can"ary' };
  await send(gateway.url.replace('/graphql', '/canary-1?token=canary'), 'POST', headers);
  await send(gateway.url, 'POST', headers);
  expect(linesOf(gateway, 'refused')).toMatchObject([
    { status: 404, from: { origin: null, path: null, mediaType: null } },
    { status: 403, from: { origin: null } },
  ]);
  expect(gateway.logs.join('')).not.toContain('canary');
});
