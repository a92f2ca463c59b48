import { getNamedType, isInputObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { toGlobalId } from '../../src/schema/global-id.ts';
import { schema } from '../../src/schema/schema.ts';
import { type Operation, transports } from '../support/caller.ts';
import { startTenantGateway } from '../support/tenant-gateway.ts';
import { createTenant, memberIdOf } from '../support/tenants.ts';

const [ada, bob] = [createTenant('ada', 0), createTenant('bob', 1)];
const members = { ada: ada.memberGuids[0] ?? '', bob: bob.memberGuids[0] ?? '' };
const ofBob = (guid: string | undefined) => guid ?? '';

/** Each names something of Bob's, and what stands there when nothing is to be found. */
const foreign: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['user', 'query ($id: ID!) { user(guid: $id) { email } }', { id: bob.userGuid }],
  ['externalId', 'query ($id: ID!) { user(externalId: $id) { email } }', { id: bob.externalId }],
  [
    'member',
    'query ($id: ID!, $user: ID!) { member(guid: $id, userGuid: $user) { name } }',
    { id: members.bob, user: bob.userGuid },
  ],
  ...[
    bob.userId,
    memberIdOf(bob),
    toGlobalId('Account', bob.userGuid, ofBob(bob.accountGuids[0])),
    toGlobalId('Reward', bob.userGuid, members.bob, ofBob(bob.rewardGuids[0])),
    toGlobalId('Transaction', bob.userGuid, ofBob(bob.transactionGuids[0])),
  ].map((id) => ['node', 'query ($id: ID!) { node(id: $id) { id } }', { id }] as const),
];

/** The same of a user who does not exist. */
function ofNobody(variables: Readonly<Record<string, string>>) {
  const rename = (id: string) => {
    const text = Buffer.from(id, 'base64url').toString();
    return text.includes(bob.tag)
      ? Buffer.from(text.replaceAll(bob.tag, 'tagnil')).toString('base64url')
      : id.replaceAll(bob.tag, 'tagnil');
  };
  return Object.fromEntries(Object.entries(variables).map(([name, id]) => [name, rename(id)]));
}

test.for(transports)(
  "case 1: another user's objects equal those that do not exist, without a call about them, over %s",
  async (transport) => {
    await using t = await startTenantGateway([ada, bob]);
    const client = t.as(ada);
    for (const [, query, variables] of foreign) {
      const theirs = await client.ask(transport, { query, variables });
      const nobodys = await client.ask(transport, { query, variables: ofNobody(variables) });
      expect(theirs.answers).toEqual(nobodys.answers);
      expect(Object.values(theirs.answers[0]?.data ?? {})).toEqual([null]);
      expect(theirs.answers[0]?.errors).toBeUndefined();
    }
    expect(t.mx.calls.filter((call) => !call.startsWith(`GET /users/${ada.userGuid}`))).toEqual([]);
  },
);

const mutations: readonly (readonly [string, string])[] = [
  ['updateMember', 'memberId: $id, metadata: "x"'],
  ['deleteMember', 'memberId: $id'],
  ['aggregateMember', 'memberId: $id'],
  ['fetchRewards', 'memberId: $id'],
  ['answerChallenges', 'memberId: $id, answers: []'],
  ['requestOAuthWindow', 'memberId: $id'],
  ['requestConnectWidget', 'memberId: $id'],
];

test.for(transports)(
  "case 1: a mutation of another user's objects is NotFoundError, without any call, over %s",
  async (transport) => {
    await using t = await startTenantGateway([ada, bob]);
    const client = t.as(ada);
    const ids = [
      ...mutations,
      ['createMember', 'userId: $user, institutionCode: "b", isOAuth: true'],
    ];
    for (const [name = '', input = ''] of ids) {
      const head = input.includes('$user') ? '$user: ID!' : '$id: ID!';
      const query = `mutation (${head}) { it: ${name}(input: { ${input} }) { __typename } }`;
      const variables = { id: memberIdOf(bob), user: bob.userId };
      const { answers } = await client.ask(transport, { query, variables });
      expect(answers).toEqual([{ data: { it: { __typename: 'NotFoundError' } } }]);
    }
    expect(t.mx.calls).toEqual([]);
  },
);

