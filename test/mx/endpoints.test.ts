import { expect, test } from 'vitest';
import type { MxClient } from '../../src/mx/client.ts';
import { createEndpoints, ENDPOINTS, type ApiVersion } from '../../src/mx/endpoints.ts';
import { Secret } from '../../src/secret.ts';
import { json, startTestClient } from '../support/fake-mx.ts';
// Paths, methods and query parameters of MX's OpenAPI files, extracted.
import v20111101 from './fixtures/routes-v20111101.json' with { type: 'json' };
import v20250224 from './fixtures/routes-v20250224.json' with { type: 'json' };

const BETA = 'application/vnd.mx.api.v1beta+json';
const V1 = 'application/vnd.mx.api.v1+json';

/** The versions name path parameters differently (`user_guid`, `user_identifier`). */
function nameless(routes: Readonly<Record<string, readonly string[]>>) {
  return new Map(
    Object.entries(routes).map(([route, query]) => [route.replaceAll(/\{\w+\}/g, '{}'), query]),
  );
}

const SPECS = { v20111101: nameless(v20111101), v20250224: nameless(v20250224) };
const VERSIONS: readonly ApiVersion[] = ['v20111101', 'v20250224'];

test.for(VERSIONS)('every endpoint of the table is in the OpenAPI file of %s', (version) => {
  const missing = Object.values(ENDPOINTS)
    .filter(([, , legacy, current]) => (version === 'v20111101' ? legacy : current) !== null)
    .map(([method, route]) => `${method} ${route.replaceAll(/\{\w+\}/g, '{}')}`)
    .filter((route) => !SPECS[version].has(route));
  expect(missing).toEqual([]);
});

test('an endpoint with rewards data asks for beta data, and no other does', () => {
  const beta = Object.entries(ENDPOINTS).filter(([, [, , accept]]) => accept === BETA);
  expect(beta.map(([name]) => name).toSorted()).toEqual([
    'creditCard',
    'fetchRewards',
    'listMemberAccounts',
    'listRewards',
    'listUserAccounts',
    'readAccount',
    'readMemberStatus',
    'readRewards',
  ]);
  const others = Object.values(ENDPOINTS).filter(([, , accept]) => accept !== BETA);
  expect(new Set(others.map(([, , accept]) => accept))).toEqual(new Set([V1]));
});

test('every endpoint asks for plain JSON under v20250224', () => {
  const endpoints = createEndpoints('v20250224', { clientId: 'a', apiKey: 'b' });
  expect(endpoints.readAccount.headers).toEqual([
    'accept-version',
    'v20250224',
    'authorization',
    'Basic YTpi',
    'user-agent',
    'mx-graphql-gateway',
    'accept',
    'application/json',
  ]);
  const accepts = Object.values(ENDPOINTS).map(([, , , accept]) => accept);
  expect(new Set(accepts)).toEqual(new Set(['application/json', null]));
});

const USER = 'USR-1';
const MEMBER = { userGuid: USER, memberGuid: 'MBR-1' };
const ACCOUNT = { userGuid: USER, accountGuid: 'ACT-1' };
const PAGE = { page: 1, perPage: 25 };
const RANGE = { from: '2026-01-01', to: '2026-01-31' };
const OAUTH = {
  clientRedirectUrl: 'https://example.com',
  referralSource: 'APP',
  enableApp2App: false,
  uiMessageWebviewUrlScheme: 'app',
} as const;

/** Every function of the client, with every argument that it takes. */
function callAll(client: MxClient): Promise<unknown>[] {
  const { users, institutions, members, accounts, rewards, transactions } = client;
  const credentials = [{ guid: 'CRD-1', value: new Secret('x') }];
  return [
    users.create({ email: 'a@b.c' }),
    users.read(USER),
    users.update(USER, { email: 'a@b.c' }),
    users.delete(USER),
    users.list({ externalId: 'a', email: 'b', isDisabled: true }, PAGE),
    institutions.list({ name: 'bank', products: ['rewards'] }, PAGE),
    institutions.read('mxbank'),
    institutions.credentials('mxbank'),
    members.create(USER, { institutionCode: 'mxbank', credentials, ...OAUTH }),
    members.list(USER),
    members.read(MEMBER),
    members.readStatus(MEMBER),
    members.challenges(MEMBER),
    members.credentials(MEMBER),
    members.update(MEMBER, { credentials }),
    members.delete(MEMBER),
    members.oauthWindow(MEMBER, OAUTH),
    members.aggregate(MEMBER),
    members.fetchRewards(MEMBER),
    members.resume(MEMBER, [{ challengeGuid: 'CRD-1', value: new Secret('x') }]),
    accounts.ofUser(USER),
    accounts.ofMember(MEMBER),
    accounts.read(ACCOUNT),
    rewards.list(MEMBER),
    rewards.read({ ...MEMBER, rewardGuid: 'RWD-1' }),
    client.creditCardProducts.read('CCA-1'),
    transactions.ofUser(USER, RANGE, PAGE),
    transactions.ofMember(MEMBER, RANGE, PAGE),
    transactions.ofAccount(ACCOUNT, RANGE, PAGE),
    transactions.read({ userGuid: USER, transactionGuid: 'TRN-1' }),
    client.widgets.connect(USER, {}),
  ];
}

test.for(VERSIONS)('every request under %s is in the OpenAPI file', async (version) => {
  await using t = await startTestClient([json({})], { apiVersion: version });
  const results = await Promise.allSettled(callAll(t.client));
  expect(t.mx.seen).toHaveLength(results.length);
  const unknown = t.mx.seen.flatMap(({ method, url }) => {
    const { pathname, searchParams } = new URL(url, t.mx.baseUrl);
    const route = `${method} ${pathname.replaceAll(/\/([A-Z]{3}-1|mxbank)(?=\/|$)/g, '/{}')}`;
    const declared = SPECS[version].get(route);
    const extra = [...searchParams.keys()].filter((name) => declared?.includes(name) !== true);
    return declared === undefined ? [route] : extra.map((name) => `${route}?${name}`);
  });
  expect(unknown).toEqual([]);
  expect(t.mx.seen.every(({ headers }) => headers['accept-version'] === version)).toBe(true);
});
