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
] as const)('a request with %o may be made: %s', ([headers, may]) => {
  expect(createOrigins([named]).mayRequest({ host, ...headers })).toBe(may);
});

test('only a named origin may read an answer', () => {
  const { corsHeaders, preflightHeaders } = createOrigins([named]);
  expect(corsHeaders({ origin: named })).toEqual({
    vary: 'Origin',
    'access-control-allow-origin': named,
  });
  expect(corsHeaders({ origin: 'https://evil.example' })).toEqual({ vary: 'Origin' });
  expect(preflightHeaders({ origin: named })).toMatchObject({
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type',
  });
  expect(preflightHeaders({ origin: 'https://evil.example' })).toEqual({ vary: 'Origin' });
});

test('no origin is told anything while none is named', () => {
  expect(createOrigins([]).corsHeaders({ origin: named })).toEqual({});
});
