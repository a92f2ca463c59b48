import { expect, test } from 'vitest';
import { parseJson, toJson } from '../../src/mx/json.ts';
import { Secret } from '../../src/mx/secret.ts';

test('opens secrets in a request body, and nothing else does', () => {
  const body = { credentials: [{ guid: 'CRD-1', value: new Secret('hunter2') }] };
  expect(toJson(body)).toBe('{"credentials":[{"guid":"CRD-1","value":"hunter2"}]}');
  expect(JSON.stringify(body)).toBe('{"credentials":[{"guid":"CRD-1","value":"[secret]"}]}');
});

test.for<[unknown, string]>([
  ['', ''],
  [1234, '1234'],
  [true, 'true'],
  [null, 'null'],
  [{ a: 1 }, '{"a":1}'],
  [Object.create(null), '{}'],
  [undefined, ''],
])('sends the secret %j as the text %j', ([value, text]) => {
  expect(JSON.parse(toJson({ value: new Secret(value) }))).toEqual({ value: text });
});

test('leaves undefined out and sends null', () => {
  expect(toJson({ user: { id: undefined, email: null } })).toBe('{"user":{"email":null}}');
});

test('reads JSON of any JSON type, or of none', () => {
  const bytes = Buffer.from('{"a":"ü"}');
  for (const type of [
    'application/json; charset=utf-8',
    'application/vnd.mx.api.v1+json',
    undefined,
  ]) {
    expect(parseJson(bytes, type)).toEqual({ a: 'ü' });
  }
});

test('does not quote what it could not read', () => {
  const attempt = () => parseJson(Buffer.from('{"password":hunter2'), undefined);
  expect(attempt).toThrow(/^not JSON$/);
});
