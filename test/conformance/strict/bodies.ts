import { type Member, statusTime, type World } from './world.ts';

export const BANK = {
  code: 'frugal_bank',
  login: 'CRD-1a2b3c4d-login',
  password: 'CRD-1a2b3c4d-password',
} as const;

export const PRODUCT = 'CCA-feed0001-0000-4000-8000-000000000001';

/** Accounts of a member: two cards of one product, and one of a type that nobody has heard of. */
export function accountGuids(member: Member): readonly string[] {
  return ['a', 'b', 'c'].map((letter) => `ACT-${letter}${member.guid.slice(4)}`);
}

export function memberBody(member: Member) {
  const state = member.timeline.now();
  return {
    guid: member.guid,
    id: null,
    user_guid: member.userGuid,
    user_id: '',
    institution_code: BANK.code,
    name: 'Frugal Bank',
    connection_status: state.connection_status,
    connection_status_message: 'Ein Satz in einer anderen Sprache',
    is_being_aggregated: state.is_being_aggregated,
    aggregated_at: state.aggregated_at,
    successfully_aggregated_at: state.successfully_aggregated_at,
    is_oauth: false,
    is_manual: false,
    is_managed_by_user: true,
    background_aggregation_is_disabled: false,
    needs_updated_credentials: false,
    oauth_window_uri: '',
    metadata: null,
    use_cases: null,
    most_recent_job_guid: 'JOB-1',
    error: '{"error_code": 1000}',
    self: 'https://int-api.mx.com/tomorrow',
  };
}

export function statusBody(world: World, member: Member) {
  const { challenges, at: _at, ...state } = looked(world, member);
  return {
    ...state,
    guid: member.guid,
    aggregated_at: statusTime(world, state.aggregated_at),
    successfully_aggregated_at: statusTime(world, state.successfully_aggregated_at),
    has_processed_account_numbers: false,
    ...(challenges.length > 0 ? { challenges } : {}),
  };
}

/** One of MX's parts is slower than the other, and answers take turns. */
function looked({ policy: { flappingMs } }: World, member: Member) {
  member.looks += 1;
  const { timeline, job } = member;
  const startedAt = Date.parse(job?.startedAt ?? '');
  const isRecent = job?.kind === 'reward' && Date.now() - startedAt < flappingMs;
  const isSlow = isRecent && member.looks % 2 === 0;
  return isSlow ? timeline.at(startedAt - 1) : timeline.now();
}

export function accountBody(member: Member, guid: string, withRewards: boolean) {
  const index = accountGuids(member).indexOf(guid);
  const rewards = {
    credit_card_product_guid: index < 2 ? PRODUCT : null,
    enrolled_in_rewards_on: index < 2 ? '2024-02-29' : null,
    primary_reward_unit: index === 1 ? 'STARS' : 'POINTS',
    current_reward_level: index < 2 ? 'jade' : null,
    next_reward_level: null,
  };
  return {
    guid,
    id: `ext-${index}`,
    user_guid: member.userGuid,
    member_guid: member.guid,
    name: `Account ${index}`,
    type: ['CREDIT_CARD', 'CREDIT_CARD', 'CRYPTO_WALLET'][index],
    subtype: null,
    account_number: '****1234',
    currency_code: 'USD',
    balance: [12.5, 0, 1e-7][index],
    available_credit: 4000,
    credit_limit: 5000,
    apr: 19.99,
    is_closed: false,
    payment_due_at: '2026-12-01T00:00:00-06:00',
    created_at: '2026-01-02T03:04:05+0000',
    updated_at: '2026-01-02T03:04:05Z',
    ...(withRewards ? rewards : {}),
  };
}

export function rewardBodies(member: Member) {
  const [first, second] = accountGuids(member);
  const rows = [
    { account_guid: first, balance: 1200, balance_type: 'BALANCE', unit_type: 'POINTS' },
    { account_guid: first, balance: 300, balance_type: 'EXPIRING_BALANCE', unit_type: 'POINTS' },
    { account_guid: second, balance: 0.1, balance_type: 'LIFETIME_BALANCE', unit_type: 'STARS' },
    { account_guid: null, balance: 42.75, balance_type: 'TOTAL_BALANCE', unit_type: 'DOLLARS' },
  ];
  return rows.map((row, index) => ({
    ...row,
    guid: `RWD-${index}${member.guid.slice(4)}`,
    member_guid: member.guid,
    user_guid: member.userGuid,
    description: 'A "programme" <b>in</b> words',
    expires_on: index === 1 ? '2025-01-31' : null,
    created_at: '2026-01-02T03:04:05+00:00',
    updated_at: '2026-01-02T03:04:05Z',
  }));
}

export const productBody = {
  guid: PRODUCT,
  name: 'Jade Card',
  annual_fee: 99.5,
  has_cashback_rewards: false,
  has_travel_rewards: true,
  has_other_rewards: null,
  duration_of_introductory_rate_on_purchases: null,
  is_accepting_applicants: true,
  is_active_credit_card_product: true,
  is_small_business_card: false,
};

export const institutionBody = {
  code: BANK.code,
  name: 'Frugal Bank',
  url: 'https://frugal.example',
  iso_country_code: 'US',
  small_logo_url: null,
  medium_logo_url: 'javascript:alert(1)',
  supports_oauth: false,
  instructional_text: 'Some <a href="https://frugal.example">words</a>',
};

export const credentialBodies = [
  {
    guid: BANK.login,
    field_name: 'LOGIN',
    type: 'LOGIN',
    field_type: 'LOGIN',
    label: 'Username',
    display_order: 1,
  },
  {
    guid: BANK.password,
    field_name: 'PASSWORD',
    type: 'PASSWORD',
    label: 'Password',
    display_order: 2,
  },
];

/** A list with its pagination, as MX cuts it: page sizes over the limit become 25. */
export function pageOf(
  root: string,
  rows: readonly unknown[],
  query: URLSearchParams,
  most = 1_000,
) {
  const asked = Number(query.get('records_per_page') ?? 25);
  const per_page = asked > most ? 25 : asked;
  const current_page = Number(query.get('page') ?? 1);
  const start = (current_page - 1) * per_page;
  const total_pages = Math.max(1, Math.ceil(rows.length / per_page));
  const pagination = { current_page, per_page, total_entries: rows.length, total_pages };
  return { [root]: rows.slice(start, start + per_page), pagination };
}
