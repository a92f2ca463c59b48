import { expect, test } from 'vitest';
import type { Explorer } from '../../src/http/routes.ts';
import { startEchoServer } from './echo-server.ts';

const explorer: Explorer = {
  page: (_request, response) => response.setHeader('content-type', 'text/html').end('the page'),
  asset: (request, response) => response.end(`asset ${request.url}`),
};

test('other methods are refused with the list of those allowed', async () => {
  await using http = await startEchoServer();
  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    const response = await fetch(`${http.url}/graphql`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST, OPTIONS');
  }
});

test('the server is alive, and ready unless something keeps it from serving', async () => {
  let reason: true | string = true;
  await using http = await startEchoServer({ isReady: () => reason });
  expect(await (await fetch(`${http.url}/health`)).json()).toEqual({ status: 'ok' });
  expect((await fetch(`${http.url}/ready`)).status).toBe(200);
  reason = 'MX does not answer.';
  const response = await fetch(`${http.url}/ready`);
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: 'not ready', reason });
  expect((await fetch(`${http.url}/health`)).status).toBe(200);
});

test('the version is one JSON object, for reads only', async () => {
  const version = {
    ...{ name: 'gateway', version: '1.2.3', commit: null },
    ...{ node: '26.0.0', mxApiVersion: 'v20111101' },
  };
  await using http = await startEchoServer({ version });
  const response = await fetch(`${http.url}/version`);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual(version);
  expect((await fetch(`${http.url}/version`, { method: 'HEAD' })).status).toBe(200);
  expect((await fetch(`${http.url}/version`, { method: 'POST' })).status).toBe(405);
});

test.for([
  '/',
  '/version',
  '/metrics',
  '/webhooks/mx',
  '/graphiql/x.js',
  '/graphql/',
  '/constructor',
])('%s answers 404 in JSON while the explorer is off', async (path) => {
  await using http = await startEchoServer();
  const response = await fetch(http.url + path, { headers: { accept: 'text/html' } });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'There is nothing at this path.' });
});

test('a browser gets the explorer and its assets where it is on, and a client its response', async () => {
  await using http = await startEchoServer({ explorer });
  const browser = { headers: { accept: 'text/html,application/xhtml+xml' } };
  const opened = await fetch(http.url, browser);
  expect([opened.url, await opened.text()]).toEqual([`${http.url}/graphql`, 'the page']);
  expect(opened.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await (await fetch(`${http.url}/graphiql/a.js`)).text()).toBe('asset /graphiql/a.js');
  expect(await (await fetch(`${http.url}/graphql?query={echo}`)).json()).toMatchObject({
    data: {},
  });
});

test('a browser gets no explorer where it is off', async () => {
  await using http = await startEchoServer();
  const response = await fetch(`${http.url}/graphql`, { headers: { accept: 'text/html' } });
  expect(await response.text()).not.toContain('<html');
});
