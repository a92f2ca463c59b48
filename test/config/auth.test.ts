import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';

const KEYS = { MX_CLIENT_ID: 'partner', MX_API_KEY: 'k3y-never-shown' };
const SECRET = 's3cret-never-shown-of-32-bytes--';
const JWKS_URL = 'https://issuer.example.com/.well-known/jwks.json';
const CLAIMS = { AUTH_ISSUER: 'https://issuer.example.com/', AUTH_AUDIENCE: 'gateway' };

function authOf(env: Record<string, string>) {
  const result = readConfig(env);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.config.auth;
}

function problemsOf(env: Record<string, string>) {
  const result = readConfig(env);
  return result.ok ? [] : result.problems;
}

test.for([{}, { AUTH: 'jwt' }])(
  'a key set verifies tokens, with %j and with or without keys',
  (auth) => {
    const jwt = {
      kind: 'jwt',
      keys: { kind: 'jwks', url: JWKS_URL },
      issuer: 'https://issuer.example.com/',
      audience: 'gateway',
    };
    const env = { ...auth, AUTH_JWKS_URL: JWKS_URL, ...CLAIMS };
    expect(authOf(env)).toEqual(jwt);
    expect(authOf({ ...env, ...KEYS, HOST: '0.0.0.0' })).toEqual(jwt);
  },
);

test('a secret verifies tokens and does not print', () => {
  const auth = authOf({ AUTH_JWT_SECRET: SECRET, ...CLAIMS });
  const keys = auth.kind === 'jwt' && auth.keys.kind === 'secret' ? auth.keys : undefined;
  expect(keys?.secret.reveal()).toBe(SECRET);
  expect(JSON.stringify(auth) + inspect(auth, { depth: 9 })).not.toContain(SECRET);
});

test('a secret is measured in bytes, and a short one is refused without being shown', () => {
  const refused =
    'AUTH_JWT_SECRET is not usable; it must be 32 bytes or longer, such as the output of openssl rand -base64 48.';
  expect(problemsOf({ AUTH_JWT_SECRET: SECRET.slice(1), ...CLAIMS })).toEqual([refused]);
  expect(problemsOf({ AUTH_JWT_SECRET: 'ü'.repeat(15), ...CLAIMS })).toEqual([refused]);
  expect(problemsOf({ AUTH_JWT_SECRET: 'ü'.repeat(16), ...CLAIMS })).toEqual([]);
});

test.for([
  'http://issuer.example.com/jwks',
  'http://127.0.0.1.example.com/jwks',
  'https://me:secret@issuer.example.com/jwks',
  'https://me@issuer.example.com/jwks',
  'https://issuer.example.com/jwks#1',
  'file:///etc/jwks.json',
  'ftp://127.0.0.1/jwks',
  'issuer.example.com',
])('the key set %s is refused', (url) => {
  expect(problemsOf({ AUTH_JWKS_URL: url, ...CLAIMS })).toEqual([
    expect.stringMatching(/^AUTH_JWKS_URL is ".*"; it must be .*https unless it is loopback\.$/),
  ]);
});

test.for(['http://127.0.0.1:8080/jwks', 'http://[::1]/jwks', 'https://a.example.com/jwks?v=1'])(
  'the key set %s is accepted',
  (url) => {
    expect(authOf({ AUTH_JWKS_URL: url, ...CLAIMS })).toMatchObject({ keys: { url } });
  },
);

test.for(['https://a.example.com ', ' ', 'two words', 'a\n'])(
  'an issuer or audience of %j is refused, since it matches no token',
  (text) => {
    const claims = { AUTH_ISSUER: text, AUTH_AUDIENCE: text };
    expect(problemsOf({ AUTH_JWKS_URL: JWKS_URL, ...claims })).toEqual([
      `AUTH_ISSUER is ${JSON.stringify(text)}; it must be the "iss" claim of your tokens, exactly as they contain it and without spaces.`,
      `AUTH_AUDIENCE is ${JSON.stringify(text)}; it must be the "aud" claim of your tokens, exactly as they contain it and without spaces.`,
    ]);
  },
);

const noKeys = /^AUTH_JWKS_URL is not set\. .* set either AUTH_JWKS_URL or AUTH_JWT_SECRET\.$/;
const noIssuer = /^AUTH_ISSUER is not set\. .*Set it to the "iss" claim of your tokens\.$/;
const noAudience = /^AUTH_AUDIENCE is not set\. .*Set it to the "aud" claim of your tokens\.$/;

