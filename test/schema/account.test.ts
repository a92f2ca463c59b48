import { expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';

const { userGuid, bank, path } = household;
const rewardsFields =
  'creditCardProductGuid enrolledInRewardsOn primaryRewardUnit primaryRewardUnitRaw currentRewardLevel nextRewardLevel';
const listed = (fields: string) =>
  `{ user(guid: "${userGuid}") { accounts(first: 100) { nodes { guid ${fields} } } } }`;
const reads = (gateway: TestGateway) =>
  gateway.sandbox.calls.filter((call) => call.startsWith(`GET ${path}/accounts/`));

async function accountOf(gateway: TestGateway, guid: string, fields: string) {
  const { data, errors } = await gateway.query(listed(fields));
  expect(errors).toBeUndefined();
  return data?.['user'].accounts.nodes.find((account: { guid: string }) => account.guid === guid);
}

test('an account is read itself where its list lacks the rewards fields', async () => {
  await using gateway = await startTestGateway();
  const card = await accountOf(gateway, bank.accounts.card, rewardsFields);
  expect(card).toMatchObject({
    primaryRewardUnit: expect.any(String),
    currentRewardLevel: expect.any(String),
  });
  expect(reads(gateway)).toHaveLength(5);
});

test('an account is not read itself where its list has the fields, also when null', async () => {
  await using gateway = await startTestGateway({ sandbox: { accountListHasRewardsFields: true } });
  const checking = await accountOf(gateway, bank.accounts.checking, rewardsFields);
  expect(checking).toEqual({
    guid: bank.accounts.checking,
    creditCardProductGuid: null,
    enrolledInRewardsOn: null,
    primaryRewardUnit: null,
    primaryRewardUnitRaw: null,
    currentRewardLevel: null,
    nextRewardLevel: null,
  });
  expect(reads(gateway)).toEqual([]);
});

test('only accounts that lack the fields are read themselves, when the list has them for some', async () => {
  await using gateway = await startTestGateway({ sandbox: { accountListHasRewardsFields: true } });
  const absent = Object.fromEntries(
    [
      'credit_card_product_guid',
      'current_reward_level',
      'enrolled_in_rewards_on',
      'next_reward_level',
      'primary_reward_unit',
    ].map((name) => [name, undefined]),
  );
  gateway.sandbox.control.override(bank.accounts.savings, absent);
  await accountOf(gateway, bank.accounts.savings, 'currentRewardLevel');
  expect(reads(gateway)).toEqual([`GET ${path}/accounts/${bank.accounts.savings}`]);
});

test('an account that is not found when it is read has no rewards fields, and no error', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: (request) =>
        request.path.endsWith(bank.accounts.card) ? { status: 404, body: {} } : undefined,
    },
  });
  const card = await accountOf(
    gateway,
    bank.accounts.card,
    `${rewardsFields} creditCardProduct { name }`,
  );
  expect(card).toMatchObject({ currentRewardLevel: null, creditCardProduct: null });
});

test('an account that cannot be read fails only its own rewards fields', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: (request) =>
        request.path.endsWith(bank.accounts.card) ? { status: 403, body: {} } : undefined,
    },
  });
  const { data, errors } = await gateway.query(listed('name currentRewardLevel'));
  expect(data?.['user'].accounts.nodes).toContainEqual(
    expect.objectContaining({ guid: bank.accounts.card, currentRewardLevel: null }),
  );
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_FORBIDDEN' } }]);
  const levels = data?.['user'].accounts.nodes.map(
    (account: { currentRewardLevel: unknown }) => account.currentRewardLevel,
  );
  expect(levels.filter((level: unknown) => level !== null).length).toBeGreaterThan(0);
});

test("a product guid that is not one of MX's is null and makes no call", async () => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.override(bank.accounts.card, { credit_card_product_guid: '../users' });
  const card = await accountOf(
    gateway,
    bank.accounts.card,
    'creditCardProductGuid creditCardProduct { name }',
  );
  expect(card).toMatchObject({ creditCardProductGuid: null, creditCardProduct: null });
});

test("a reward that MX links to no account has none, and is in no account's list", async () => {
  await using gateway = await startTestGateway();
  const guid = gateway.sandbox.control.addReward(bank.memberGuid, { accountGuid: null });
  const { data, errors } = await gateway.query(`{ user(guid: "${userGuid}") {
    rewards { guid account { guid } }
    accounts { nodes { rewards { guid } } }
  } }`);
  expect(errors).toBeUndefined();
  expect(data?.['user'].rewards).toContainEqual({ guid, account: null });
  const linked = data?.['user'].accounts.nodes.flatMap(
    (account: { rewards: object[] }) => account.rewards,
  );
  expect(linked).not.toContainEqual({ guid });
  expect(linked.length).toBeGreaterThan(4);
});

test('a reward of a deleted account has no account', async () => {
  await using gateway = await startTestGateway();
  const accountGuid = 'ACT-00000000-0000-4000-8000-000000000000';
  const guid = gateway.sandbox.control.addReward(bank.memberGuid, { accountGuid });
  const { data, errors } = await gateway.query(
    `{ user(guid: "${userGuid}") { rewards { guid account { name } } } }`,
  );
  expect(errors).toBeUndefined();
  expect(data?.['user'].rewards).toContainEqual({ guid, account: null });
});

test('an account that MX ascribes to another user is refused, and not shown', async () => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.override(bank.accounts.card, { user_guid: 'USR-1', name: 'hunter2' });
  const { data, errors } = await gateway.query(listed('name'));
  expect(data?.['user'].accounts).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_BAD_RESPONSE' } }]);
  expect(JSON.stringify([data, errors, gateway.logs])).not.toContain('hunter2');
});

test('an amount is an exact plain decimal, however JSON wrote it', async () => {
  await using gateway = await startTestGateway();
  const { control } = gateway.sandbox;
  control.override(bank.accounts.card, {
    balance: 1e21,
    apr: 1e-7,
    credit_limit: 0.1,
    available_credit: '5.50',
    statement_balance: '1,250.75',
  });
  const card = await accountOf(
    gateway,
    bank.accounts.card,
    'balance apr creditLimit availableCredit statementBalance',
  );
  expect(card).toMatchObject({
    balance: '1000000000000000000000',
    apr: '0.0000001',
    creditLimit: '0.1',
    availableCredit: '5.5',
    statementBalance: null,
  });
});
