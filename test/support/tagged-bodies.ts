import type { Tenant } from './tenants.ts';

export const CODE = 'shared_bank';
export const PRODUCT = 'CCA-00000000-0000-4000-8000-000000000001';

const STATUSES = ['CONNECTED', 'CHALLENGED', 'UPDATED', 'CONNECTED'];
const TIME = '2026-11-20T10:00:00Z';

export function userBody({ userGuid, externalId }: Tenant) {
  return {
    guid: userGuid,
    id: externalId,
    email: `${userGuid}@example.com`,
    is_disabled: false,
    metadata: `metadata of ${userGuid}`,
  };
}

/** `turn` changes with each poll, so that a watched status changes, too. */
export function memberBody({ userGuid, memberGuids }: Tenant, guid: string, turn = 0) {
  const at = Math.max(0, memberGuids.indexOf(guid));
  return {
    guid,
    id: `member-${userGuid}`,
    user_guid: userGuid,
    institution_code: CODE,
    name: `Bank of ${userGuid}`,
    connection_status: at === 2 ? `AT_WORK_${turn}_${userGuid}` : STATUSES[at],
    is_being_aggregated: at === 2,
    aggregated_at: TIME,
    successfully_aggregated_at: TIME,
    is_oauth: false,
    oauth_window_uri: `https://bank.example/${userGuid}`,
    metadata: `metadata of ${userGuid}`,
  };
}

export function statusBody(tenant: Tenant, guid: string, turn: number) {
  const isChallenged = tenant.memberGuids.indexOf(guid) === 1;
  return {
    ...memberBody(tenant, guid, turn),
    is_authenticated: true,
    ...(isChallenged && { challenges: [challengeBody(tenant)] }),
  };
}

export function challengeBody({ tag, userGuid }: Tenant) {
  return {
    guid: `CHA-${tag}`,
    type: 'OPTIONS',
    label: `A question to ${userGuid}`,
    options: [{ label: `First of ${userGuid}`, value: `value of ${userGuid}` }],
  };
}

export function accountBody(tenant: Tenant, guid: string, isWhole: boolean) {
  const { userGuid, memberGuids } = tenant;
  const at = Math.max(0, tenant.accountGuids.indexOf(guid));
  const balance = amountOf(tenant, at);
  return {
    guid,
    id: `account-${userGuid}`,
    user_guid: userGuid,
    member_guid: memberGuids[at === 2 ? memberGuids.length - 1 : 0],
    name: `Card of ${userGuid}`,
    nickname: `Nickname of ${userGuid}`,
    type: `CARD_${userGuid}`,
    subtype: `SUBTYPE_${userGuid}`,
    account_number: `****${userGuid}`,
    currency_code: 'USD',
    ...{ balance, available_balance: balance, available_credit: balance, credit_limit: balance },
    ...{ statement_balance: balance, minimum_payment: balance, last_payment: balance },
    created_at: TIME,
    ...(isWhole && {
      credit_card_product_guid: PRODUCT,
      enrolled_in_rewards_on: '2025-01-01',
      primary_reward_unit: `UNIT_${userGuid}`,
      current_reward_level: `level of ${userGuid}`,
      next_reward_level: `next level of ${userGuid}`,
    }),
  };
}

export function rewardBody(tenant: Tenant, memberGuid: string, guid: string) {
  return {
    guid,
    user_guid: tenant.userGuid,
    member_guid: memberGuid,
    account_guid: tenant.accountGuids[0],
    balance: amountOf(tenant, 0),
    balance_type: `TYPE_${tenant.userGuid}`,
    unit_type: `UNIT_${tenant.userGuid}`,
    description: `Programme of ${tenant.userGuid}`,
  };
}

export function transactionBody(tenant: Tenant, guid: string) {
  const { userGuid, accountGuids, memberGuids } = tenant;
  return {
    guid,
    user_guid: userGuid,
    account_guid: accountGuids[0],
    member_guid: memberGuids[0],
    amount: amountOf(tenant, 1),
    type: 'DEBIT',
    status: 'POSTED',
    description: `Bought by ${userGuid}`,
    original_description: `BOUGHT BY ${userGuid}`,
    category: `Category of ${userGuid}`,
    date: '2026-11-19',
  };
}

export function credentialBodies(owner: string) {
  return [
    { guid: 'CRD-1', label: `Password of ${owner}`, field_name: 'PASSWORD', type: 'PASSWORD' },
  ];
}

export const institutionBody = { code: CODE, name: 'The bank of all', url: 'https://bank.example' };

export const productBody = { guid: PRODUCT, name: 'The card of all', annual_fee: 99 };

/** An amount: the digits of a tenant, three more digits, and cents. */
function amountOf({ digits }: Tenant, at: number): number {
  return Number(`${digits}10${at}.25`);
}
