import { expect, test } from 'vitest';
import { AuthError } from '../../src/auth/auth-error.ts';
import { Secret } from '../../src/secret.ts';
import {
  createEcSigner,
  createRsaSigner,
  createSecretSigner,
  createTestAuthenticator,
  encode,
  goodClaims,
  ISSUER,
  mint,
  NOW,
  USER,
} from './issuer.ts';

const signer = createRsaSigner('a');
const attacker = createRsaSigner('evil');
const url = 'https://issuer.example.com/jwks';
const keySet = { keys: [signer.jwk, createEcSigner('ec').jwk] };

const looked: string[] = [];
const authenticator = createTestAuthenticator({
  keys: { kind: 'jwks', url },
  fetch: () => Promise.resolve(Response.json(keySet)),
  findUserGuid: (externalId) => {
    looked.push(externalId);
    return Promise.resolve(null);
  },
});

const good = mint(signer);
const [header = '', payload = '', signature = ''] = good.split('.');
const unsigned = `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`;
const pem = `-----BEGIN PUBLIC KEY-----\n${String(signer.jwk.n)}\n-----END PUBLIC KEY-----`;

/** A token over an input that is no JSON object, signed well. */
function signRaw(rawHeader: string, rawPayload: string): string {
  const input = [rawHeader, rawPayload].map((part) => Buffer.from(part).toString('base64url'));
  return `${input.join('.')}.${signer.sign(input.join('.')).toString('base64url')}`;
}

const head = JSON.stringify({ alg: 'RS256', kid: 'a' });
const body = JSON.stringify(goodClaims);
const crits = [['exp'], ['b64'], ['x-unknown'], [], 'exp', [1], null];

const tokens: readonly (readonly [string, string])[] = [
  ['alg none', unsigned],
  ['alg none with the signature of another', `${unsigned}${signature}`],
  ['alg None', `${encode({ alg: 'None' })}.${payload}.${signature}`],
  ['no alg', mint(signer, {}, { alg: undefined })],
  ['alg as a list', mint(signer, {}, { alg: ['RS256'] })],
  ['alg of another key type', mint(signer, {}, { alg: 'ES256', kid: 'ec' })],
  ['alg of another hash', mint(signer, {}, { alg: 'RS512' })],
  ['HS256 with the modulus', mint(createSecretSigner(String(signer.jwk.n), 'a'))],
  ['HS256 with the public key as PEM', mint(createSecretSigner(pem, 'a'))],
  ['HS256 with the public key as JWK', mint(createSecretSigner(JSON.stringify(signer.jwk), 'a'))],
  ['HS256 with an empty secret', mint(createSecretSigner('', 'a'))],
  ['the key of somebody else', mint(attacker, {}, { kid: 'a' })],
  ['the key of somebody else under its own kid', mint(attacker)],
  ['the key of somebody else and no kid', mint(attacker, {}, { kid: undefined })],
  ['an embedded jwk', mint(attacker, {}, { jwk: attacker.jwk, kid: undefined })],
  ['an embedded jwk beside a good signature', mint(signer, {}, { jwk: signer.jwk })],
  ['jku', mint(attacker, {}, { jku: 'https://evil.example.com/jwks' })],
  ['jku beside a good signature', mint(signer, {}, { jku: url })],
  ['x5u beside a good signature', mint(signer, {}, { x5u: url })],
  ['x5c beside a good signature', mint(signer, {}, { x5c: ['MIIB'] })],
  ...crits.map(
    (crit) => [`crit ${JSON.stringify(crit)}`, mint(signer, {}, { crit, b64: true })] as const,
  ),
  ['an unencoded payload', mint(signer, {}, { crit: ['b64'], b64: false })],
  ...['JOSE', 'dpop+jwt', 'logout+jwt', 'id+jwt', '', 'JWT ', null, 1, ['JWT']].map(
    (typ) => [`typ ${JSON.stringify(typ)}`, mint(signer, {}, { typ })] as const,
  ),
  ...[1, '', null, '../a', { a: 1 }].map(
    (kid) => [`kid ${JSON.stringify(kid)}`, mint(signer, {}, { kid })] as const,
  ),
  ...['other', undefined, [], ['other'], '', 'Gateway', { gateway: 1 }, [['gateway']]].map(
    (aud) => [`aud ${JSON.stringify(aud)}`, mint(signer, { aud })] as const,
  ),
  ...['https://evil.example.com/', undefined, '', [ISSUER], ISSUER.slice(0, -1), null].map(
    (iss) => [`iss ${JSON.stringify(iss)}`, mint(signer, { iss })] as const,
  ),
  ...[undefined, null, String(NOW + 900), 'soon', {}, NOW - 5, NOW - 900, 0, -1, 8.65e12].map(
    (exp) => [`exp ${JSON.stringify(exp)}`, mint(signer, { exp })] as const,
  ),
  ['an endless exp', signRaw(head, body.replace(/"exp":\d+/, '"exp":1e999'))],
  ...[NOW + 61, NOW + 900, String(NOW), null].map(
    (iat) => [`iat ${JSON.stringify(iat)}`, mint(signer, { iat })] as const,
  ),
  ...[NOW + 61, NOW + 900, String(NOW), null].map(
    (nbf) => [`nbf ${JSON.stringify(nbf)}`, mint(signer, { nbf })] as const,
  ),
  ['neither sub nor guid', mint(signer, { sub: undefined, mx_user_guid: undefined })],
  ...['', 1, null, ['alice'], { a: 1 }].map(
    (sub) =>
      [`sub ${JSON.stringify(sub)}`, mint(signer, { sub, mx_user_guid: undefined })] as const,
  ),
  ...[
    '',
    'alice',
    'MBR-1',
    'usr-1',
    'USR-',
    `${USER}/..`,
    `${USER}\n`,
    ` ${USER}`,
    1,
    null,
    [USER],
  ].map(
    (guid) =>
      [`mx_user_guid ${JSON.stringify(guid)}`, mint(signer, { mx_user_guid: guid })] as const,
  ),
  [
    'a bad guid with the scope of a partner',
    mint(signer, { mx_user_guid: '', scope: 'mx:partner' }),
  ],
  ['no payload', `${header}..${signature}`],
  ['no signature', `${header}.${payload}.`],
  ['two parts', `${header}.${payload}`],
  ['no dots', good.replaceAll('.', '')],
  ['four parts', `${good}.${signature}`],
  ['five parts, like an encrypted token', `${good}.x.y`],
  ['dots alone', '..'],
  ['nothing', ''],
  ['a cut end', good.slice(0, -1)],
  ['a cut beginning', good.slice(1)],
  ['half of it', good.slice(0, good.length / 2)],
  [
    'a payload swapped',
    `${header}.${encode({ ...goodClaims, mx_user_guid: 'USR-2' })}.${signature}`,
  ],
  ['padding', `${good}=`],
  ['a line break inside', `${header}.${payload}.\n${signature}`],
  ['a space inside', `${header}. ${payload}.${signature}`],
  ['a space behind', `${good} `],
  ['two tokens', `${good}, Bearer ${good}`],
  [
    'plain base64',
    `${header}.${payload}.${Buffer.from(signature, 'base64url').toString('base64')}`,
  ],
  ['unicode', `${good}ü`],
  ['full-width dots', good.replaceAll('.', '．')],
  ['a lone surrogate', `${good}\ud800`],
  ['NUL', `${good}\0`],
  ['1 MB', 'a'.repeat(1_000_000)],
  ['1 MB of dots', '.'.repeat(1_000_000)],
  ['1 MB in three parts', `${header}.${'a'.repeat(1_000_000)}.${signature}`],
  ['more than 8 KB, signed well', mint(signer, { padding: 'a'.repeat(6_000) })],
  ['a header that is no JSON', signRaw('{', body)],
  ['a header that is a list', signRaw('[]', body)],
  ['a header that is null', signRaw('null', body)],
  ['a payload that is no JSON', signRaw(head, '{')],
  ['a payload that is a list', signRaw(head, `[${body}]`)],
  ['a payload that is a string', signRaw(head, '"alice"')],
];

