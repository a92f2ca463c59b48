import { expect, test } from 'vitest';
import { AuthError } from '../../src/auth/auth-error.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { Secret } from '../../src/secret.ts';
import {
  AUDIENCE,
  createEcSigner,
  createEdSigner,
  createRsaSigner,
  createSecretSigner,
  createTestAuthenticator,
  mint,
  NOW,
  startKeyServer,
  USER,
  type Json,
} from './issuer.ts';

const SECRET = 'a-secret-of-at-least-32-bytes-000';
const OTHER = 'USR-22222222-2222-4222-8222-222222222222';
const signer = createSecretSigner(SECRET);
const keys = { kind: 'secret', secret: new Secret(SECRET) } as const;

function authenticate(claims: Json, users: Record<string, string> = {}) {
  const findUserGuid = (externalId: string) => Promise.resolve(users[externalId] ?? null);
  const { authenticate: check } = createTestAuthenticator({ keys, findUserGuid });
  return check(`Bearer ${mint(signer, claims)}`);
}

test.for([undefined, 'Bearer x', `Bearer ${mint(signer)}`])(
  'without authentication every caller is a partner for ever, also with %s',
  async (authorization) => {
    const open = createAuthenticator({ kind: 'none' });
    expect(open.isReady()).toBe(true);
    expect(await open.authenticate(authorization)).toEqual({
      viewer: { kind: 'partner' },
      expiresAt: null,
      caller: 'anonymous',
      isStillGood: expect.any(Function) as unknown,
    });
  },
);

test('mx_user_guid names an end user until the token expires', async () => {
  expect(await authenticate({})).toEqual({
    viewer: { kind: 'user', userGuid: USER },
    expiresAt: (NOW + 900) * 1000,
    caller: `user:${USER}`,
    isStillGood: expect.any(Function) as unknown,
  });
});

test('sub names the user with that external id when there is no mx_user_guid', async () => {
  expect(await authenticate({ mx_user_guid: undefined }, { alice: OTHER })).toMatchObject({
    viewer: { kind: 'user', userGuid: OTHER },
    caller: `user:${OTHER}`,
  });
});

test.for<[Json, string]>([
  [{ scope: 'mx:partner' }, 'partner:alice'],
  [{ scope: 'openid mx:partner email' }, 'partner:alice'],
  [{ scp: ['openid', 'mx:partner'] }, 'partner:alice'],
  [{ scp: 'openid mx:partner' }, 'partner:alice'],
  [{ scope: 'openid', scp: ['mx:partner'] }, 'partner:alice'],
  [{ scope: 'mx:partner', sub: undefined, azp: 'backend', client_id: 'x' }, 'partner:backend'],
  [{ scope: 'mx:partner', sub: '', client_id: 'backend' }, 'partner:backend'],
  [{ scope: 'mx:partner', sub: undefined }, 'partner:unnamed'],
])("a token with %j is a partner's, and no user is looked up", async ([claims, caller]) => {
  const session = await authenticate(
    { mx_user_guid: undefined, ...claims },
    new Proxy({}, { get: () => expect.unreachable() }),
  );
  expect(session).toMatchObject({ viewer: { kind: 'partner' }, caller });
});

test.for<Json>([
  { scope: 'mx:partners' },
  { scope: 'MX:PARTNER' },
  { scope: 'x-mx:partner' },
  { scope: 'mx:partner,openid' },
  { scope: 'mx:partner\u00a0openid' },
  { scope: { 'mx:partner': true } },
  { scp: [['mx:partner']] },
  { scopes: 'mx:partner' },
  { mx_user_guid: undefined, role: 'mx:partner', sub: 'nobody' },
])("a token with %j is not a partner's", async (claims) => {
  const session = await authenticate({ mx_user_guid: undefined, ...claims }, { alice: USER }).catch(
    () => null,
  );
  expect(session?.viewer.kind).not.toBe('partner');
});

test("a token that names a user is that user's, despite a partner's scope", async () => {
  expect(await authenticate({ scope: 'mx:partner' })).toMatchObject({
    viewer: { kind: 'user', userGuid: USER },
  });
});

