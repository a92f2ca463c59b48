import { expect, test } from 'vitest';
import type { Config } from '../../src/config.ts';
import { limits } from '../../src/limits.ts';
import { toGlobalId } from '../../src/schema/global-id.ts';
import { AUDIENCE, createEcSigner, ISSUER, mint, startKeyServer } from '../auth/issuer.ts';
import { createCaller, transports } from '../support/caller.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { mintNow, partnerToken, tokenAuth } from '../support/tenants.ts';

const start = (config: Partial<Config> = {}) =>
  startTestGateway({ config: { auth: tokenAuth, ...config } });

const query = '{ viewer { guid } }';
const token = (claims: object = {}, seconds = 900) =>
  mintNow({ mx_user_guid: household.userGuid, ...claims }, seconds);

const strangers: readonly (readonly [string, string | undefined])[] = [
  ['no token', undefined],
  ['something else for a token', 'hunter2'],
  ['a token that has expired', token({}, -60)],
  ['a token that never expires', token({ exp: undefined })],
  ['a token of another issuer', token({ iss: 'https://evil.example/' })],
  ['a token for another audience', token({ aud: 'somebody-else' })],
  ['a token with a changed signature', `${token().slice(0, -4)}AAAA`],
  ['a token that names nobody', token({ mx_user_guid: undefined })],
];

const unauthenticated = {
  message: 'A valid bearer token is required.',
  extensions: { code: 'UNAUTHENTICATED', retryable: false },
};

test.for(strangers)('%s is UNAUTHENTICATED on each transport', async ([, given]) => {
  await using gateway = await start({ isProduction: true });
  await using caller = createCaller({ url: gateway.url, token: given });
  const secret = given ?? 'never';
  for (const transport of ['http', 'sse'] as const) {
    const { answers, status, text } = await caller.ask(transport, { query });
    expect(status).toBe(401);
    expect(answers).toMatchObject([{ errors: [unauthenticated] }]);
    expect(text).not.toContain(secret);
  }
  expect((await caller.ask('websocket', { query })).closed).toBe(4403);
  expect(gateway.logs.join('')).not.toContain(secret);
});

const newcomer = 'auth0|newcomer@example.com';
const newcomerToken = token({ mx_user_guid: undefined, sub: newcomer });
const unknownUser = {
  message: expect.stringContaining('MX has no user for it yet'),
  extensions: { code: 'UNKNOWN_USER', retryable: false },
};

async function createNewcomer(url: string) {
  await using partner = createCaller({ url, token: partnerToken() });
  const input = { externalId: newcomer };
  const document =
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { __typename } }';
  const { answers } = await partner.ask('http', { query: document, variables: { input } });
  expect(answers).toEqual([{ data: { createUser: { __typename: 'UserPayload' } } }]);
}

test.for(transports)(
  'a good token without a user is UNKNOWN_USER until the user exists, over %s',
  async (transport) => {
    await using gateway = await start({ isProduction: true });
    await using caller = createCaller({ url: gateway.url, token: newcomerToken });
    for (let times = 0; times < 2; times += 1) {
      const { answers, status, closed } = await caller.ask(transport, { query });
      expect(answers).toMatchObject([{ errors: [unknownUser] }]);
      expect(status).toBe(transport === 'websocket' ? undefined : 403);
      expect(closed).toBeUndefined();
    }
    await createNewcomer(gateway.url);
    const { answers } = await caller.ask(transport, { query });
    expect(answers).toEqual([{ data: { viewer: { guid: expect.stringMatching(/^USR-/) } } }]);
    expect(gateway.logs.join('')).not.toContain(newcomer);
  },
);

test('a socket counts as one socket of its user, whatever it asked before it had one', async () => {
  await using gateway = await start();
  const params = { authorization: `Bearer ${newcomerToken}` };
  const sockets = await Promise.all(
    Array.from({ length: limits.socketsPerUser + 1 }, () => openRawSocket(gateway.url, { params })),
  );
  await createNewcomer(gateway.url);
  const outcomes = await Promise.all(
    sockets.map(async (raw) => {
      for (const id of ['1', '2', '3']) raw.subscribe(id, query);
      const told = ['1', '2', '3'].map((id) =>
        raw.next(id).then(
          ({ type }) => type,
          () => 'none',
        ),
      );
      return Promise.race([Promise.all(told), raw.closed.then(({ code }) => code)]);
    }),
  );
  expect(outcomes.filter((outcome) => outcome === 4429)).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome !== 4429)).toEqual(
    Array.from({ length: limits.socketsPerUser }, () => ['next', 'next', 'next']),
  );
  for (const raw of sockets) raw.socket.terminate();
});

