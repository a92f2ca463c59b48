import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';

const { userGuid, bank } = household;
const member = (fields: string) =>
  `{ member(guid: "${bank.memberGuid}", userGuid: "${userGuid}") { ${fields} } }`;

// What MX may send tomorrow in place of a value of its list, and what a client then reads.
const strange: readonly (readonly [unknown, string | null])[] = [
  ['BRAND_NEW', 'BRAND_NEW'],
  ['points', 'points'],
  ['UNRECOGNIZED', 'UNRECOGNIZED'],
  ['constructor', 'constructor'],
  ['__proto__', '__proto__'],
  ['', ''],
  [null, null],
  [7, null],
  [{ a: 1 }, null],
  [undefined, null],
];

test.for(strange)(
  'a unit, balance type or account type of %j is UNRECOGNIZED, and raw %j',
  async ([sent, raw]) => {
    await using gateway = await startTestGateway();
    const { control } = gateway.sandbox;
    control.override(bank.rewards.gold, { unit_type: sent, balance_type: sent });
    control.override(bank.accounts.card, { type: sent, primary_reward_unit: sent });
    const { data, errors } = await gateway.query(`{ user(guid: "${userGuid}") {
    rewards { guid unit unitRaw balanceType balanceTypeRaw }
    account(guid: "${bank.accounts.card}") { type typeRaw primaryRewardUnit primaryRewardUnitRaw }
  } }`);
    expect(errors).toBeUndefined();
    expect(data?.['user'].rewards).toContainEqual({
      guid: bank.rewards.gold,
      unit: 'UNRECOGNIZED',
      unitRaw: raw,
      balanceType: 'UNRECOGNIZED',
      balanceTypeRaw: raw,
    });
    expect(data?.['user'].account).toEqual({
      type: 'UNRECOGNIZED',
      typeRaw: raw,
      primaryRewardUnit: raw === null ? null : 'UNRECOGNIZED',
      primaryRewardUnitRaw: raw,
    });
  },
);

test('an unknown status is UNRECOGNIZED with its raw string, and waited for', async () => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.setStatus(bank.memberGuid, 'TELEPORTED');
  const { data, errors } = await gateway.query(
    member(
      'status { connectionStatus connectionStatusRaw nextAction isSettled canAggregate canFetchRewards }',
    ),
  );
  expect(errors).toBeUndefined();
  expect(data?.['member'].status).toEqual({
    connectionStatus: 'UNRECOGNIZED',
    connectionStatusRaw: 'TELEPORTED',
    nextAction: 'WAIT',
    isSettled: false,
    canAggregate: false,
    canFetchRewards: false,
  });
});

test('a manual member has no status, and no next action', async () => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.setStatus(bank.memberGuid, null);
  const { data } = await gateway.query(
    member('status { connectionStatus connectionStatusRaw nextAction isSettled }'),
  );
  expect(data?.['member'].status).toEqual({
    connectionStatus: null,
    connectionStatusRaw: null,
    nextAction: 'NONE',
    isSettled: true,
  });
});

test('an unknown product of an institution does not hide the others', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      rewrite: ({ path }, response) =>
        path === '/institutions/mxbank'
          ? {
              status: 200,
              body: { institution: { code: 'mxbank', supported_products: ['rewards', 'crypto'] } },
            }
          : response,
    },
  });
  const { errors } = await gateway.query(
    '{ institution(code: "mxbank") { code supportedProducts } }',
  );
  expect(errors).toBeUndefined();
});

test('an account of an unknown type is found by UNRECOGNIZED', async () => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.override(bank.accounts.card, { type: 'BRAND_NEW' });
  const { data } = await gateway.query(
    `{ user(guid: "${userGuid}") { accounts(type: UNRECOGNIZED) { nodes { guid } } } }`,
  );
  expect(data?.['user'].accounts.nodes).toEqual([{ guid: bank.accounts.card }]);
});