test.for(transports)(
  "case 2: the path at MX begins with the caller's guid, whoever's member is named, over %s",
  async (transport) => {
    await using t = await startTenantGateway([ada, bob]);
    const client = t.as(ada);
    const query = `query ($member: ID!, $account: ID!, $id: ID!) {
      member(guid: $member) { name } viewer { account(guid: $account) { name } }
      node(id: $id) { id }
    }`;
    const id = toGlobalId('Member', ada.userGuid, members.bob);
    const variables = { member: members.bob, account: bob.accountGuids[0], id };
    const { answers } = await client.ask(transport, { query, variables });
    expect(answers).toEqual([{ data: { member: null, viewer: { account: null }, node: null } }]);
    expect(t.mx.calls.length).toBeGreaterThan(0);
    for (const call of t.mx.calls) {
      expect(`${call}/`).toContain(`GET /users/${ada.userGuid}/`);
    }
  },
);

test.for(transports)(
  'case 4: an id of another type, or with the path of another user, is refused without a call, over %s',
  async (transport) => {
    await using t = await startTenantGateway([ada, bob]);
    const client = t.as(ada);
    const wrong = [
      ada.userId,
      toGlobalId('Account', ada.userGuid, members.ada),
      toGlobalId('Reward', ada.userGuid, members.ada, 'RWD-1'),
      Buffer.from(`Query:${ada.userGuid}:${members.ada}`).toString('base64url'),
      Buffer.from(`member:${ada.userGuid}:${members.ada}`).toString('base64url'),
      Buffer.from(`Member:${ada.userGuid}:${members.ada}:x`).toString('base64url'),
      `${memberIdOf(ada)}=`,
      Buffer.from(`__proto__:${ada.userGuid}`).toString('base64url'),
    ];
    const query = 'mutation ($id: ID!) { deleteMember(input: { memberId: $id }) { __typename } }';
    for (const id of wrong) {
      const { answers } = await client.ask(transport, { query, variables: { id } });
      expect(answers).toMatchObject([{ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
    }
    expect(t.mx.calls).toEqual([]);
  },
);

const watch = 'subscription ($id: ID!) { memberStatus(memberId: $id) { connectionStatusRaw } }';
const refresh = 'subscription ($id: ID!) { rewardsRefresh(memberId: $id) { __typename } }';

test.for(['sse', 'websocket'] as const)(
  "case 6: a stream to another's member is refused without a call, over %s",
  async (transport) => {
    await using t = await startTenantGateway([ada, bob]);
    for (const query of [watch, refresh]) {
      const variables = { id: memberIdOf(bob) };
      const { answers } = await t.as(ada).ask(transport, { query, variables });
      expect(answers).toMatchObject([{ errors: [{ extensions: { code: 'NOT_FOUND' } }] }]);
    }
    expect(t.mx.calls).toEqual([]);
  },
);

test('case 6: a stream ends when its token does, on both transports', async () => {
  await using t = await startTenantGateway([ada]);
  const client = t.as(ada.token(1.2));
  const operation = { query: watch, variables: { id: memberIdOf(ada) } };
  const startedAt = performance.now();
  const [socket, stream] = await Promise.allSettled([
    client.ask('websocket', operation),
    client.ask('sse', operation),
  ]);
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  expect(socket).toMatchObject({ value: { closed: 4403 } });
  expect(stream).toMatchObject({ status: 'rejected', reason: { message: 'terminated' } });
});

test('case 7: users whose objects have the same guids share no read, no stream and no response', async () => {
  await using t = await startTenantGateway([ada, bob]);
  const shared = ada.memberGuids.at(-1) ?? '';
  expect(bob.memberGuids.at(-1)).toBe(shared);
  const read: Operation = {
    query: `query ($guid: ID!) { member(guid: $guid) { name rewards { description }
      accounts(first: 3) { nodes { name } } status { isAuthenticated } } }`,
    variables: { guid: shared },
  };
  const clients = [t.as(ada), t.as(bob)] as const;
  const asked = transports.flatMap((transport) =>
    clients.map((client) => client.ask(transport, read)),
  );
  const streams = clients.map((client, index) => {
    const variables = { id: memberIdOf(index === 0 ? ada : bob, 3) };
    const query = watch.replace('connectionStatusRaw', 'member { name }');
    return client.ask('websocket', { query, variables }, 1);
  });
  for (const [index, { text }] of (await Promise.all([...asked, ...streams])).entries()) {
    const [own, other] = index % 2 === 0 ? [ada, bob] : [bob, ada];
    expect(text).toContain(own.tag);
    expect(text).not.toContain(other.tag);
  }
});

test('case 8: inputs have only fields that a caller may write, and MX receives no other', async () => {
  const fields = new Map(
    Object.values(schema.getMutationType()?.getFields() ?? {}).map(({ name, args }) => {
      const type = getNamedType(args[0]?.type);
      return [name, isInputObjectType(type) ? Object.keys(type.getFields()).toSorted() : []];
    }),
  );
  expect(fields.get('updateMember')).toEqual([
    ...['backgroundAggregationIsDisabled', 'credentials', 'externalId', 'memberId', 'metadata'],
  ]);
  for (const [name, names] of fields) {
    expect(names.join()).not.toMatch(/guid|isManual|isManaged|connectionStatus|role|scope|admin/i);
    expect(names.includes('isDisabled')).toBe(/^(?:create|update)User$/.test(name));
  }

  await using t = await startTenantGateway([ada]);
  const query = `mutation ($input: UpdateMemberInput!) { updateMember(input: $input) { __typename } }`;
  const input = { memberId: memberIdOf(ada), metadata: 'x' };
  for (const transport of transports) {
    const more = { ...input, is_disabled: true, userGuid: bob.userGuid, __proto__: { id: 'x' } };
    const refused = await t.as(ada).ask(transport, { query, variables: { input: more } });
    expect(refused.answers[0]?.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  }
  expect(t.mx.calls).toEqual([]);
  await t.as(ada).ask('http', { query, variables: { input } });
  expect(t.mx.bodies.map((body) => JSON.parse(body))).toEqual([{ member: { metadata: 'x' } }]);
});

const administrative = [
  'mutation { createUser(input: { externalId: "x" }) { __typename } }',
  `mutation { updateUser(input: { userId: "${ada.userId}", metadata: "x" }) { __typename } }`,
  `mutation { deleteUser(input: { userId: "${ada.userId}" }) { __typename } }`,
  '{ users { nodes { email } } }',
];

test.for(transports)(
  'case 10: an operation for partners is FORBIDDEN to end users, without a call, over %s',
  async (transport) => {
    await using t = await startTenantGateway([ada]);
    for (const query of administrative) {
      const { answers } = await t.as(ada).ask(transport, { query });
      expect(answers).toMatchObject([{ errors: [{ extensions: { code: 'FORBIDDEN' } }] }]);
    }
    expect(t.mx.calls).toEqual([]);
  },
);

test("case 38: the response time does not reveal whether another user's object exists", async () => {
  await using t = await startTenantGateway([ada, bob]);
  const client = t.as(ada);
  const query = 'query ($id: ID!) { node(id: $id) { id } }';
  const spent = { there: 0, gone: 0 };
  const tries = 250;
  for (let turn = 0; turn < 2 * tries; turn += 1) {
    const what = turn % 2 === 0 ? 'there' : 'gone';
    const id = memberIdOf(bob);
    const variables = what === 'there' ? { id } : ofNobody({ id });
    const startedAt = performance.now();
    await client.ask('http', { query, variables });
    spent[what] += performance.now() - startedAt;
  }
  expect(Math.abs(spent.there - spent.gone) / tries).toBeLessThan(5);
  expect(t.mx.calls).toEqual([]);
});
