import { once } from 'node:events';
import { request as sendRequest } from 'node:http';
import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';

test('a query over GET is answered, and a mutation over GET is refused with 405', async () => {
  await using gateway = await startTestGateway();
  const get = (query: string) => fetch(`${gateway.url}?query=${encodeURIComponent(query)}`);
  const read = await get('{ institution(code: "mxbank") { name } }');
  expect(await read.json()).toEqual({ data: { institution: { name: 'MX Bank' } } });
  gateway.sandbox.calls.length = 0;

  const written = await get('mutation { createUser(input: { externalId: "x" }) { __typename } }');
  expect(written.status).toBe(405);
  expect(written.headers.get('allow')).toContain('POST');
  expect(await written.json()).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
  expect(gateway.sandbox.calls).toEqual([]);
});

test.for(['variables', 'extensions'])(
  'a GET whose %s are not JSON is refused, and is not a failure',
  async (name) => {
    await using gateway = await startTestGateway();
    const get = (text: string) =>
      fetch(`${gateway.url}?${new URLSearchParams({ query: '{ __typename }', [name]: text })}`);
    const response = await get('{"canary');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: `${name} is not JSON.`,
          extensions: { code: 'BAD_USER_INPUT', retryable: false },
        },
      ],
    });
    expect(gateway.logs.join('')).not.toContain('"failed"');
    expect(await (await get('')).json()).toEqual({ data: { __typename: 'Query' } });
    expect(await (await get('{}')).json()).toEqual({ data: { __typename: 'Query' } });
  },
);

const bodies: readonly (readonly [string, string])[] = [
  ['application/x-www-form-urlencoded', 'query=%7B__typename%7D'],
  ['text/plain', '{"query":"{ __typename }"}'],
  ['application/graphql', '{ __typename }'],
  [
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{ __typename }"}\r\n--x--\r\n',
  ],
];

test.for(bodies)(
  'a body of %s is refused with 415, so that no form of a page is a request',
  async ([type, body]) => {
    await using gateway = await startTestGateway();
    const response = await gateway.post(body, { 'content-type': type });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  },
);

test('a batch of operations is refused', async () => {
  await using gateway = await startTestGateway();
  const response = await gateway.post([{ query: '{ __typename }' }, { query: '{ __typename }' }]);
  expect(response.status).toBe(400);
  expect(await response.json()).not.toHaveProperty('data');
});

test('a body of 128 KiB is taken and one byte more is not, declared or in chunks', async () => {
  await using gateway = await startTestGateway();
  const body = (bytes: number) => {
    const json = JSON.stringify({ query: '{ __typename }' });
    return Buffer.from(json.padEnd(bytes, ' '));
  };
  const send = async (bytes: number, headers: Record<string, string>) => {
    const sent = sendRequest(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    });
    sent.end(body(bytes));
    const [response] = await once(sent, 'response');
    response.resume();
    return response.statusCode;
  };
  const chunked = { 'transfer-encoding': 'chunked' };
  const limit = 128 * 1024;
  expect(await send(limit, { 'content-length': String(limit) })).toBe(200);
  expect(await send(limit + 1, { 'content-length': String(limit + 1) })).toBe(413);
  expect(await send(limit, chunked)).toBe(200);
  expect(await send(limit + 1, chunked)).toBe(413);
});

test('a page of another origin is not allowed to read a response', async () => {
  await using gateway = await startTestGateway();
  const origin = 'https://evil.example';
  const preflight = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  };
  const responses = [
    await gateway.post({ query: '{ __typename }' }, { origin }),
    await fetch(`${gateway.url}?query={__typename}`, { headers: { origin } }),
    await fetch(gateway.url, { method: 'OPTIONS', headers: { origin, ...preflight } }),
    await fetch(gateway.url, { method: 'OPTIONS', headers: { origin: 'null', ...preflight } }),
  ];
  for (const response of responses) {
    const names = [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
    expect(names).toEqual([]);
    expect([...response.headers.values()].join()).not.toContain('evil.example');
  }
});

test('a response has no header that names the software', async () => {
  await using gateway = await startTestGateway();
  const response = await gateway.post({ query: '{ __typename }' });
  expect(response.headers.get('server')).toBeNull();
  expect(response.headers.get('x-powered-by')).toBeNull();
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});