test('the same user is the same viewer on each transport, and sees no other', async () => {
  await using gateway = await start();
  await using mine = createCaller({ url: gateway.url, token: token() });
  const other = 'USR-99999999-9999-4999-8999-999999999999';
  await using foreign = createCaller({ url: gateway.url, token: token({ mx_user_guid: other }) });
  const node = { query: '{ node(id: "' + household.bankId + '") { id } viewer { guid } }' };
  for (const transport of transports) {
    expect((await mine.ask(transport, node)).answers).toEqual([
      { data: { node: { id: household.bankId }, viewer: { guid: household.userGuid } } },
    ]);
    gateway.sandbox.calls.length = 0;
    const [answer] = (await foreign.ask(transport, node)).answers;
    expect(answer?.data).toMatchObject({ node: null });
    expect(gateway.sandbox.calls.join()).not.toContain(household.userGuid);
  }
});

test('an operation for partners is FORBIDDEN to an end user on each transport', async () => {
  await using gateway = await start();
  await using user = createCaller({ url: gateway.url, token: token() });
  await using partner = createCaller({ url: gateway.url, token: partnerToken() });
  const userId = toGlobalId('User', 'USR-99999999-9999-4999-8999-999999999999');
  const operations = [
    '{ users { totalCount } }',
    'mutation { createUser(input: { externalId: "x" }) { __typename } }',
    `mutation { deleteUser(input: { userId: "${userId}" }) { __typename } }`,
  ];
  for (const transport of transports) {
    for (const document of operations) {
      const { answers } = await user.ask(transport, { query: document });
      expect(answers).toMatchObject([{ errors: [{ extensions: { code: 'FORBIDDEN' } }] }]);
    }
    expect(gateway.sandbox.calls).toEqual([]);
  }
  for (const transport of transports) {
    const { answers } = await partner.ask(transport, { query: operations[0] });
    expect(answers).toMatchObject([{ data: { users: { totalCount: expect.any(Number) } } }]);
  }
});

test(
  "a gateway without the issuer's keys admits nobody, calls no token invalid, and recovers",
  { timeout: 15_000 },
  async () => {
    const signer = createEcSigner('key');
    await using issuer = await startKeyServer();
    issuer.answer((response) => response.writeHead(500).end());
    const keys = { kind: 'jwks', url: issuer.url } as const;
    const auth = { kind: 'jwt', keys, issuer: ISSUER, audience: AUDIENCE } as const;
    await using gateway = await start({ auth, isProduction: true });
    const ready = new URL('/ready', gateway.url);
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iat: now, exp: now + 900, mx_user_guid: household.userGuid };
    await using caller = createCaller({ url: gateway.url, token: mint(signer, claims) });

    const unavailable = [
      { errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true } }] },
    ];
    const http = await caller.ask('http', { query });
    expect([http.status, http.answers]).toMatchObject([503, unavailable]);
    expect((await caller.ask('sse', { query })).answers).toMatchObject(unavailable);
    expect((await caller.ask('websocket', { query })).closed).toBe(1013);
    const notReady = await fetch(ready);
    expect(notReady.status).toBe(503);
    expect(await notReady.json()).toMatchObject({ reason: expect.stringContaining('keys') });
    expect((await fetch(new URL('/health', gateway.url))).status).toBe(200);

    issuer.publish(signer);
    await expect.poll(async () => (await fetch(ready)).status, { timeout: 5_000 }).toBe(200);
    await using back = createCaller({ url: gateway.url, token: mint(signer, claims) });
    for (const transport of transports) {
      const { answers } = await back.ask(transport, { query });
      expect(answers).toEqual([{ data: { viewer: { guid: household.userGuid } } }]);
    }
  },
);
