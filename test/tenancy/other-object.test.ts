import { expect, test } from 'vitest';
import type { ApiVersion } from '../../src/mx/endpoints.ts';
import { createCaller, type Operation } from '../support/caller.ts';
import { CODE, PRODUCT } from '../support/tagged-bodies.ts';
import { startTenantGateway } from '../support/tenant-gateway.ts';
import { createTenant, memberIdOf, partnerToken } from '../support/tenants.ts';

const ada = createTenant('ada', 0);
const [memberGuid = '', otherGuid = ''] = ada.memberGuids;
const [accountGuid = ''] = ada.accountGuids;
const [rewardGuid = ''] = ada.rewardGuids;
const [transactionGuid = ''] = ada.transactionGuids;
const user = `/users/${ada.userGuid}`;
const member = `${user}/members/${memberGuid}`;
const memberId = memberIdOf(ada);

type Json = Readonly<Record<string, unknown>>;

const mutation = (name: string, input: Json): Operation => ({
  query: `mutation ($input: ${name.replace(/^./, (letter) => letter.toUpperCase())}Input!) {
    ${name}(input: $input) { __typename ... on Error { code } } }`,
  variables: { input },
});
const ofMember = (selection: string): Operation => ({
  query: `{ member(userGuid: "${ada.userGuid}", guid: "${memberGuid}") { ${selection} } }`,
});
const ofUser = (selection: string): Operation => ({
  query: `{ user(guid: "${ada.userGuid}") { ${selection} } }`,
});

interface Case {
  readonly what: string;
  /** The call whose answer is about another object of the same user, or of nobody. */
  readonly call: string;
  /** Root of the answer, and what is changed in it. */
  readonly root: string;
  readonly change: Json;
  readonly operation: Operation;
}

const another: Json = { guid: otherGuid };

const cases: readonly Case[] = [
  {
    what: 'another user',
    call: `GET ${user}`,
    root: 'user',
    change: { guid: 'USR-other' },
    operation: ofUser('email'),
  },
  {
    what: 'another member',
    call: `GET ${member}`,
    root: 'member',
    change: another,
    operation: ofMember('name'),
  },
  {
    what: 'the status of another member',
    call: `GET ${member}/status`,
    root: 'member',
    change: another,
    operation: ofMember('status { isAuthenticated }'),
  },
  {
    what: 'another account',
    call: `GET ${user}/accounts/${accountGuid}`,
    root: 'account',
    change: { guid: ada.accountGuids[1] },
    operation: ofUser(`account(guid: "${accountGuid}") { name }`),
  },
  {
    what: 'another reward',
    call: `GET ${member}/rewards/${rewardGuid}`,
    root: 'reward',
    change: { guid: 'RWD-other' },
    operation: ofMember(`reward(guid: "${rewardGuid}") { description }`),
  },
  {
    what: 'a reward of another member',
    call: `GET ${member}/rewards/${rewardGuid}`,
    root: 'reward',
    change: { member_guid: otherGuid },
    operation: ofMember(`reward(guid: "${rewardGuid}") { description }`),
  },
  {
    what: 'another transaction',
    call: `GET ${user}/transactions/${transactionGuid}`,
    root: 'transaction',
    change: { guid: ada.transactionGuids[1] },
    operation: {
      query: 'query ($id: ID!) { node(id: $id) { ... on Transaction { description } } }',
      variables: {
        id: Buffer.from(`Transaction:${ada.userGuid}:${transactionGuid}`).toString('base64url'),
      },
    },
  },
  {
    what: 'another card product',
    call: `GET /credit_card_products/${PRODUCT}`,
    root: 'credit_card_product',
    change: { guid: 'CCA-other' },
    operation: ofUser(`account(guid: "${accountGuid}") { creditCardProduct { name } }`),
  },
  {
    what: 'another institution',
    call: `GET /institutions/${CODE}`,
    root: 'institution',
    change: { code: 'other_bank', guid: 'INS-other' },
    operation: { query: `{ institution(code: "${CODE}") { name } }` },
  },
  {
    what: 'another member, changed',
    call: `PUT ${member}`,
    root: 'member',
    change: another,
    operation: mutation('updateMember', { memberId, metadata: 'x' }),
  },
  {
    what: 'the aggregation of another member',
    call: `POST ${member}/aggregate`,
    root: 'member',
    change: another,
    operation: mutation('aggregateMember', { memberId }),
  },
  {
    what: 'the rewards job of another member',
    call: `POST ${member}/fetch_rewards`,
    root: 'member',
    change: another,
    operation: mutation('fetchRewards', { memberId }),
  },
  {
    what: "the resumption of another member's job",
    call: `PUT ${user}/members/${otherGuid}/resume`,
    root: 'member',
    change: { guid: memberGuid },
    operation: mutation('answerChallenges', {
      memberId: memberIdOf(ada, 1),
      answers: [{ challengeId: `CHA-${ada.tag}`, value: 'x' }],
    }),
  },
  {
    what: 'the OAuth window of another member',
    call: `GET ${member}/oauth_window_uri`,
    root: 'member',
    change: another,
    operation: mutation('requestOAuthWindow', { memberId }),
  },
  {
    what: 'a new member with another id',
    call: `POST ${user}/members`,
    root: 'member',
    change: { id: 'other' },
    operation: mutation('createMember', {
      userId: ada.userId,
      institutionCode: CODE,
      isOAuth: true,
      externalId: `member-${ada.userGuid}`,
    }),
  },
  {
    what: 'another user, changed',
    call: `PUT ${user}`,
    root: 'user',
    change: { guid: 'USR-other' },
    operation: mutation('updateUser', { userId: ada.userId, metadata: 'x' }),
  },
  {
    what: "another user's widget",
    call: `POST ${user}/connect_widget_url`,
    root: 'user',
    change: { guid: 'USR-other' },
    operation: mutation('requestConnectWidget', { userId: ada.userId }),
  },
];