test.for([['gateway', 'other'], ['gateway'], 'gateway'])('the audience %j fits', async (aud) => {
  expect(await authenticate({ aud })).toMatchObject({ caller: `user:${USER}` });
});

test.for<[string, Json]>([
  ['expired 4 s ago', { exp: NOW - 4 }],
  ['issued a minute ahead', { iat: NOW + 60 }],
  ['valid a minute from now', { nbf: NOW + 60 }],
  ['no iat', { iat: undefined }],
])('a clock may be 5 s off: %s', async ([, claims]) => {
  expect(await authenticate(claims)).toMatchObject({ caller: `user:${USER}` });
});

test.for(['bearer', 'BEARER', 'Bearer', 'Bearer  '])('the scheme %j is valid', async (scheme) => {
  const session = createTestAuthenticator({ keys }).authenticate(`${scheme} ${mint(signer)}`);
  await expect(session).resolves.toMatchObject({ caller: `user:${USER}` });
});

test.for([undefined, 'JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt'])(
  'a token of the type %s is accepted',
  async (typ) => {
    const session = createTestAuthenticator({ keys }).authenticate(
      `Bearer ${mint(signer, {}, { typ })}`,
    );
    await expect(session).resolves.toMatchObject({ caller: `user:${USER}` });
  },
);

test.for([createRsaSigner('a'), createEcSigner('a'), createEdSigner('a')])(
  'a key set verifies tokens of $alg',
  async (published) => {
    await using server = await startKeyServer(published, createRsaSigner('b'));
    const authenticator = createTestAuthenticator({ keys: { kind: 'jwks', url: server.url } });
    const session = authenticator.authenticate(`Bearer ${mint(published)}`);
    await expect(session).resolves.toMatchObject({ caller: `user:${USER}` });
    expect(authenticator.isReady()).toBe(true);
  },
);

test.for<[string, Json, string]>([
  ['an access token of Cognito', { aud: undefined, client_id: AUDIENCE }, 'client_id'],
  ['a session of Clerk', { aud: undefined, azp: AUDIENCE }, 'azp'],
  ['a token with a list of its own', { aud: 'x', apps: ['x', AUDIENCE] }, 'apps'],
])('%s is accepted by the claim that counts', async ([, claims, audienceClaim]) => {
  const authenticator = createTestAuthenticator({
    keys: { kind: 'secret', secret: new Secret(SECRET) },
    audienceClaim,
  });
  const codeOf = (given: Json) =>
    authenticator.authenticate(`Bearer ${mint(signer, given)}`).then(
      () => 'in',
      (error: unknown) => (error instanceof AuthError ? error.code : error),
    );
  expect(await codeOf(claims)).toBe('in');
  for (const other of ['other', `${AUDIENCE} `, undefined, null, 7, {}]) {
    expect(await codeOf({ ...claims, [audienceClaim]: other })).toBe('UNAUTHENTICATED');
  }
});

test.for<[Json, string]>([
  [{ aud: 'other' }, 'the claim aud of the token is not AUTH_AUDIENCE'],
  [{ aud: undefined }, 'the claim aud of the token is missing'],
  [{ iss: 'https://evil.example.com' }, 'the claim iss of the token is not AUTH_ISSUER'],
  [{ iss: undefined }, 'the claim iss of the token is missing'],
  [{ exp: NOW - 5 }, 'the token has expired'],
  [{ exp: NOW - 900 }, 'the token has expired'],
  [{ exp: undefined }, 'the token never expires'],
  [{ exp: 'soon' }, 'the claim exp of the token is invalid'],
  [{ nbf: NOW + 900 }, 'the token is not valid yet'],
  [{ iat: NOW + 900 }, 'the token was issued in the future'],
  [{ mx_user_guid: 'canary' }, 'the claim mx_user_guid of the token is not the guid of a user'],
  [
    { mx_user_guid: undefined, sub: undefined },
    'the claim sub of the token is not an id of a user',
  ],
])('a token with %j is refused with a reason for the log', async ([claims, reason]) => {
  await expect(authenticate(claims)).rejects.toThrow(new AuthError('UNAUTHENTICATED', reason));
});
