import type { ApiCall } from '../api-call.ts';
import { toInstant, toOffsetSecondInstant } from '../dates.ts';
import type { AccountRecord, MemberRecord } from '../records.ts';
import { overridden } from '../state.ts';
import type { WireFields } from '../wire-fields.ts';

/** Fields of `AccountResponse` that are null for most accounts. */
const nullFields: WireFields = Object.fromEntries(
  `account_number account_ownership annuity_policy_to_date annuity_provider annuity_term_year apr apy
  available_balance available_credit balance cash_balance cash_surrender_value credit_limit currency_code
  day_payment_is_due death_benefit federal_insurance_status id insured_name interest_rate last_payment
  last_payment_at loan_amount margin_balance matures_on metadata minimum_balance minimum_payment name
  nickname original_balance pay_out_amount payment_due_at payoff_balance premium_amount property_type
  routing_number started_on statement_balance subtype today_ugl_amount today_ugl_percentage
  total_account_value total_account_value_ugl type`
    .split(/\s+/)
    .map((name) => [name, null]),
);

/** These fields are only in documentation pages, not in MX's specs. */
const noRewardsFields: WireFields = {
  credit_card_product_guid: null,
  current_reward_level: null,
  enrolled_in_rewards_on: null,
  next_reward_level: null,
  primary_reward_unit: null,
};

/** Fields of v20111101 that mirror what the institution sent. */
const fedFields = [
  'balance',
  'available_balance',
  'credit_limit',
  'currency_code',
  'name',
  'nickname',
];

const SET_BY_FEED = 1;
const SET_BY_USER = 2;

/**
 * `AccountResponse`. The rewards fields are absent, not null, if `isRead` is false or the header
 * does not request them ("Fetch Rewards with the API", step 7).
 */
export function accountBody(
  call: ApiCall,
  member: MemberRecord,
  account: AccountRecord,
  isRead: boolean,
): WireFields {
  const hasGate = call.version === 'v20250224' || call.isBeta;
  const isOpen = hasGate && (isRead || call.settings.accountListHasRewardsFields);
  const fields: WireFields = {
    ...nullFields,
    currency_code: 'USD',
    federal_insurance_status: 'INSURED',
    ...account.fields,
  };
  return overridden(call.state, account.guid, {
    ...fields,
    ...(call.version === 'v20111101' && legacyFields(member, fields)),
    ...(isOpen && (account.rewardsFields ?? noRewardsFields)),
    created_at: toOffsetSecondInstant(account.createdAt),
    guid: account.guid,
    imported_at: toInstant(account.createdAt),
    institution_code: member.institution.code,
    is_closed: fields['is_closed'] ?? false,
    is_hidden: fields['is_hidden'] ?? false,
    is_manual: false,
    member_guid: member.guid,
    member_id: member.id,
    member_is_managed_by_user: false,
    updated_at: toOffsetSecondInstant(account.updatedAt),
    user_guid: account.userGuid,
    user_id: call.state.users.get(account.userGuid)?.id ?? null,
  });
}

function legacyFields(member: MemberRecord, fields: WireFields): WireFields {
  return {
    ...Object.fromEntries(fedFields.map((name) => [`feed_${name}`, fields[name] ?? null])),
    ...Object.fromEntries(fedFields.map((name) => [`${name}_set_by`, SET_BY_FEED])),
    calculated_apr: null,
    holdings_value: null,
    institution_guid: member.institution.guid,
    nickname_set_by: SET_BY_USER,
  };
}
