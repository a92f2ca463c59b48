import { expect, test } from 'vitest';
import type { Config } from '../../src/config.ts';
import { AUDIENCE, createEcSigner, ISSUER, mint, startKeyServer } from '../auth/issuer.ts';
import { createCaller } from '../support/caller.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';
import { linesOf, query } from './log-lines.ts';

const token = (claims: object = {}, seconds = 900) =>
  mintNow({ mx_user_guid: household.userGuid, ...claims }, seconds);

test.for<[string, string | undefined, string]>([
  ['no token', undefined, 'there is no token'],
  ['no bearer', 'hunter2', 'the header is not "Bearer" followed by a token in three parts'],
  ['another audience', token({ aud: 'x' }), 'the claim aud of the token is not AUTH_AUDIENCE'],
  ['another issuer', token({ iss: 'x' }), 'the claim iss of the token is not AUTH_ISSUER'],
  [
    'another algorithm',
    `${Buffer.from('{"alg":"HS512"}').toString('base64url')}${token().slice(token().indexOf('.'))}`,
    'the token is signed with an algorithm that is not accepted',
  ],
  ['an expired token', token({}, -60), 'the token has expired'],
  [
    'a broken signature',
    `${token().slice(0, -4)}AAAA`,
    'the token was signed with another key, or was changed',
  ],
  [
    'nobody',
    token({ mx_user_guid: undefined }),
    'the claim sub of the token is not an id of a user',
  ],
  [
    'a newcomer',
    token({ mx_user_guid: undefined, sub: 'new' }),
    'no user has the external id that the token names',
  ],
])('the log has the reason why %s is refused, on each transport', async ([, given, reason]) => {
  await using gateway = await startTestGateway({ config: { auth: tokenAuth, isProduction: true } });
  await using caller = createCaller({ url: gateway.url, token: given });
  for (const transport of ['http', 'sse', 'websocket'] as const) {
    gateway.logs.length = 0;
    await caller.ask(transport, { query });
    expect(linesOf(gateway, 'refused')[0]).toMatchObject({ level: 'warn', what: 'token', reason });
    expect(linesOf(gateway, 'failed')).toEqual([]);
    expect(gateway.logs.join('')).not.toContain(given ?? 'never');
  }
});

const signer = createEcSigner('known');

async function startWithKeys(url: string, config: Partial<Config> = {}) {
  const keys = { kind: 'jwks', url } as const;
  const auth = { kind: 'jwt', keys, issuer: ISSUER, audience: AUDIENCE } as const;
  return startTestGateway({ config: { auth, ...config } });
}

test('a token with a key that is not in the key set is logged with a reason of its own', async () => {
  await using keys = await startKeyServer(signer);
  await using gateway = await startWithKeys(keys.url);
  const authorization = `Bearer ${mint(createEcSigner('unknown'))}`;
  await gateway.post({ query }, { authorization });
  const reason = 'the token is signed with a key that is not in the key set';
  expect(linesOf(gateway, 'refused')).toMatchObject([{ what: 'token', reason }]);
});

const readyOf = async (gateway: TestGateway) =>
  (await fetch(gateway.url.replace('/graphql', '/ready'))).status;

test('the key set is fetched at the start, so that the first probe finds the gateway ready', async () => {
  await using keys = await startKeyServer(signer);
  await using gateway = await startWithKeys(keys.url);
  expect(await readyOf(gateway)).toBe(200);
  expect(keys.fetches()).toBe(1);
  expect(linesOf(gateway, 'keys-failed')).toEqual([]);
});

test.for<[string, Parameters<Awaited<ReturnType<typeof startKeyServer>>['answer']>[0], object]>([
  [
    'HTML',
    (response) =>
      response.writeHead(200, { 'content-type': 'text/html; a=canary' }).end('<html>canary'),
    { message: 'the key set is not JSON: it is text/html' },
  ],
  [
    'a 404',
    (response) => response.writeHead(404).end('canary'),
    { message: 'the key set answered with status 404' },
  ],
  [
    'no keys',
    (response) => response.end('{"keys":[]}'),
    { message: 'the answer is not a key set with keys' },
  ],
  [
    'keys that cannot verify a token',
    (response) => response.end('{"keys":[{"kty":"oct","k":"canary"}]}'),
    { message: 'no key of the key set can verify a token' },
  ],
  ['a reset', (_response, request) => request.socket.destroy(), { name: 'TypeError' }],
])(
  'a key set that is %s does not stop the start, and the log reports it',
  async ([, reply, error]) => {
    await using keys = await startKeyServer(signer);
    keys.answer(reply);
    await using gateway = await startWithKeys(keys.url);
    expect(linesOf(gateway, 'keys-failed')).toMatchObject([{ level: 'error', times: 1, error }]);
    expect(await readyOf(gateway)).toBe(503);
    expect(gateway.logs.join('')).not.toContain('canary');
  },
);
