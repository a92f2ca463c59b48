import { expect, test } from 'vitest';
import { createCaller, type Operation, transports } from '../support/caller.ts';
import { startTestGateway } from '../support/gateway.ts';
import { startTaggedMx } from '../support/tagged-mx.ts';
import { createTenant, memberIdOf, type Tenant, tokenAuth } from '../support/tenants.ts';
import { createForeignWords } from './foreign-words.ts';

const ada = createTenant('ada', 0);
const bob = createTenant('bob', 1);
const { foreignWords, holdsTag } = createForeignWords([ada, bob]);

type Json = Readonly<Record<string, unknown>>;

/** What MX says of Ada, with all of it said of Bob. */
function toBob(body: Json): Json {
  const text = JSON.stringify(body).replaceAll(ada.tag, bob.tag).replaceAll(ada.digits, bob.digits);
  return JSON.parse(text) as Json;
}

/** The last element of a list alone, the others staying Ada's. */
function lastToBob(body: Json): Json {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => {
      if (!Array.isArray(value)) return [key, value];
      const rows = value as readonly Json[];
      return [key, rows.map((row, index) => (index === rows.length - 1 ? toBob(row) : row))];
    }),
  );
}

interface Case {
  readonly what: string;
  /** The call whose answer is Bob's. */
  readonly call: RegExp;
  readonly lie: (body: Json) => Json;
  readonly operation: Operation;
}

const memberId = memberIdOf(ada);
const [memberGuid = ''] = ada.memberGuids;
const path = `/users/${ada.userGuid}`;
const member = `${path}/members/${memberGuid}`;
const at = (call: string) => new RegExp(`^${call}$`);

const mutation = (name: string, input: Json): Operation => ({
  query: `mutation ($input: ${name.replace(/^./, (letter) => letter.toUpperCase())}Input!) {
    ${name}(input: $input) { __typename ... on Error { code } } }`,
  variables: { input },
});

const cases: readonly Case[] = [
  {
    what: 'the user',
    call: at(`GET ${path}`),
    lie: toBob,
    operation: { query: '{ viewer { guid email externalId metadata } }' },
  },
  {
    what: 'one member in the list',
    call: at(`GET ${path}/members`),
    lie: lastToBob,
    operation: { query: '{ viewer { members { nodes { guid name metadata } } } }' },
  },
  {
    what: 'one account in the list',
    call: at(`GET ${path}/accounts`),
    lie: lastToBob,
    operation: {
      query: '{ viewer { members { nodes { accounts { nodes { name balance } } } } } }',
    },
  },
  {
    what: 'one reward in the list',
    call: at(`GET ${member}/rewards`),
    lie: lastToBob,
    operation: { query: '{ viewer { members { nodes { rewards { description balance } } } } }' },
  },
  {
    what: 'one transaction in the list',
    call: at(`GET ${path}/transactions`),
    lie: lastToBob,
    operation: { query: '{ viewer { transactions { nodes { description amount } } } }' },
  },
  {
    what: 'a member',
    call: at(`GET ${member}`),
    lie: toBob,
    operation: {
      query: 'query ($id: ID!) { node(id: $id) { ... on Member { name metadata } } }',
      variables: { id: memberId },
    },
  },
  {
    what: 'an account',
    call: at(`GET ${path}/accounts/${ada.accountGuids[0]}`),
    lie: toBob,
    operation: { query: `{ viewer { account(guid: "${ada.accountGuids[0]}") { name balance } } }` },
  },
  {
    what: 'a reward',
    call: at(`GET ${member}/rewards/${ada.rewardGuids[0]}`),
    lie: toBob,
    operation: {
      query: `{ member(guid: "${memberGuid}") { reward(guid: "${ada.rewardGuids[0]}") { description } } }`,
    },
  },
  {
    what: 'a status',
    call: at(`GET ${member}/status`),
    lie: toBob,
    operation: {
      query: `{ member(guid: "${memberGuid}") { status { isAuthenticated connectionStatusRaw } } }`,
    },
  },
  {
    what: 'the answer to a new member',
    call: at(`POST ${path}/members`),
    lie: toBob,
    operation: mutation('createMember', { institutionCode: 'shared_bank', isOAuth: true }),
  },
  {
    what: 'the answer to a changed member',
    call: at(`PUT ${member}`),
    lie: toBob,
    operation: mutation('updateMember', { memberId, metadata: 'x' }),
  },
  {
    what: 'the answer to a job',
    call: at(`POST ${member}/fetch_rewards`),
    lie: toBob,
    operation: mutation('fetchRewards', { memberId }),
  },
  {
    what: 'the address of the OAuth window',
    call: at(`GET ${member}/oauth_window_uri`),
    lie: toBob,
    operation: mutation('requestOAuthWindow', { memberId }),
  },
  {
    what: "the widget's address",
    call: at(`POST ${path}/connect_widget_url`),
    lie: toBob,
    operation: mutation('requestConnectWidget', { userId: ada.userId }),
  },
];

