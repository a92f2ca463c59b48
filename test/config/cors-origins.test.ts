import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { configOf, KEYS, problemsOf } from './reading.ts';

const read = (origins: string) => readConfig({ CORS_ORIGINS: origins });

test.for([
  ['https://app.example.com', ['https://app.example.com']],
  [
    'https://app.example.com, http://localhost:3000,http://[::1]:8080',
    ['https://app.example.com', 'http://localhost:3000', 'http://[::1]:8080'],
  ],
  ['https://a.example.com,https://a.example.com', ['https://a.example.com']],
  [
    'capacitor://localhost,ionic://localhost,tauri://localhost,app://-,http://tauri.localhost',
    [
      'capacitor://localhost',
      'ionic://localhost',
      'tauri://localhost',
      'app://-',
      'http://tauri.localhost',
    ],
  ],
] as const)('the origins %s are accepted', ([text, corsOrigins]) => {
  expect(read(text)).toMatchObject({ ok: true, config: { corsOrigins } });
});

test.for([
  '*',
  'null',
  'https://*.example.com',
  'https://*',
  'app.example.com',
  'https://app.example.com/',
  'https://app.example.com/path',
  'https://app.example.com?x',
  'https://app.example.com#x',
  'https://me@app.example.com',
  'https://App.example.com',
  'HTTPS://app.example.com',
  'https://app.example.com:443',
  'http://app.example.com:80',
  'https://bücher.example.com',
  'https://a.example.com https://b.example.com',
  'https://a.example.com,',
  ',',
  'https://a.example.com,null',
  'file:///',
  'javascript:alert(1)',
  'javascript://localhost',
  'file://localhost',
  'blob://localhost',
  'capacitor://',
  'capacitor://localhost/',
  'Capacitor://localhost',
])('the origins %s are refused', (text) => {
  expect(read(text)).toEqual({
    ok: false,
    problems: [
      expect.stringMatching(
        /^CORS_ORIGINS is ".*"; it must be comma-separated origins .* and neither \* nor null\.$/,
      ),
    ],
  });
});

test('pages from files may call, but not without tokens', () => {
  const env = { CORS_ORIGINS: 'https://app.example.com, file://' };
  expect(configOf(env).corsOrigins).toEqual(['https://app.example.com', 'file://']);
  expect(problemsOf({ ...KEYS, ...env, AUTH: 'none' })).toEqual([
    expect.stringMatching(/^CORS_ORIGINS contains file:\/\/, and AUTH is none\./),
  ]);
  const tokens = {
    AUTH: 'jwt',
    AUTH_JWKS_URL: 'https://id.example.com/jwks',
    AUTH_ISSUER: 'https://id.example.com',
    AUTH_AUDIENCE: 'gateway',
  };
  expect(problemsOf({ ...KEYS, ...env, ...tokens })).toEqual([]);
});

test('the headers of pages are a list of names, in any case', () => {
  expect(configOf({}).corsHeaders).toBeNull();
  expect(configOf({ CORS_HEADERS: 'X-Request-Id, traceparent' }).corsHeaders).toEqual([
    'x-request-id',
    'traceparent',
  ]);
  for (const names of ['*', 'x y', 'x,', 'x:y']) {
    expect(problemsOf({ CORS_HEADERS: names })).toEqual([
      expect.stringMatching(/^CORS_HEADERS is ".*"; it must be comma-separated names/),
    ]);
  }
});
