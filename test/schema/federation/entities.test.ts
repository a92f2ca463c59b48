import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { household, nobody } from '../../support/household.ts';

const { userGuid, bank } = household;
const config = { isSubgraph: true };
const entities =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on Node { id } } }';
const names =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Member { name } } }';

const known = [
  { __typename: 'User', id: household.userId },
  { __typename: 'Member', id: household.bankId },
  { __typename: 'Account', id: toGlobalId('Account', userGuid, bank.accounts.card) },
  { __typename: 'Reward', id: toGlobalId('Reward', userGuid, bank.memberGuid, bank.rewards.gold) },
  {
    __typename: 'CreditCardProduct',
    id: toGlobalId('CreditCardProduct', 'CCA-b5bcd822-6d01-4e23-b8d6-846a225e714a'),
  },
  { __typename: 'Institution', id: toGlobalId('Institution', 'mxbank') },
] as const;

test('a router reads nodes of every type, in the order of its representations', async () => {
  await using gateway = await startTestGateway({ config });
  const { data: owned } = await gateway.query(
    '{ viewer: user(guid: "' + userGuid + '") { transactions(first: 1) { nodes { id } } } }',
  );
  const id: unknown = owned?.['viewer'].transactions.nodes[0].id;
  const representations = [...known, { __typename: 'Transaction', id }, known[0]];
  expect(await gateway.query(entities, { representations })).toEqual({
    data: { _entities: representations },
  });
});

test('members of one user cost as many calls as `nodes` with their ids', async () => {
  await using gateway = await startTestGateway({ config });
  const ids = [household.bankId, household.cardsId, household.bankId];
  const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Member { name } } }';
  await gateway.query(nodes, { ids });
  const callsOfNodes = gateway.sandbox.calls.splice(0);
  const representations = ids.map((id) => ({ __typename: 'Member', id }));
  const { data } = await gateway.query(names, { representations });
  expect(data?.['_entities']).toMatchObject([
    { name: 'MX Bank' },
    { name: 'Summit Card Services' },
    { name: 'MX Bank' },
  ]);
  expect(gateway.sandbox.calls).toEqual(callsOfNodes);
  expect(callsOfNodes).toEqual([`GET ${household.path}/members`]);
});

test('what does not exist is null, and not an error', async () => {
  await using gateway = await startTestGateway({ config });
  const representations = [
    { __typename: 'User', id: toGlobalId('User', nobody.userGuid) },
    { __typename: 'Member', id: nobody.memberId },
    { __typename: 'Institution', id: toGlobalId('Institution', 'nowhere') },
  ];
  expect(await gateway.query(entities, { representations })).toEqual({
    data: { _entities: [null, null, null] },
  });
});

test('further fields of a representation, which a router may send, are ignored', async () => {
  await using gateway = await startTestGateway({ config });
  const representations = [{ ...known[1], name: 'x', user: { id: 'y' } }];
  expect(await gateway.query(entities, { representations })).toEqual({
    data: { _entities: [known[1]] },
  });
});

test('a representation may be written into the document, with a variable in it', async () => {
  await using gateway = await startTestGateway({ config });
  const document = `query ($id: ID!) {
    _entities(representations: [{ __typename: "Member", id: $id }, { __typename: "Member", id: "canary" }]) {
      ... on Member { name }
    }
  }`;
  const { data, errors } = await gateway.query(document, { id: household.bankId });
  expect(data).toEqual({ _entities: [{ name: 'MX Bank' }, null] });
  expect(errors).toHaveLength(1);
});

const malformed: readonly (readonly [string, unknown, readonly string[]])[] = [
  [
    'a type that is not a node',
    { __typename: 'MemberStatus', id: household.bankId },
    ['__typename'],
  ],
  ['a name of every object', { __typename: 'constructor', id: 'canary' }, ['__typename']],
  ['no type', { id: household.bankId }, ['__typename']],
  ['no id', { __typename: 'Member' }, ['id']],
  ['an id that is a number', { __typename: 'Member', id: 7 }, ['id']],
  ['the id of another type', { __typename: 'Member', id: household.userId }, ['id']],
  ["MX's guid", { __typename: 'Member', id: bank.memberGuid }, ['id']],
  ['an id that leaves its path', { __typename: 'User', id: 'VXNlcjouLg' }, ['id']],
  ['a text', 'canary', []],
  ['a list', [known[0]], ['__typename']],
];

test.for(malformed)(
  'a representation with %s is one error that names its field, and costs no call',
  async ([, representation, field]) => {
    await using gateway = await startTestGateway({ config });
    const representations = [known[0], representation];
    const { data, errors } = await gateway.query(entities, { representations });
    expect(data).toEqual({ _entities: [known[0], null] });
    expect(errors).toMatchObject([
      {
        path: ['_entities', 1],
        extensions: { code: 'BAD_USER_INPUT', inputPath: ['representations', '1', ...field] },
      },
    ]);
    expect(JSON.stringify(errors)).not.toContain('canary');
    expect(gateway.sandbox.calls).toEqual([`GET ${household.path}`]);
  },
);

test('as many representations as the limit are accepted, and one more is refused without a call', async () => {
  await using gateway = await startTestGateway({ config });
  const send = (length: number) => {
    const representations = Array.from({ length }, () => known[0]);
    return gateway.query(entities, { representations });
  };
  expect((await send(limits.representations)).data?.['_entities']).toHaveLength(1_000);
  gateway.sandbox.calls.length = 0;
  expect((await send(limits.representations + 1)).errors).toMatchObject([
    {
      message: 'representations must have at most 1000 items.',
      extensions: {
        code: 'BAD_USER_INPUT',
        limit: 'representations',
        inputPath: ['representations'],
      },
    },
  ]);
  expect(gateway.sandbox.calls).toEqual([]);
});

test('the cost counts each representation', async () => {
  await using gateway = await startTestGateway({ config });
  const document = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on User { rewards { id } } }
  }`;
  const representations = Array.from({ length: 1_000 }, () => known[0]);
  const { errors } = await gateway.query(document, { representations });
  expect(errors).toMatchObject([{ extensions: { limit: 'cost' } }]);
  expect(gateway.sandbox.calls).toEqual([]);
});
