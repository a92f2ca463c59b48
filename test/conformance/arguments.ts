import { toGlobalId } from '../../src/schema/global-id.ts';
import type { Document } from './documents.ts';

/** The objects of MX's own examples. */
export const asked = {
  user: 'USR-fa7537f3-48aa-a683-a02a-b18940482f54',
  member: 'MBR-7c6f361b-e582-15b6-60c0-358f12466b4b',
  account: 'ACT-06d7f44b-caae-0f6e-1384-01f52e75dcb1',
  reward: 'RWD-1234',
  transaction: 'TRN-810828b0-5210-4878-9bd3-f4ce514f90c4',
  product: 'CCA-b5bcd822-6d01-4e23-b8d6-846a225e714a',
  institution: 'mxbank',
  externalId: 'My-Unique-ID',
  /** As the played statuses name their first challenge. */
  challenge: 'CRD-1',
} as const;

const { user, member, account, reward, transaction, product, institution } = asked;
const memberId = toGlobalId('Member', user, member);
const ids = [
  toGlobalId('User', user),
  memberId,
  toGlobalId('Account', user, account),
  toGlobalId('Reward', user, member, reward),
  toGlobalId('Transaction', user, transaction),
  toGlobalId('CreditCardProduct', product),
  toGlobalId('Institution', institution),
];

const args: Readonly<Record<string, readonly string[]>> = {
  'Query.user': [`guid: "${user}"`, `externalId: "${asked.externalId}"`],
  'Query.member': [`guid: "${member}", userGuid: "${user}"`],
  'Query.node': ids.map((id) => `id: "${id}"`),
  'Query.nodes': [`ids: ${JSON.stringify(ids)}`],
  'Query.institution': [`code: "${institution}"`],
  'Query.institutions': [
    '',
    'first: 2, name: "MX"',
    'supports: [ACCOUNT_VERIFICATION, STATEMENTS]',
  ],
  'Query.users': [
    '',
    `externalId: "${asked.externalId}", email: "a@example.com", isDisabled: false`,
  ],
  'Query.creditCardProduct': [`guid: "${product}"`],
  'Subscription.memberStatus': [
    `memberId: "${memberId}"`,
    `memberId: "${memberId}", after: "0mi7k2a9x.abcdefghijklmnop", completeWhenSettled: true`,
  ],
  'Subscription.memberStatuses': [`userId: "${ids[0]}"`, `userId: "${ids[0]}", after: "0.abc"`],
  'Subscription.rewardsChanged': [`userId: "${ids[0]}"`],
  'Subscription.rewardsRefresh': [`memberId: "${memberId}"`],
  'Subscription.userRewardsRefresh': [`userId: "${ids[0]}"`],
  'User.transactions': ['from: "2026-01-02", to: "2026-03-04"'],
  'Member.transactions': ['first: 100, from: "2026-01-02"'],
  'User.accounts': ['first: 3'],
  'User.member': [`guid: "${member}"`],
  'User.account': [`guid: "${account}"`],
  'Member.reward': [`guid: "${reward}"`],
};

/** Arguments to try on a field, with their parentheses; fields that need none have one empty set. */
export function argumentsOf(coordinate: string, isNeeded: boolean): readonly string[] {
  const known = args[coordinate];
  if (known === undefined && isNeeded) throw new Error(`Add arguments for ${coordinate}`);
  return known?.map((each) => (each === '' ? '' : `(${each})`)) ?? [''];
}

const credentials = [
  { guid: 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1', value: 'mxuser' },
  { guid: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d', value: 'correct' },
];
const userId = toGlobalId('User', user);

const inputs: Readonly<Record<string, readonly object[]>> = {
  'Mutation.createUser': [
    { externalId: asked.externalId },
    { externalId: 'partner-2', email: 'a@example.com', isDisabled: false, metadata: '{"a":1}' },
    { email: 'a@example.com', externalId: null, isDisabled: null, metadata: null },
  ],
  'Mutation.createMember': [
    { userId, institutionCode: institution, credentials },
    {
      userId,
      institutionCode: institution,
      isOAuth: true,
      clientRedirectUrl: 'https://example.com/back',
      referralSource: 'APP',
      enableApp2App: true,
      uiMessageWebviewUrlScheme: 'example',
    },
    {
      userId,
      institutionCode: institution,
      credentials,
      externalId: 'partner-member',
      metadata: '',
      skipAggregation: true,
      backgroundAggregationIsDisabled: true,
    },
    {
      userId,
      institutionCode: institution,
      credentials,
      products: ['REWARDS', 'TRANSACTIONS'],
    },
    {
      userId,
      institutionCode: institution,
      credentials,
      isOAuth: null,
      externalId: null,
      metadata: null,
      skipAggregation: null,
      clientRedirectUrl: null,
    },
  ],
  'Mutation.updateUser': [
    {
      userId,
      externalId: asked.externalId,
      email: 'a@example.com',
      isDisabled: true,
      metadata: '',
    },
  ],
  'Mutation.deleteUser': [{ userId }],
  'Mutation.updateMember': [
    { memberId, credentials },
    { memberId, externalId: 'm-1', metadata: '', backgroundAggregationIsDisabled: false },
  ],
  'Mutation.deleteMember': [{ memberId }],
  'Mutation.requestOAuthWindow': [
    { memberId },
    {
      memberId,
      clientRedirectUrl: 'https://example.com/back',
      referralSource: 'BROWSER',
      enableApp2App: false,
      uiMessageWebviewUrlScheme: 'example',
    },
  ],
  'Mutation.requestConnectWidget': [
    { userId },
    { userId, memberId, isMobileWebview: true, uiMessageWebviewUrlScheme: 'example' },
    {
      userId,
      institutionCode: institution,
      clientRedirectUrl: 'https://example.com/back',
      colorScheme: 'dark',
    },
    { userId, products: ['REWARDS'] },
    { userId, products: ['REWARDS', 'TRANSACTIONS'] },
  ],
  'Mutation.aggregateMember': [{ memberId }],
  'Mutation.fetchRewards': [{ memberId }],
  'Mutation.answerChallenges': [
    { memberId, answers: [{ challengeId: asked.challenge, value: 'correct' }] },
  ],
};

/** Values to try for the `input` of a mutation. */
export function inputsOf(coordinate: string): readonly object[] {
  const known = inputs[coordinate];
  if (known === undefined) throw new Error(`Add inputs for ${coordinate}`);
  return known;
}

/** MX's files declare every field of an update as a value that is not null. */
export const updatesWithNull: readonly Document[] = [
  {
    name: 'update of a user',
    kind: 'mutation',
    text: 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { __typename } }',
    variables: { input: { userId, email: null, externalId: null, metadata: null } },
  },
  {
    name: 'update of a member',
    kind: 'mutation',
    text: 'mutation ($input: UpdateMemberInput!) { updateMember(input: $input) { __typename } }',
    variables: { input: { memberId, externalId: null, metadata: null } },
  },
];
