import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import type { Config } from '../../../src/config.ts';
import { startTestGateway } from '../../support/gateway.ts';

async function start(config: Partial<Config> = { upstream: { kind: 'sandbox' } }) {
  const gateway = await startTestGateway({ config });
  const { hostname, port } = new URL(gateway.url);
  // Not fetch, which would tidy the path up before it is sent.
  const get = async (path: string, options: { method?: string; accept?: string } = {}) => {
    const { method = 'GET', accept = '*/*' } = options;
    const headers = { 'accept-encoding': accept };
    const sent = request({ hostname, port, path, method, headers }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  };
  const openPage = async () => {
    const page = await get('/app');
    const paths = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    return { ...page, paths };
  };
  return { get, openPage, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
}

test('the page loads only its own files, and has no inline script or style', async () => {
  await using app = await start();
  const { status, body, paths, headers } = await app.openPage();
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(paths.length).toBeGreaterThanOrEqual(3);
  for (const path of paths) expect(path).toMatch(/^\/app\/assets\/[\w-]+\.(?:js|css|svg)$/);
  expect(body).not.toMatch(/<script(?![^>]* src=)|<style|style=/);
  const policy = headers['content-security-policy'];
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
  expect(policy).not.toContain('unsafe');
  expect(headers['cache-control']).toBe('no-cache');
});

test('the files are cached for good, and compressed for those who accept it', async () => {
  await using app = await start();
  const { paths } = await app.openPage();
  for (const path of paths) {
    const { status, headers } = await app.get(path, { accept: 'br' });
    expect([status, headers['content-encoding']]).toEqual([200, 'br']);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  }
});

test.for([
  '/app/assets/../index.html',
  '/app/assets/../../package.json',
  '/app/assets/..%2f..%2fpackage.json',
  '/app/assets/%2e%2e/%2e%2e/package.json',
  '/app/..\\..\\package.json',
  '/app/assets//etc/passwd',
  '/app/assets/',
  '/app/index.html',
  '/app/sources.sha256',
])('no path leads to another file: %s', async (path) => {
  await using app = await start();
  const { status, body } = await app.get(path);
  expect([status, body]).toEqual([404, '{"error":"There is nothing at this path."}\n']);
});

test('the page can only be read', async () => {
  await using app = await start();
  const posted = await app.get('/app', { method: 'POST' });
  expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
  const head = await app.get('/app', { method: 'HEAD' });
  expect([head.status, head.body]).toEqual([200, '']);
  const slash = await app.get('/app/');
  expect([slash.status, slash.headers.location]).toEqual([302, '/app']);
});

test('a session is a token of the demo household, which lives as long as the page asks', async () => {
  await using app = await start();
  const read = async (query: string) => {
    const { status, headers, body } = await app.get(`/app/session${query}`);
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    // No page of another origin may read it.
    expect(headers['access-control-allow-origin']).toBeUndefined();
    const { sub, exp = 0, iat = 0 } = decodeJwt((JSON.parse(body) as { token: string }).token);
    return [sub, exp - iat];
  };
  expect(await read('')).toEqual(['demo-household', 30 * 24 * 3600]);
  expect(await read('?seconds=15')).toEqual(['demo-household', 15]);
});

test.for(['4', '3601', '1.5', '-15', '1e3', 'x', ''])(
  'a session of %j seconds is refused',
  async (seconds) => {
    await using app = await start();
    const { status, body } = await app.get(`/app/session?seconds=${seconds}`);
    expect([status, body]).toEqual([
      400,
      '{"error":"seconds must be a whole number from 5 to 3600."}\n',
    ]);
  },
);

test.for<[string, Partial<Config>]>([
  ['with MX', {}],
  ['in production', { upstream: { kind: 'sandbox' }, isProduction: true }],
])('there is no app %s', async ([, config]) => {
  await using app = await start(config);
  for (const path of ['/app', '/app/session', '/app/assets/x.js']) {
    expect((await app.get(path)).status).toBe(404);
  }
});
