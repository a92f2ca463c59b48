import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { configOf, KEYS, problemsOf } from './reading.ts';

test('keys point at the MX integration environment unless a base URL says otherwise', () => {
  expect(configOf(KEYS).upstream).toMatchObject({
    kind: 'mx',
    baseUrl: 'https://int-api.mx.com',
    clientId: 'partner',
  });
  const production = configOf({ ...KEYS, MX_BASE_URL: 'https://api.mx.com/' });
  expect(production.upstream).toMatchObject({ baseUrl: 'https://api.mx.com' });
});

test('the API key does not print', () => {
  const config = configOf(KEYS);
  expect(JSON.stringify(config) + inspect(config, { depth: 9 })).not.toContain('k3y-never-shown');
  expect(config.upstream.kind === 'mx' && config.upstream.apiKey.reveal()).toBe('k3y-never-shown');
});

test('one key without the other is one problem, in production too', () => {
  const env = { NODE_ENV: 'production', MX_CLIENT_ID: 'partner', AUTH: 'none' };
  expect(problemsOf(env)).toEqual([expect.stringMatching(/^MX_API_KEY is not set/)]);
});

test('a base URL without keys is refused', () => {
  expect(problemsOf({ MX_BASE_URL: 'https://api.mx.com' })).toEqual([
    'MX_BASE_URL is set without MX keys. Set MX_CLIENT_ID and MX_API_KEY too, or unset it.',
  ]);
});

test('both keys are needed, and the missing one is named', () => {
  expect(problemsOf({ MX_CLIENT_ID: 'partner', AUTH: 'none' })).toEqual([
    expect.stringMatching(/^MX_API_KEY is not set/),
  ]);
  expect(problemsOf({ MX_API_KEY: 'k', AUTH: 'none' })).toEqual([
    expect.stringMatching(/^MX_CLIENT_ID is not set/),
  ]);
});

test('a key that cannot be sent is refused without being shown', () => {
  expect(problemsOf({ ...KEYS, MX_API_KEY: 'k3y never shown' })).toEqual([
    'MX_API_KEY is not usable; it must be printable ASCII without spaces, as MX issued it.',
  ]);
  expect(problemsOf({ ...KEYS, MX_CLIENT_ID: 'part:ner' })).toEqual([
    expect.stringMatching(/^MX_CLIENT_ID is not usable/),
  ]);
});

test("STATUS_POLL_MS below MX's minimum is refused, except for the sandbox and loopback", () => {
  expect(problemsOf({ ...KEYS, STATUS_POLL_MS: '2999' })).toEqual([
    expect.stringMatching(/^STATUS_POLL_MS is "2999"; MX asks for 3000 or more/),
  ]);
  expect(configOf({ STATUS_POLL_MS: '100' }).statusPollMs).toBe(100);
  const loopback = { ...KEYS, MX_BASE_URL: 'http://127.0.0.1:4010', STATUS_POLL_MS: '100' };
  expect(configOf(loopback).statusPollMs).toBe(100);
});

test('MX_API_VERSION takes both versions of the MX Platform API', () => {
  expect(configOf({ MX_API_VERSION: 'v20250224' }).apiVersion).toBe('v20250224');
});
