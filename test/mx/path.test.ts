import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MxError } from '../../src/mx/errors.ts';
import {
  compilePath,
  isGuid,
  isExternalId,
  isPartnerId,
  toPath,
  toQueryString,
  type PathParams,
} from '../../src/mx/path.ts';

const template = compilePath('/users/{user_guid}/members/{member_guid}/status');
const INSTITUTION = compilePath('/institutions/{institution_code}');

test('a route is filled in', () => {
  expect(toPath(template, { user_guid: 'USR-1a', member_guid: 'MBR-2-b' })).toBe(
    '/users/USR-1a/members/MBR-2-b/status',
  );
  expect(toPath(compilePath('/users'), {})).toBe('/users');
});

test.for([
  '..',
  '.',
  '',
  '%2e%2e',
  'USR-1/../..',
  'USR-1?x',
  'USR-1#',
  'USR-1%2f',
  'USR-1\r\nHost: evil',
  'USR-1\n',
  'USR-1\0',
  'USR-．．',
  'usr-1',
  'U-1',
  'USERS-1',
  'USR-',
  'USR_1',
  `USR-${'a'.repeat(61)}`,
])('a guid of %j is refused, without a quotation', (guid) => {
  expect(isGuid(guid)).toBe(false);
  const call = () => toPath(template, { user_guid: 'USR-1', member_guid: guid });
  expect(call).toThrow(new MxError('MALFORMED_ID', 'member_guid is not an id that MX gives'));
});

test('a guid of 64 characters is taken, and a longer one is not', () => {
  expect(isGuid(`USR-${'a'.repeat(60)}`)).toBe(true);
  expect(isPartnerId('a'.repeat(64))).toBe(true);
  expect(isPartnerId('a'.repeat(65))).toBe(false);
});

test.for([
  'alice',
  'auth0|5f7c8ec7c33c6c004bbafe82',
  'google-oauth2|103547991597142817347',
  'samlp|okta|jane.doe@example.com',
  "o'brien+tag@example.com",
  '001234.abcdef.1234',
  'urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  'f:0c3d:jane',
  'aGVsbG8=',
  '__proto__',
  'x'.repeat(1024),
])('the external id %j is accepted', (id) => {
  expect(isExternalId(id)).toBe(true);
});

test.for([
  ...['', '.', '..', '|', ' ', 'a b', ' a', 'a ', 'a/b', '../users', 'a\\b', 'a?b', 'a#b', 'a%2fb'],
  ...['a&b', 'a;b', 'a"b', 'a<b', 'a{b}', 'a\nb', 'a\0', 'é', '用户', '\ud800', 'x'.repeat(1025)],
  ...[null, undefined, 7, ['alice']],
])('the external id %j is refused', (id) => {
  expect(isExternalId(id)).toBe(false);
});

test('a code is accepted for an institution, and for no other object', () => {
  expect(toPath(INSTITUTION, { institution_code: 'mx_bank-2' })).toBe('/institutions/mx_bank-2');
  expect(() => toPath(INSTITUTION, { institution_code: 'mx.bank' })).toThrow(MxError);
  expect(() => toPath(compilePath('/users/{user_guid}'), { user_guid: 'mxbank' })).toThrow(MxError);
});

test('a missing parameter is refused, also when a prototype has one of its name', () => {
  expect(() => toPath(template, { user_guid: 'USR-1' })).toThrow(MxError);
  const inherited = Object.create({ user_guid: 'USR-1', member_guid: 'MBR-1' });
  expect(() => toPath(template, inherited)).toThrow(MxError);
});

const idLike = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[A-Z]{1,6}[-_./%?#\\][\w./%?#\\-]{0,70}$/),
  fc.constantFrom('..', '%2e%2e', 'USR-1/..', 'MBR-\r\n'),
);

/** The address that a URL parser makes of the path, or the code of the refusal. */
function outcomeOf(params: PathParams): string {
  try {
    return new URL(toPath(template, params), 'https://int-api.mx.com').href;
  } catch (error) {
    return error instanceof MxError ? error.code : String(error);
  }
}

test('a path is the intended one or none, whatever its parameters', () => {
  fc.assert(
    fc.property(idLike, idLike, (user, member) => {
      expect(outcomeOf({ user_guid: user, member_guid: member })).toBeOneOf([
        'MALFORMED_ID',
        `https://int-api.mx.com/users/${user}/members/${member}/status`,
      ]);
    }),
  );
});

test('a query leaves out undefined, repeats lists, and quotes the rest', () => {
  expect(toQueryString({ a: undefined })).toBe('');
  expect(toQueryString({ page: 2, name: 'a&b=c d', on: false, p: ['x', 'y'] })).toBe(
    '?page=2&name=a%26b%3Dc+d&on=false&p=x&p=y',
  );
});

test('a query reads back the same, whatever its values', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const url = new URL(`/users${toQueryString({ name })}`, 'https://int-api.mx.com');
      expect(url.pathname).toBe('/users');
      expect(url.searchParams.get('name')).toBe(name.toWellFormed());
    }),
  );
});
