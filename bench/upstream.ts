import { createServer } from 'node:http';

// An MX that responds immediately from memory: three members, twelve accounts with the rewards
// fields in their list, nine rewards, four card products. It runs as its own process and prints its
// port.

export const USER = 'USR-11141024-90b3-1bce-cac9-c06ced52ab4c';
const at = '2026-11-22T05:13:06Z';
const memberGuid = (index: number) => `MBR-0000000${index}`;
const accountGuid = (index: number) => `ACT-000000${index}`;

const members = Array.from({ length: 3 }, (_, index) => ({
  guid: memberGuid(index),
  user_guid: USER,
  name: `Bank ${index}`,
  institution_code: 'mxbank',
  connection_status: 'CONNECTED',
  is_being_aggregated: false,
  aggregated_at: at,
  successfully_aggregated_at: at,
}));

/** As many fields as MX's own accounts have, so that the cost of parsing is realistic. */
const padding = Object.fromEntries(
  Array.from({ length: 60 }, (_, index) => [`field_${index}`, index % 3 === 0 ? 'a value' : null]),
);

const accounts = Array.from({ length: 12 }, (_, index) => ({
  ...padding,
  guid: accountGuid(index),
  user_guid: USER,
  member_guid: memberGuid(index % 3),
  name: `Account ${index}`,
  type: 'CREDIT_CARD',
  balance: 100.5 + index,
  currency_code: 'USD',
  is_closed: false,
  credit_card_product_guid: `CCA-000${index % 4}`,
  primary_reward_unit: 'POINTS',
  current_reward_level: 'gold',
  next_reward_level: null,
  enrolled_in_rewards_on: '2020-01-01',
}));

const rewardsOf = (member: number) =>
  Array.from({ length: 3 }, (_, index) => ({
    guid: `RWD-${member}-${index}`,
    user_guid: USER,
    member_guid: memberGuid(member),
    account_guid: accountGuid(member),
    balance: 1_000.5,
    balance_type: 'BALANCE',
    unit_type: 'POINTS',
    description: 'Points',
    expires_on: null,
    created_at: at,
    updated_at: at,
  }));

const page = (total: number) => ({
  pagination: { current_page: 1, per_page: 1_000, total_entries: total, total_pages: 1 },
});

const answers = new Map<string, string>([
  [`/users/${USER}`, JSON.stringify({ user: { guid: USER, id: 'bench', email: 'a@b.test' } })],
  [`/users/${USER}/members`, JSON.stringify({ members, ...page(3) })],
  [`/users/${USER}/accounts`, JSON.stringify({ accounts, ...page(12) })],
]);
for (const [index, member] of members.entries()) {
  const path = `/users/${USER}/members/${member.guid}`;
  answers.set(path, JSON.stringify({ member }));
  answers.set(`${path}/rewards`, JSON.stringify({ rewards: rewardsOf(index), ...page(3) }));
}
for (const { credit_card_product_guid: guid } of accounts) {
  const product = { guid, name: 'A card', annual_fee: 45, has_cashback_rewards: true };
  answers.set(`/credit_card_products/${guid}`, JSON.stringify({ credit_card_product: product }));
}

if (import.meta.main) {
  const server = createServer((request, response) => {
    const answer = answers.get(request.url?.split('?', 1)[0] ?? '');
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(answer ?? '{}');
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
  });
}