test.for([
  [{ AUTH: 'jwt' }, [noKeys, noIssuer, noAudience]],
  [{ AUTH_JWKS_URL: JWKS_URL }, [noIssuer, noAudience]],
  [{ AUTH_JWT_SECRET: SECRET, AUTH_ISSUER: 'i' }, [noAudience]],
  [{ AUTH_AUDIENCE: 'a' }, [noKeys, noIssuer]],
  [{ AUTH: 'jwt', ...CLAIMS }, [noKeys]],
  [{ ...KEYS, AUTH_ISSUER: 'i' }, [noKeys, noAudience]],
  [
    { AUTH_JWKS_URL: JWKS_URL, AUTH_JWT_SECRET: SECRET, ...CLAIMS },
    [/^AUTH_JWKS_URL and AUTH_JWT_SECRET are both set\. Keep/],
  ],
] as const)('incomplete settings for tokens are refused: %j', ([env, sentences]) => {
  expect(problemsOf(env)).toEqual(sentences.map((each) => expect.stringMatching(each)));
});

test.for([{}, KEYS, { ...KEYS, HOST: '0.0.0.0' }])(
  'AUTH=none contradicts settings for tokens, with %j',
  (env) => {
    expect(problemsOf({ ...env, AUTH: 'none', AUTH_JWKS_URL: JWKS_URL, ...CLAIMS })).toEqual([
      'AUTH is none, but AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE would verify tokens. Unset them to let every caller in, or set AUTH=jwt.',
    ]);
  },
);

test('keys need settings for tokens, or an explicit AUTH=none', () => {
  expect(problemsOf(KEYS)).toEqual([
    expect.stringMatching(/^AUTH is not set\. .*set AUTH_JWKS_URL .*set AUTH=none/),
  ]);
  expect(authOf({ ...KEYS, AUTH: 'none' })).toEqual({ kind: 'none' });
});

test('keys and AUTH=none need a loopback host', () => {
  const open = { ...KEYS, AUTH: 'none' };
  expect(problemsOf({ ...open, HOST: '0.0.0.0' })).toEqual([
    'HOST is "0.0.0.0"; with MX keys and AUTH=none it must be loopback, such as 127.0.0.1.',
  ]);
  expect(authOf({ ...open, HOST: '::1' })).toEqual({ kind: 'none' });
});

test('a host that others can reach causes a warning only when no token is needed', () => {
  const warningsOf = (env: Record<string, string>) => {
    const result = readConfig(env);
    return result.ok ? result.warnings : [];
  };
  expect(warningsOf({ HOST: '0.0.0.0' })).toHaveLength(1);
  expect(warningsOf({ HOST: '0.0.0.0', AUTH_JWKS_URL: JWKS_URL, ...CLAIMS })).toEqual([]);
});

test('the claims of an issuer are read, with their defaults', () => {
  const env = { AUTH_JWKS_URL: JWKS_URL, ...CLAIMS };
  expect(authOf(env)).toMatchObject({ userClaim: undefined, audienceClaim: undefined });
  expect(
    authOf({
      ...env,
      AUTH_AUDIENCE_CLAIM: 'client_id',
      AUTH_USER_CLAIM: 'https://example.com/claims/mx_user',
      AUTH_PARTNER_CLAIM: 'realm_access.roles',
      AUTH_PARTNER_VALUE: 'mx',
    }),
  ).toMatchObject({
    audienceClaim: 'client_id',
    userClaim: 'https://example.com/claims/mx_user',
    partnerClaim: 'realm_access.roles',
    partnerValue: 'mx',
  });
});

test.for(['AUTH_AUDIENCE_CLAIM', 'AUTH_USER_CLAIM', 'AUTH_PARTNER_CLAIM', 'AUTH_PARTNER_VALUE'])(
  '%s needs token settings, and has no spaces',
  (name) => {
    expect(problemsOf({ [name]: 'x' })).toEqual(
      expect.arrayContaining([expect.stringMatching(/^AUTH_ISSUER is not set/)]),
    );
    expect(problemsOf({ AUTH: 'none', [name]: 'x' })).toEqual([
      expect.stringMatching(new RegExp(`^AUTH is none, but ${name} would verify tokens`)),
    ]);
    expect(problemsOf({ AUTH_JWKS_URL: JWKS_URL, ...CLAIMS, [name]: 'a b' })).toEqual([
      expect.stringMatching(new RegExp(`^${name} is "a b"; it must be`)),
    ]);
  },
);
