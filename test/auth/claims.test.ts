import { expect, test } from 'vitest';
import { AuthError } from '../../src/auth/auth-error.ts';
import { type ClaimNames, toBearer } from '../../src/auth/claims.ts';
import { type Json, USER } from './issuer.ts';

/** `user:…`, `external:…` or `partner:…`; the code of the refusal for nobody. */
function bearerOf(claims: Json, names: ClaimNames = {}): string {
  try {
    const bearer = toBearer(claims, names);
    if (bearer.kind === 'user') return `user:${bearer.userGuid}`;
    return bearer.kind === 'partner' ? `partner:${bearer.name}` : `external:${bearer.externalId}`;
  } catch (error) {
    return error instanceof AuthError ? error.code : String(error);
  }
}

const NOBODY = 'UNAUTHENTICATED';
const URL_CLAIM = 'https://example.com/claims/mx_user';

test.for<[string, ClaimNames, Json, string]>([
  [
    'a claim that is a URL',
    { userClaim: URL_CLAIM },
    { [URL_CLAIM]: USER, sub: 'x' },
    `user:${USER}`,
  ],
  ['an external id in it', { userClaim: URL_CLAIM }, { [URL_CLAIM]: 'ada' }, 'external:ada'],
  [
    'a path',
    { userClaim: 'app_metadata.mx.guid' },
    { app_metadata: { mx: { guid: USER } } },
    `user:${USER}`,
  ],
  [
    'a path under a URL',
    { userClaim: `${URL_CLAIM}.guid` },
    { [URL_CLAIM]: { guid: USER } },
    `user:${USER}`,
  ],
  [
    'a name with dots before a path',
    { userClaim: 'a.b' },
    { 'a.b': 'ada', a: { b: 'eve' } },
    'external:ada',
  ],
  [
    'an e-mail address',
    { userClaim: 'email' },
    { email: 'ada@example.com' },
    'external:ada@example.com',
  ],
  [
    'the claim of today',
    { userClaim: 'mx_user_guid' },
    { mx_user_guid: USER, sub: 'x' },
    `user:${USER}`,
  ],
  ['sub', { userClaim: 'sub' }, { sub: 'auth0|5f7c', mx_user_guid: USER }, 'external:auth0|5f7c'],
])('%s names the user of a token', ([, names, claims, bearer]) => {
  expect(bearerOf(claims, names)).toBe(bearer);
});

test.for<[string, ClaimNames, Json]>([
  ['has none of the claim that is to name the user', { userClaim: 'email' }, { sub: 'ada' }],
  [
    'has it under another user claim of the default',
    { userClaim: 'email' },
    { mx_user_guid: USER },
  ],
  ['has null there', { userClaim: 'email' }, { email: null, scope: 'mx:partner' }],
  ['has a number there', { userClaim: 'uid' }, { uid: 7, sub: 'ada' }],
  ['has a list there', { userClaim: 'uid' }, { uid: ['ada'] }],
  ['has nothing there', { userClaim: 'uid' }, { uid: '' }],
  ['has the claim of a prototype there', { userClaim: 'constructor.name' }, { sub: 'ada' }],
  ['has a path through a list', { userClaim: 'a.0' }, { a: ['ada'] }],
  ['has a path through a text', { userClaim: 'a.length' }, { a: 'ada' }],
  ['has no guid in the claim of guids', { userClaim: 'mx_user_guid' }, { mx_user_guid: 'ada' }],
  ['has the guid of a member there', {}, { mx_user_guid: 'MBR-1', sub: 'ada' }],
  ['has a sub that no user can have', {}, { sub: '../users' }],
  ['has a sub of 1025 characters', {}, { sub: 'x'.repeat(1025) }],
])('a token that %s names no user', ([, names, claims]) => {
  expect(bearerOf(claims, names)).toBe(NOBODY);
});

test.for(['sub', 'email', 'username', 'cognito:username', 'preferred_username', 'nickname'])(
  "a token with a guid in %s is not that user's",
  (claim) => {
    expect(bearerOf({ [claim]: USER }, { userClaim: claim })).toBe(`external:${USER}`);
    expect(bearerOf({ sub: USER })).toBe(`external:${USER}`);
  },
);

test.for<[string, ClaimNames, Json]>([
  [
    'a permission of Auth0',
    { partnerClaim: 'permissions', partnerValue: 'mx:all' },
    { permissions: ['a', 'mx:all'] },
  ],
  ['a role of Entra', { partnerClaim: 'roles' }, { roles: ['mx:partner'] }],
  [
    'a group of Cognito',
    { partnerClaim: 'cognito:groups', partnerValue: 'mx' },
    { 'cognito:groups': ['mx'] },
  ],
  [
    'a role of Keycloak',
    { partnerClaim: 'realm_access.roles', partnerValue: 'mx' },
    { realm_access: { roles: ['x', 'mx'] } },
  ],
  [
    'a claim of one’s own',
    { partnerClaim: 'https://example.com/roles', partnerValue: 'mx' },
    { 'https://example.com/roles': 'a mx b' },
  ],
  ['another scope', { partnerValue: 'mx-all' }, { scope: 'openid mx-all' }],
])('%s makes a partner', ([, names, claims]) => {
  expect(bearerOf({ sub: 'backend', ...claims }, names)).toBe('partner:backend');
});

test.for<[string, ClaimNames, Json]>([
  ['the scope, where another claim counts', { partnerClaim: 'roles' }, { scope: 'mx:partner' }],
  ['the old value, where another one counts', { partnerValue: 'admin' }, { scope: 'mx:partner' }],
  [
    'a value that is longer',
    { partnerClaim: 'roles', partnerValue: 'mx' },
    { roles: ['mx-reader', 'xmx'] },
  ],
  ['a value in another case', { partnerClaim: 'roles', partnerValue: 'mx' }, { roles: 'MX' }],
  ['a key of an object', { partnerClaim: 'roles', partnerValue: 'mx' }, { roles: { mx: true } }],
  ['a list within a list', { partnerClaim: 'roles', partnerValue: 'mx' }, { roles: [['mx']] }],
  ['true', { partnerClaim: 'partner', partnerValue: 'true' }, { partner: true }],
])('%s makes no partner', ([, names, claims]) => {
  expect(bearerOf({ sub: 'ada', ...claims }, names)).toBe('external:ada');
});

test("a partner's scope does not make a partner of a token whose claim names a user", () => {
  const names = { userClaim: 'email', partnerClaim: 'roles', partnerValue: 'mx' };
  expect(bearerOf({ email: 'ada@example.com', roles: ['mx'] }, names)).toBe(
    'external:ada@example.com',
  );
  expect(bearerOf({ sub: 'backend', roles: ['mx'] }, names)).toBe('partner:backend');
  expect(bearerOf({ sub: 'backend', roles: ['mx'] }, { ...names, userClaim: 'sub' })).toBe(
    'partner:backend',
  );
});
