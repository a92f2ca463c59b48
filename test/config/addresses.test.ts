import { expect, test } from 'vitest';
import { configOf, KEYS, problemsOf } from './reading.ts';

test.for([
  ['MX_BASE_URL', 'https://me:hunter2@api.mx.com'],
  ['MX_BASE_URL', 'https://me:hunter2@x@api.mx.com/'],
  ['MX_BASE_URL', 'https://me:hunter2/@api.mx.com'],
  ['MX_BASE_URL', 'me:hunter2@api.mx.com'],
  ['MX_BASE_URL', 'HTTPS://hunter2@api.mx.com'],
  ['MX_BASE_URL', 'https://api.mx.com?key=hunter2'],
  ['MX_BASE_URL', 'https://api.mx.com?a=b&key=hunter2&c=d'],
  ['AUTH_JWKS_URL', 'http://me:hunter2@issuer.example.com/jwks'],
  ['AUTH_JWKS_URL', 'http://issuer.example.com/jwks?token=hunter2'],
  ['CORS_ORIGINS', 'https://a.example.com,https://me:hunter2@b.example.com'],
  ['REDIRECT_URLS', 'https://me:hunter2@\nb.example.com'],
] as const)('%s=%s is refused without its secret', ([name, value]) => {
  const problems = problemsOf({ ...KEYS, [name]: value });
  expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^${name} is ".*"; it must`)));
  expect(problems.join()).not.toContain('hunter2');
});

test.for([
  'http://api.mx.com',
  'api.mx.com',
  'https://api.mx.com/v1',
  'https://api.mx.com?x=1',
  'https://api.mx.com/#x',
  'https://me:secret@api.mx.com',
  'http://127.0.0.1.example.com',
  'ftp://127.0.0.1',
])('the base URL %s is refused', (url) => {
  expect(problemsOf({ ...KEYS, MX_BASE_URL: url })).toEqual([
    expect.stringMatching(/^MX_BASE_URL is ".*"; it must be an origin/),
  ]);
});

test.for([
  'http://127.0.0.1:4010',
  'http://localhost:4010',
  'http://[::1]:4010',
  'https://api.mx.com',
])('the base URL %s is accepted', (url) => {
  expect(configOf({ ...KEYS, MX_BASE_URL: url }).upstream).toMatchObject({ baseUrl: url });
});