test.for(cases)(
  'case 5: $what that MX gives of another user is refused and logged, and nothing of it delivered',
  async ({ call, lie, operation }) => {
    await using mx = await startTaggedMx([ada, bob]);
    await using gateway = await startTestGateway({
      config: { upstream: mx.upstream, auth: tokenAuth },
    });
    await using client = createCaller({ url: gateway.url, token: ada.token() });
    let lies = 0;
    mx.lie((made, body) => {
      if (!call.test(made)) return undefined;
      lies += 1;
      return lie(body);
    });
    for (const transport of transports) {
      const { text, answers } = await client.ask(transport, operation);
      expect(foreignWords(text, ada)).toBeUndefined();
      const codes = answers[0]?.errors?.map(({ extensions }) => extensions?.['code']);
      expect(codes).toContain('UPSTREAM_BAD_RESPONSE');
      expect(gateway.logs.splice(0).join('')).toContain('names another user');
    }
    expect(lies).toBeGreaterThan(0);
  },
);

const streams = [
  `subscription ($id: ID!) { memberStatus(memberId: $id) { connectionStatusRaw member { name } } }`,
  `subscription ($id: ID!) { rewardsRefresh(memberId: $id) { __typename
    ... on RewardsRefreshCompleted { rewards { description } } } }`,
];

test.for(streams)(
  'case 5: a stream never delivers the status of another user: %s',
  async (query) => {
    await using mx = await startTaggedMx([ada, bob]);
    await using gateway = await startTestGateway({
      config: { upstream: mx.upstream, auth: tokenAuth },
    });
    let isLying = true;
    mx.lie((call, body) => (isLying && call.endsWith('/status') ? toBob(body) : undefined));
    await using client = createCaller({ url: gateway.url, token: ada.token() });
    const operation = { query, variables: { id: memberId } };
    const told = [client.ask('sse', operation, 1), client.ask('websocket', operation, 1)];
    // Lies are trouble of MX's: a stream asks again, and a job that needs the status fails. Both
    // clients may share one read.
    await expect
      .poll(() => mx.calls.filter((call) => call.endsWith('/status')).length)
      .toBeGreaterThan(0);
    isLying = false;
    for (const { text } of await Promise.all(told)) {
      expect(foreignWords(text, ada)).toBeUndefined();
      expect(text).toMatch(/CONNECTED|UPSTREAM_BAD_RESPONSE/);
    }
  },
);

test('case 5: the same responses are delivered to the user they belong to', async () => {
  await using mx = await startTaggedMx([ada, bob]);
  await using gateway = await startTestGateway({
    config: { upstream: mx.upstream, auth: tokenAuth },
  });
  await using client = createCaller({ url: gateway.url, token: ada.token() });
  for (const { operation } of cases.slice(0, 8)) {
    const { text, answers } = await client.ask('http', operation);
    expect(answers[0]?.errors).toBeUndefined();
    expect(holdsAny(text, ada)).toBe(true);
  }
});

/** True when a text holds the tag of a user or one of their amounts. */
function holdsAny(text: string, tenant: Tenant): boolean {
  return holdsTag(text, tenant) || text.includes(tenant.digits);
}
