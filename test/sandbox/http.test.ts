import { request } from 'node:http';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxResponse } from '../../src/sandbox/sandbox.ts';
import { authorization, beta, startTestSandbox, v1, v2025 } from './mx-http.ts';

test.for([
  ['none at all', {}, 406],
  ['a vendor type', v1, 200],
  ['a beta vendor type', { accept: beta.accept }, 200],
  ['a vendor type and its version', beta, 200],
  ['JSON without a version', { accept: 'application/json' }, 406],
  ['anything without a version', { accept: '*/*' }, 406],
  ['v20250224 and JSON', v2025, 200],
  ['v20250224 and several types', { ...v2025, accept: 'application/json, text/plain, */*' }, 200],
  ['v20250224 and a vendor type', { ...v2025, accept: v1.accept }, 406],
  ['v20111101 and JSON', { accept: 'application/json', 'accept-version': 'v20111101' }, 406],
  ['a vendor type and an unknown version', { ...v1, 'accept-version': 'v1' }, 406],
  ['an unknown version', { ...v2025, 'accept-version': 'v1' }, 406],
  ['a vendor type of another version', { accept: 'application/vnd.mx.api.v9+json' }, 406],
] as const)("a request with %s is answered by its version's rules", async ([, headers, status]) => {
  await using t = await startTestSandbox();
  expect((await t.call('GET /users', undefined, { accept: '', ...headers })).status).toBe(status);
});

test.for([
  ['no header', ''],
  ['an empty key', `Basic ${Buffer.from('client:').toString('base64')}`],
  ['an empty client id', `Basic ${Buffer.from(':key').toString('base64')}`],
  ['no colon', `Basic ${Buffer.from('client').toString('base64')}`],
  ['another scheme', 'Bearer client:key'],
])('a request with %s is answered with 401', async ([, wrong = '']) => {
  await using t = await startTestSandbox();
  const answer = await t.call('GET /users', undefined, { ...beta, authorization: wrong });
  expect(answer.status).toBe(401);
  expect(answer.body).toEqual({
    error: { message: 'Invalid client id or API key.', status: 401, type: 'error' },
  });
});

test.for([
  ['GET /nowhere', 404],
  ['GET /users/', 404],
  ['GET /users/%E0%A4%A', 404],
  ['PATCH /users', 404],
  ['GET /users/USR-unknown', 404],
] as const)('a request for %s is answered with %i', async ([target, status]) => {
  await using t = await startTestSandbox();
  const answer = await t.call(target);
  expect(answer.status).toBe(status);
  expect(answer.body.error.message).toMatch(/\w/);
});

test.for([
  ['text that is not JSON', '{"user":', 'application/json', 400],
  ['a list', '[]', 'application/json', 400],
  ['null', 'null', 'application/json', 400],
  ['an empty root object', '{"user":{}}', 'application/json', 400],
  ['another root', '{"member":{"id":"x"}}', 'application/json', 400],
  ['another media type', '{"user":{"id":"x"}}', 'text/plain', 415],
  [
    'a body over 1 MB',
    JSON.stringify({ user: { metadata: 'x'.repeat(2 ** 20) } }),
    'application/json',
    413,
  ],
  ['a charset', '{"user":{"id":"x"}}', 'application/json; charset=utf-8', 200],
] as const)('a body of %s is answered with its status', async ([, body, type, status]) => {
  await using t = await startTestSandbox();
  const answer = await t.call('POST /users', body, { ...beta, 'content-type': type });
  expect(answer.status).toBe(status);
});

test('a body without a content type is answered with 404', async () => {
  await using t = await startTestSandbox();
  const status = await new Promise((resolve, reject) => {
    request(`${t.sandbox.url}/users`, { method: 'POST', headers: { ...beta, authorization } })
      .on('response', (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end('{"user":{"id":"x"}}');
  });
  expect(status).toBe(404);
});

test('a response has the requested media type', async () => {
  await using t = await startTestSandbox();
  const types = await Promise.all(
    [v1, beta, v2025].map(async (headers) => {
      const answer = await t.call('GET /users', undefined, headers);
      return answer.headers.get('content-type')?.split(';')[0];
    }),
  );
  expect(types).toEqual([v1.accept, beta.accept, 'application/json']);
});

test('calls are recorded without their query, and requests with everything', async () => {
  await using t = await startTestSandbox();
  await t.call('POST /users', { user: { id: 'a' } });
  await t.call('GET /users?id=a&page=1');
  expect(t.sandbox.calls).toEqual(['POST /users', 'GET /users']);
  expect(t.sandbox.requests[0]).toMatchObject({ method: 'POST', body: { user: { id: 'a' } } });
  expect(t.sandbox.requests[1]?.query.get('id')).toBe('a');
  expect(t.sandbox.requests[1]?.headers.accept).toBe(beta.accept);
  t.sandbox.calls.length = 0;
  await t.call('GET /institutions');
  expect(t.sandbox.calls).toEqual(['GET /institutions']);
});

test('an interceptor responds in place of the sandbox, which then does nothing', async () => {
  const busy: SandboxResponse = {
    status: 429,
    headers: { 'content-type': 'text/html', 'retry-after': '7' },
    body: '<html>busy</html>',
  };
  await using t = await startTestSandbox({
    intercept: ({ method }) => (method === 'POST' ? busy : undefined),
  });
  const refused = await t.call('POST /users', { user: { id: 'a' } });
  expect(refused).toMatchObject({ status: 429, text: '<html>busy</html>' });
  expect(refused.headers.get('retry-after')).toBe('7');
  expect((await t.call('GET /users')).body.users).toEqual([]);
});

test('a rewrite loses the response to a request that was acted on', async () => {
  await using t = await startTestSandbox({
    rewrite: ({ method }, response) => (method === 'POST' ? { status: 0 } : response),
  });
  await expect(t.call('POST /users', { user: { id: 'a' } })).rejects.toThrow('fetch failed');
  expect((await t.call('GET /users')).body.users).toHaveLength(1);
});

test('a failing interceptor is answered with 500, and the sandbox goes on', async () => {
  let isBroken = true;
  await using t = await startTestSandbox({
    intercept: () => {
      if (isBroken) throw new Error('broken');
      return undefined;
    },
  });
  expect((await t.call('GET /users')).status).toBe(500);
  isBroken = false;
  expect((await t.call('GET /users')).status).toBe(200);
});

test('a disposed sandbox refuses connections', async () => {
  const sandbox = await startSandbox();
  await sandbox[Symbol.asyncDispose]();
  await expect(fetch(sandbox.url)).rejects.toThrow('fetch failed');
});

test('a start on a taken port fails', async () => {
  await using t = await startTestSandbox();
  const port = Number(new URL(t.sandbox.url).port);
  await expect(startSandbox({ port })).rejects.toThrow('EADDRINUSE');
});
