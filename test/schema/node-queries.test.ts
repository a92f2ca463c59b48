import { expect, test } from 'vitest';
import { toGlobalId } from '../../src/schema/global-id.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household, nobody } from '../support/household.ts';

const { userGuid, bank } = household;
const [anAccount, aReward] = [bank.accounts.card, bank.rewards.gold];
const neighbour = 'USR-fa7537f3-48aa-a683-a02a-b18940482f54';
const product = 'CCA-b5bcd822-6d01-4e23-b8d6-846a225e714a';

const node = 'query ($id: ID!) { node(id: $id) { __typename id } }';
const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';

const known: readonly (readonly [string, string])[] = [
  ['User', household.userId],
  ['Member', household.bankId],
  ['Account', toGlobalId('Account', userGuid, anAccount)],
  ['Reward', toGlobalId('Reward', userGuid, bank.memberGuid, aReward)],
  ['CreditCardProduct', toGlobalId('CreditCardProduct', product)],
  ['Institution', toGlobalId('Institution', 'mxbank')],
];

test.for(known)('a %s is found again by its id, in one call', async ([type, id]) => {
  await using gateway = await startTestGateway();
  expect(await gateway.query(node, { id })).toEqual({ data: { node: { __typename: type, id } } });
  expect(gateway.sandbox.calls).toHaveLength(1);
});

const gone: readonly (readonly [string, string])[] = [
  ['a user that does not exist', toGlobalId('User', nobody.userGuid)],
  ['a member that does not exist', nobody.memberId],
  ['a member of another user', toGlobalId('Member', neighbour, bank.memberGuid)],
  ['an account of another user', toGlobalId('Account', neighbour, anAccount)],
  [
    'a reward of another member',
    toGlobalId('Reward', userGuid, household.cards.memberGuid, aReward),
  ],
  ['a product that does not exist', toGlobalId('CreditCardProduct', 'CCA-1')],
  ['an institution that does not exist', toGlobalId('Institution', 'nowhere')],
  ['a guid of the wrong kind', toGlobalId('User', 'ZZZ-1')],
];

test.for(gone)('%s is null, and not an error', async ([, id]) => {
  await using gateway = await startTestGateway();
  expect(await gateway.query(node, { id })).toEqual({ data: { node: null } });
});

test('nodes come in the order of their ids, deleted ones as null and repeated ones twice', async () => {
  await using gateway = await startTestGateway();
  const ids = [...known, ...gone, ...known].map(([, id]) => id);
  const { data, errors } = await gateway.query(nodes, { ids });
  expect(errors).toBeUndefined();
  const found = known.map(([type, id]) => ({ __typename: type, id }));
  expect(data?.['nodes']).toEqual([...found, ...gone.map(() => null), ...found]);
});

test('many members of one user cost one list', async () => {
  await using gateway = await startTestGateway();
  const ids = [household.bankId, household.cardsId, household.bankId];
  await gateway.query(nodes, { ids });
  expect(gateway.sandbox.calls).toEqual([`GET ${household.path}/members`]);
});

test('a hundred ids are taken, and one more is refused without a call', async () => {
  await using gateway = await startTestGateway();
  const ids = (length: number) => Array.from({ length }, () => household.bankId);
  expect((await gateway.query(nodes, { ids: ids(100) })).data?.['nodes']).toHaveLength(100);
  gateway.sandbox.calls.length = 0;
  const { errors } = await gateway.query(nodes, { ids: ids(101) });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', inputPath: ['ids'] } }]);
  expect(gateway.sandbox.calls).toEqual([]);
});

test('an empty list of ids gives no objects', async () => {
  await using gateway = await startTestGateway();
  expect(await gateway.query(nodes, { ids: [] })).toEqual({ data: { nodes: [] } });
});

test('one malformed id refuses all, names its place and makes no call', async () => {
  await using gateway = await startTestGateway();
  const { data, errors } = await gateway.query(nodes, { ids: [household.bankId, 'canary'] });
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT', inputPath: ['ids', '1'] } },
  ]);
  expect(JSON.stringify(errors)).not.toContain('canary');
  expect(gateway.sandbox.calls).toEqual([]);
});

const lookups: readonly (readonly [string, readonly string[]])[] = [
  ['node(id: "USR-1") { id }', ['id']],
  [`node(id: "${household.bankId}=") { id }`, ['id']],
  ['user(guid: "..") { guid }', ['guid']],
  ['user(guid: "usr-1") { guid }', ['guid']],
  ['user(guid: "") { guid }', ['guid']],
  ['user(externalId: "a/b") { guid }', ['externalId']],
  ['user(externalId: "") { guid }', ['externalId']],
  [`user(externalId: "${'x'.repeat(1025)}") { guid }`, ['externalId']],
  ['user { guid }', ['guid']],
  ['user(guid: null, externalId: null) { guid }', ['guid']],
  [`user(guid: "${userGuid}", externalId: "demo-household") { guid }`, ['externalId']],
  [`member(guid: "${bank.memberGuid}") { guid }`, ['userGuid']],
  [`member(guid: "../status", userGuid: "${userGuid}") { guid }`, ['guid']],
  [
    `member(guid: "${bank.memberGuid}", userGuid: "%2e%2e") { guid rewards { guid } }`,
    ['userGuid'],
  ],
  [`user(by: {guid: "${userGuid}"}, guid: "${userGuid}") { guid }`, ['guid']],
  ['user(by: {guid: "usr-1"}) { guid }', ['by', 'guid']],
  ['user(by: {externalId: "a/b"}) { guid }', ['by', 'externalId']],
  [`user(by: {externalId: "${'x'.repeat(1025)}"}) { guid }`, ['by', 'externalId']],
  [`user(by: {id: "${household.bankId}"}) { guid }`, ['by', 'id']],
  [`user(by: {id: "${userGuid}"}) { guid }`, ['by', 'id']],
  ['member { guid }', ['guid']],
  [`member(by: {id: "${household.bankId}"}, guid: "${bank.memberGuid}") { guid }`, ['guid']],
  [`member(by: {id: "${household.bankId}"}, userGuid: "${userGuid}") { guid }`, ['userGuid']],
  [`member(by: {guid: "${bank.memberGuid}"}) { guid }`, ['userGuid']],
  [`member(by: {guid: ".."}, userGuid: "${userGuid}") { guid }`, ['by', 'guid']],
  [`member(by: {id: "${household.userId}"}) { guid }`, ['by', 'id']],
  ['institution(code: "a/../b") { name }', ['code']],
  ['institution(code: "") { name }', ['code']],
  ['creditCardProduct(guid: "CCA-1?x=y") { name }', ['guid']],
];

