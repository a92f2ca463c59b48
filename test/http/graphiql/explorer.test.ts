import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createExplorer } from '../../../src/http/graphiql/explorer.ts';
import { createOrigins } from '../../../src/http/origins.ts';
import { startHttpServer } from '../../../src/http/server.ts';

const tabs = [{ query: 'query Tab { __typename }', variables: { password: '</script>' } }];

async function start() {
  const http = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    ownHost: '127.0.0.1',
    origins: createOrigins({ named: [] }),
    isReady: () => true,
    graphql: (_request, response) => response.end(),
    explorer: createExplorer({ tabs }),
  });
  // Not fetch, which would undo the compression that is looked at here.
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const [response]: [IncomingMessage] = (await once(
      request(http.url + path, { headers }).end(),
      'response',
    )) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
  };
  const openPage = async () => {
    const page = await get('/graphql', { accept: 'text/html' });
    const html = String(page.body);
    const paths = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    return { ...page, html, paths };
  };
  return { get, openPage, [Symbol.asyncDispose]: () => http[Symbol.asyncDispose]() };
}

test('the page is small, and refers only to our own assets', async () => {
  await using explorer = await start();
  const { html, paths, headers } = await explorer.openPage();
  expect(html.length).toBeLessThan(2000);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(paths).toHaveLength(4);
  for (const path of paths)
    expect(path).toMatch(/^\/graphiql\/[a-z-]+-[0-9a-f]{12}\.(?:js|css|ico)$/);
});

test('the page has no inline script, and its policy allows none', async () => {
  await using explorer = await start();
  const { html, headers } = await explorer.openPage();
  expect(html).not.toMatch(/<script(?! src=)/);
  expect(headers['content-security-policy']).toContain("script-src 'self';");
  expect(headers['content-security-policy']).toContain("default-src 'none';");
});

test('assets are compressed for clients that accept it, and whole for others', async () => {
  await using explorer = await start();
  const { paths } = await explorer.openPage();
  for (const path of paths) {
    const whole = await explorer.get(path);
    const small = await explorer.get(path, { 'accept-encoding': 'gzip, deflate, br' });
    expect(whole.headers['content-encoding']).toBeUndefined();
    expect(small.headers['content-encoding']).toBe('br');
    expect(small.headers.vary).toBe('accept-encoding');
    expect(brotliDecompressSync(small.body).equals(whole.body)).toBe(true);
  }
});

test('assets are cached for good, and not sent again to a client that has them', async () => {
  await using explorer = await start();
  const { paths } = await explorer.openPage();
  const [path = ''] = paths;
  const first = await explorer.get(path);
  expect(first.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const etag = first.headers.etag ?? '';
  const again = await explorer.get(path, { 'if-none-match': etag });
  expect([again.status, again.body.length]).toEqual([304, 0]);
  const compressed = await explorer.get(path, { 'if-none-match': etag, 'accept-encoding': 'br' });
  expect(compressed.status).toBe(200);
});

test('a path outside the page and its assets answers 404', async () => {
  await using explorer = await start();
  expect((await explorer.get('/graphiql/graphiql-000000000000.js')).status).toBe(404);
});

test('the start script names the three workers and has the tabs', async () => {
  await using explorer = await start();
  const { paths } = await explorer.openPage();
  const script = String((await explorer.get(paths.at(-1) ?? '')).body);
  const workers = [...script.matchAll(/\/graphiql\/[a-z]+-worker-[0-9a-f]{12}\.js/g)];
  expect(workers).toHaveLength(3);
  for (const [worker] of workers) expect((await explorer.get(worker)).status).toBe(200);
  expect(script).toContain('query Tab { __typename }');
});
