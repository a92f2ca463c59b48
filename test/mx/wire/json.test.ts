import { expect, test } from 'vitest';
import { parseJson, toJson } from '../../../src/mx/wire/json.ts';
import { Secret } from '../../../src/secret.ts';

test('a request body opens its secrets, and nothing else does', () => {
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
])('the secret %j is sent as the text %j', ([value, text]) => {
  expect(JSON.parse(toJson({ value: new Secret(value) }))).toEqual({ value: text });
});

test('a request body leaves out undefined and sends null', () => {
  expect(toJson({ user: { id: undefined, email: null } })).toBe('{"user":{"email":null}}');
});

test.for([
  'application/json',
  'Application/JSON',
  'application/json; charset=utf-8',
  'APPLICATION/JSON ;CHARSET="UTF-8"',
  'application/vnd.mx.api.v1+json',
  'application/vnd.MX.api.v1+JSON; v=1',
  'text/json',
  'application/json, application/json',
  '',
  undefined,
])('JSON that is declared as %j is read', (type) => {
  expect(parseJson(Buffer.from('{"a":"ü"}'), type)).toEqual({ a: 'ü' });
});

test.for(['text/html', 'TEXT/HTML; charset=utf-8', 'application/xml', 'text/plain'])(
  'a body that is declared as %j is refused',
  (type) => {
    expect(() => parseJson(Buffer.from('{"a":1}'), type)).toThrow(/^not JSON$/);
  },
);

test('one byte order mark before JSON is skipped', () => {
  expect(parseJson(Buffer.from('\uFEFF{"a":"\uFEFF"}'), 'application/json')).toEqual({
    a: '\uFEFF',
  });
  for (const text of ['\uFEFF', '\uFEFF\uFEFF{}', '{}\uFEFF']) {
    expect(() => parseJson(Buffer.from(text), undefined)).toThrow(/^not JSON$/);
  }
  const utf16 = Buffer.from('\uFEFF{}', 'utf16le');
  expect(() => parseJson(utf16, undefined)).toThrow(/^not UTF-8$/);
});

test('an unreadable body is not quoted', () => {
  const attempt = () => parseJson(Buffer.from('{"password":hunter2'), undefined);
  expect(attempt).toThrow(/^not JSON$/);
});