test.for(lookups)('%s names its input and makes no call', async ([field, inputPath]) => {
  await using gateway = await startTestGateway();
  const { data, errors } = await gateway.query(`{ ${field} }`);
  expect(Object.values(data ?? {})).toEqual([null]);
  expect(errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT', retryable: false, inputPath } },
  ]);
  expect(gateway.sandbox.calls).toEqual([]);
});

test.for([
  `user(guid: "${nobody.userGuid}") { email }`,
  'user(externalId: "nobody") { guid }',
  'user(by: {externalId: "nobody"}) { guid }',
  `user(by: {guid: "${nobody.userGuid}"}) { email }`,
  `member(by: {id: "${nobody.memberId}"}) { name }`,
  `member(by: {id: "${toGlobalId('Member', neighbour, bank.memberGuid)}"}) { name }`,
  `member(by: {guid: "${bank.memberGuid}"}, userGuid: "${neighbour}") { name }`,
  `member(guid: "${nobody.memberGuid}", userGuid: "${userGuid}") { name }`,
  `member(guid: "${bank.memberGuid}", userGuid: "${neighbour}") { name }`,
  'institution(code: "nowhere") { name }',
  'creditCardProduct(guid: "CCA-1") { name }',
])('%s is null, and not an error', async (field) => {
  await using gateway = await startTestGateway();
  const { data, errors } = await gateway.query(`{ found: ${field} }`);
  expect({ data, errors }).toEqual({ data: { found: null }, errors: undefined });
});

test.for([
  [`user(by: {id: "${household.userId}"}) { id }`, `user(guid: "${userGuid}") { id }`],
  [`user(by: {guid: "${userGuid}"}) { id }`, `user(guid: "${userGuid}") { id }`],
  ['user(by: {externalId: "demo-household"}) { id }', 'user(externalId: "demo-household") { id }'],
  [
    `member(by: {id: "${household.bankId}"}) { id name }`,
    `member(guid: "${bank.memberGuid}", userGuid: "${userGuid}") { id name }`,
  ],
  [
    `member(by: {guid: "${bank.memberGuid}"}, userGuid: "${userGuid}") { id name }`,
    `member(guid: "${bank.memberGuid}", userGuid: "${userGuid}") { id name }`,
  ],
] as const)('%s finds what %s finds, with the same calls', async ([by, today]) => {
  await using gateway = await startTestGateway();
  const ofBy = await gateway.query(`{ found: ${by} }`);
  const calls = gateway.sandbox.calls.splice(0);
  expect(ofBy.data?.['found']).toMatchObject({ id: expect.any(String) });
  expect(ofBy).toEqual(await gateway.query(`{ found: ${today} }`));
  expect(gateway.sandbox.calls).toEqual(calls);
});

test('one object by both of its names is read once', async () => {
  await using gateway = await startTestGateway();
  const { data } = await gateway.query(`{
    a: member(by: {id: "${household.bankId}"}) { name }
    b: member(by: {guid: "${bank.memberGuid}"}, userGuid: "${userGuid}") { name } }`);
  expect(data?.['a']).toEqual(data?.['b']);
  expect(gateway.sandbox.calls).toEqual([`GET ${household.bankPath}`]);
});

test.for([
  'user(by: {}) { id }',
  'user(by: {guid: "USR-1", externalId: "x"}) { id }',
  'user(by: {guid: null}) { id }',
  'member(by: {id: "x", guid: "MBR-1"}) { id }',
])('%s names no user or member, or two, and is refused', async (field) => {
  await using gateway = await startTestGateway();
  const { errors } = await gateway.query(`{ ${field} }`);
  expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  expect(gateway.sandbox.calls).toEqual([]);
});

test('a variable that names a user twice is BAD_USER_INPUT', async () => {
  await using gateway = await startTestGateway();
  const document = 'query ($by: UserBy!) { user(by: $by) { id } }';
  const { errors } = await gateway.query(document, { by: { guid: userGuid, externalId: 'x' } });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(gateway.sandbox.calls).toEqual([]);
});

test('objects of a user that does not exist are null, and a malformed guid names its input', async () => {
  await using gateway = await startTestGateway();
  const { data, errors } = await gateway.query(`{ user(guid: "${userGuid}") {
    member(guid: "${nobody.memberGuid}") { name }
    account(guid: "ACT-1") { name }
    bad: account(guid: "ACT-1/..") { name }
  } }`);
  expect(data?.['user']).toEqual({ member: null, account: null, bad: null });
  expect(errors).toMatchObject([{ path: ['user', 'bad'], extensions: { inputPath: ['guid'] } }]);
});