const versions: readonly ApiVersion[] = ['v20111101', 'v20250224'];

test.for(
  versions.flatMap((apiVersion) =>
    cases
      // The widget's answer names nobody by guid under v20250224.
      .filter(({ call }) => apiVersion === 'v20111101' || !call.endsWith('/connect_widget_url'))
      .map((each) => ({ ...each, apiVersion })),
  ),
)(
  'under $apiVersion $what in response to $call is refused, and the right one is served after it',
  async ({ apiVersion, call, root, change, operation }) => {
    await using t = await startTenantGateway([ada], { apiVersion });
    const client = t.as(partnerToken());
    let lies = 0;
    t.mx.lie((made, body) => {
      if (made !== call) return undefined;
      lies += 1;
      return { [root]: { ...(body[root] as Json), ...change } };
    });
    const refused = await client.ask('http', operation);
    expect(refused.answers[0]?.errors).toMatchObject([
      { extensions: { code: 'UPSTREAM_BAD_RESPONSE' } },
    ]);
    expect(t.gateway.logs.join('')).toMatch(/names another/);
    expect(lies).toBe(1);
    t.mx.lie(() => undefined);
    await expect
      .poll(async () => (await client.ask('http', operation)).answers[0]?.errors)
      .toBeUndefined();
  },
);

const silent = [{ guid: undefined }, { guid: null }];

test.for(silent)('a status with %j for its member is accepted', async (change) => {
  await using t = await startTenantGateway([ada]);
  await using client = createCaller({ url: t.url, token: ada.token() });
  t.mx.lie((made, body) =>
    made.endsWith('/status') ? { member: { ...(body['member'] as Json), ...change } } : undefined,
  );
  const { answers } = await client.ask('http', ofMember('status { isAuthenticated }'));
  expect(answers[0]?.errors).toBeUndefined();
  expect(answers[0]?.data?.['member'].status).toEqual({ isAuthenticated: true });
});

test('an institution requested by guid is the one with that guid', async () => {
  await using t = await startTenantGateway([ada]);
  await using client = createCaller({ url: t.url, token: ada.token() });
  t.mx.take((call, response) => {
    if (call !== 'GET /institutions/INS-1') return false;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ institution: { code: CODE, guid: 'INS-1', name: 'Bank' } }));
    return true;
  });
  const { answers } = await client.ask('http', {
    query: '{ institution(code: "INS-1") { code } }',
  });
  expect(answers[0]).toEqual({ data: { institution: { code: CODE } } });
});