test('the token that the forged ones are made from is accepted', async () => {
  const session = await authenticator.authenticate(`Bearer ${good}`);
  expect(session).toMatchObject({ caller: `user:${USER}` });
  const { isStillGood: _, ...same } = session;
  const again = authenticator.authenticate(`Bearer ${signRaw(head, body)}`);
  await expect(again).resolves.toMatchObject(same);
});

test.for(tokens)('a token with %s is refused', async ([, token]) => {
  expect(await codeOf(`Bearer ${token}`)).toBe('UNAUTHENTICATED');
  expect(looked).toEqual([]);
});

test.for([
  ['no value', undefined],
  ['an empty value', ''],
  ['a scheme alone', 'Bearer'],
  ['a scheme and a space', 'Bearer '],
  ['a token alone', good],
  ['Basic', `Basic ${good}`],
  ['Basic with a password', `Basic ${Buffer.from(`alice:${good}`).toString('base64')}`],
  ['DPoP', `DPoP ${good}`],
  ['a tab', `Bearer\t${good}`],
  ['no space', `Bearer${good}`],
  ['a colon', `Bearer:${good}`],
  ['a space before', ` Bearer ${good}`],
  ['the scheme twice', `Bearer Bearer ${good}`],
] as const)('%s is refused', async ([, authorization]) => {
  expect(await codeOf(authorization)).toBe('UNAUTHENTICATED');
});

test.for([
  ['a token', mint(signer, { exp: NOW - 900, sub: 'canary-sub', scope: 'canary-scope' })],
  ['a header', mint(signer, {}, { typ: 'canary-typ', crit: ['canary-crit'] })],
  ['garbage', 'canary.canary.canary'],
] as const)('the error about %s quotes nothing of the token', async ([, token]) => {
  const error: unknown = await authenticator
    .authenticate(`Bearer ${token}`)
    .catch((e: unknown) => e);
  expect(error).toBeInstanceOf(AuthError);
  const { message, stack, cause } = error as AuthError;
  expect(cause).toBeUndefined();
  for (const part of ['canary', ...token.split('.')])
    expect(`${message}${stack}`).not.toContain(part);
});

test('a shared secret accepts HS256 only, and tokens of no other secret', async () => {
  const secret = 'a-secret-of-at-least-32-bytes-000';
  const keys = { kind: 'secret', secret: new Secret(secret) } as const;
  const { authenticate } = createTestAuthenticator({ keys });
  const outcomes = [
    mint(createSecretSigner(secret)),
    mint(createSecretSigner(secret, 'secret', 512)),
    mint(createSecretSigner(secret), {}, { alg: 'none' }),
    mint(createSecretSigner(`${secret}0`)),
    mint(createSecretSigner(''), {}),
    mint(signer),
    unsigned,
  ].map((token) =>
    authenticate(`Bearer ${token}`).then(
      () => 'passes',
      (error: AuthError) => error.code,
    ),
  );
  const refused = Array.from({ length: 6 }, () => 'UNAUTHENTICATED');
  expect(await Promise.all(outcomes)).toEqual(['passes', ...refused]);
});

async function codeOf(authorization: string | undefined): Promise<unknown> {
  return authenticator.authenticate(authorization).then(
    () => 'passes',
    (error: unknown) => (error instanceof AuthError ? error.code : error),
  );
}
