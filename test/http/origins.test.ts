import { expect, test } from 'vitest';
import { createOrigins } from '../../src/http/origins.ts';

const named = 'https://app.example.com';
const host = 'gateway.example.com';

test.for([
  [{}, true],
  [{ origin: named }, true],
  [{ origin: `https://${host}` }, true],
  [{ origin: 'https://evil.example' }, false],
  [{ origin: 'https://app.example.com.evil.example' }, false],
  [{ origin: 'http://app.example.com' }, false],
  [{ origin: 'https://app.example.com:8443' }, false],
  [{ origin: 'null' }, false],
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'none' }, true],
  [{ 'sec-fetch-site': 'cross-site' }, false],
  [{ 'sec-fetch-site': 'same-site' }, false],
] as const)('a request with %o is allowed: %s', ([headers, may]) => {
  expect(createOrigins({ named: [named] }).mayRequest({ host, ...headers })).toBe(may);
});

// Apollo iOS 1 names the port of its address in Host, and its address without it in Origin.
test.for([
  [`wss://${host}`, `${host}:443`, true],
  [`ws://${host}`, `${host}:80`, true],
  [`https://${host}:443`, host, true],
  [`wss://${host}`, `${host}:8443`, false],
  [`ws://${host}`, `${host}:443`, false],
  ['wss://evil.example', `${host}:443`, false],
  ['wss://evil.example', `evil.example:443@${host}`, false],
] as const)('a page of %s may call the host %s: %s', ([origin, called, may]) => {
  expect(createOrigins({ named: [] }).mayRequest({ host: called, origin })).toBe(may);
});

test('only a named origin may read a response', () => {
  const { corsHeaders, preflightHeaders } = createOrigins({ named: [named] });
  expect(corsHeaders({ origin: named })).toEqual({
    vary: 'Origin, Access-Control-Request-Headers',
    'access-control-allow-origin': named,
  });
  expect(corsHeaders({ origin: 'https://evil.example' })).toEqual({
    vary: 'Origin, Access-Control-Request-Headers',
  });
  expect(preflightHeaders({ origin: named })).toMatchObject({
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type',
  });
  expect(preflightHeaders({ origin: 'https://evil.example' })).toEqual({
    vary: 'Origin, Access-Control-Request-Headers',
  });
});

test('an origin gets no CORS header while none is named', () => {
  expect(createOrigins({ named: [] }).corsHeaders({ origin: named })).toEqual({});
});

test('a preflight allows any headers that a real client sends, as names and up to a length', () => {
  const { preflightHeaders } = createOrigins({ named: [named] });
  const allowed = (asked: string) =>
    preflightHeaders({ origin: named, 'access-control-request-headers': asked })[
      'access-control-allow-headers'
    ];
  expect(allowed('apollographql-client-name, sentry-trace,baggage,traceparent,x-request-id')).toBe(
    'authorization, content-type, apollographql-client-name, sentry-trace, baggage, traceparent, x-request-id',
  );
  expect(allowed('Content-Type,X-Datadog-Trace-Id')).toBe(
    'authorization, content-type, x-datadog-trace-id',
  );
  expect(allowed('*, a b, x\r\ny, , é')).toBe('authorization, content-type');
  expect(allowed('x,'.repeat(3_000))).toBe('authorization, content-type');
});

test.for([
  ['http://localhost:3000', true],
  ['http://127.0.0.1:5173', true],
  ['http://[::1]:8080', true],
  ['https://localhost', true],
  ['http://127.1.2.3', true],
  ['http://app.localhost', false],
  ['http://localhost.evil.example', false],
  ['http://localhost:3000/', false],
  ['http://10.0.0.1', false],
  ['capacitor://localhost', false],
  ['null', false],
] as const)('a page of %s may call a gateway before the sandbox: %s', ([origin, may]) => {
  const { mayRequest, corsHeaders } = createOrigins({ named: [], allowsLoopback: true });
  expect(mayRequest({ origin, host })).toBe(may);
  expect('access-control-allow-origin' in corsHeaders({ origin })).toBe(may);
  expect(createOrigins({ named: [] }).mayRequest({ origin, host })).toBe(false);
});

test.for(['null', 'file://'])('a page from a file may call as %s if files are named', (origin) => {
  const { mayRequest, corsHeaders } = createOrigins({ named: ['file://'] });
  expect(mayRequest({ host, origin, 'sec-fetch-site': 'cross-site' })).toBe(true);
  expect(corsHeaders({ origin })).toMatchObject({ 'access-control-allow-origin': origin });
  expect(createOrigins({ named: [named] }).mayRequest({ host, origin })).toBe(false);
});

test('with a list of headers, a page may send these, its token and its content type', () => {
  const { preflightHeaders } = createOrigins({ named: [named], headers: ['x-request-id'] });
  const asked = { origin: named, 'access-control-request-headers': 'x-request-id,x-other' };
  expect(preflightHeaders(asked)).toMatchObject({
    'access-control-allow-headers': 'authorization, content-type, x-request-id',
  });
});
