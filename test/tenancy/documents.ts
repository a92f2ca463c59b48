import {
  getNamedType,
  type GraphQLNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { schema } from '../../src/schema/schema.ts';
import { PRODUCT } from '../support/tagged-bodies.ts';

/** What a variable of a document names; the generator fills it with somebody's. */
export type Slot =
  | 'nodeId'
  | 'nodeIds'
  | 'userId'
  | 'memberId'
  | 'userGuid'
  | 'memberGuid'
  | 'accountGuid'
  | 'rewardGuid'
  | 'externalId'
  | 'challengeId';

export interface Document {
  readonly query: string;
  readonly slots: Readonly<Record<string, Slot>>;
  /** Answers after which nobody listens any more; undefined for those that end by themselves. */
  readonly most?: number;
  /** True when end users are told nothing of anybody by it, themselves included. */
  readonly isMute?: true;
}

/** The fields of a type that hold no other objects, and take no argument that must be given. */
function leavesOf(name: string): string {
  const type: GraphQLNamedType | undefined = schema.getType(name);
  if (!isObjectType(type) && !isInterfaceType(type)) throw new TypeError(`no type ${name}`);
  return Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)))
    .map((field) => field.name)
    .join(' ');
}

const user = leavesOf('User');
const institution = `${leavesOf('Institution')} credentials { ${leavesOf('CredentialField')} }`;
const product = leavesOf('CreditCardProduct');
const challenges = `challenges {
  __typename id label ... on OptionsChallenge { options { label value } }
  ... on TextChallenge { id } ... on UnrecognizedChallenge { typeRaw }
}`;
const status = `${leavesOf('MemberStatus')} ${challenges}`;
const transaction = `${leavesOf('Transaction')} account { name }`;
const reward = `${leavesOf('Reward')} account { name accountNumber } member { name }`;
const account = `${leavesOf('Account')} creditCardProduct { ${product} } member { id name } user { email }`;
const member = `${leavesOf('Member')} credentials { label } status { ${status} } user { email }`;
const transactions = `transactions(first: 2) { totalCount nodes { ${transaction} } }`;
const page = `totalCount pageInfo { ${leavesOf('PageInfo')} }`;

const node = `__typename id
  ... on User { ${user} }
  ... on Member { ${leavesOf('Member')} error { code message } now: status { ${leavesOf('MemberStatus')} } }
  ... on Account { ${leavesOf('Account').replace(' type ', ' kind: type ')} }
  ... on Reward { ${leavesOf('Reward')} }
  ... on Transaction { ${leavesOf('Transaction')} }
  ... on Institution { name }
  ... on CreditCardProduct { name }`;

/** What is asked for of the ways in which a change can end, beside `Error` itself. */
const endings: Readonly<Record<string, string>> = {
  InvalidInputError: 'path',
  ConflictError: 'existing { id }',
  NotChallengedError: `status { ${status} member { name } }`,
  MemberNotReadyError: `status { ${status} }`,
  JobConflictError: `during: status { ${status} }`,
  RewardsNotSupportedError: 'institution { name }',
};

/** A mutation with all ways in which it can end. Its variables are the slots, and the secret if it takes one. */
function change(name: string, slots: Document['slots'], input: string, done = ''): Document {
  const result = getNamedType(schema.getMutationType()?.getFields()[name]?.type);
  const names = isAbstractType(result) ? schema.getPossibleTypes(result).map(String) : [];
  const parts = names
    .filter((type) => endings[type] !== undefined)
    .map((type) => `... on ${type} { ${endings[type]} }`);
  const secret = input.includes('$secret') ? ['$secret: Secret!'] : [];
  const variables = [...Object.keys(slots).map((slot) => `$${slot}: ID!`), ...secret].join(', ');
  const head = variables === '' ? '' : `(${variables})`;
  const error = '... on Error { code message retryable }';
  return {
    query: `mutation ${head} { ${name}(input: { ${input} }) { __typename ${error} ${parts.join(' ')} ${done} } }`,
    slots,
  };
}

const asUser = `... on UserPayload { user { ${user} } }`;
const memberId = { memberId: 'memberId' } as const;
const userId = { userId: 'userId' } as const;

/** Subscriptions, of which the first event is enough. */
const watchMember = (text: string): Document => {
  return { query: `subscription ($memberId: ID!) ${text}`, slots: memberId, most: 1 };
};
const watchUser = (text: string): Document => {
  return { query: `subscription ($userId: ID!) ${text}`, slots: userId, most: 1 };
};

/** Together they ask for every field of the schema that says something of a user. */
export const documents: Readonly<Record<string, Document>> = {
  wallet: {
    query: `{ viewer { ${user}
      members(first: 4) { ${page} nodes { ${member} institution { ${institution} }
        accounts(first: 2) { ${page} nodes { ${leavesOf('Account')} } } rewards { ${reward} } } }
      rewardsSummary { asOf units { ${leavesOf('RewardUnitTotal')} rewards { description } } } } }`,
    slots: {},
  },
  lists: {
    query: `{ viewer { id rewards { ${reward} } ${transactions}
      accounts(first: 3) { ${page} edges { cursor node { ${account} ${transactions} rewards { description } } } } } }`,
    slots: {},
  },
  byGuids: {
    query: `query ($memberGuid: ID!, $accountGuid: ID!, $rewardGuid: ID!) { viewer {
      account(guid: $accountGuid) { ${account} }
      member(guid: $memberGuid) { ${member} ${transactions} reward(guid: $rewardGuid) { ${reward} } } } }`,
    slots: { memberGuid: 'memberGuid', accountGuid: 'accountGuid', rewardGuid: 'rewardGuid' },
  },
  member: {
    query: `query ($userGuid: ID, $memberGuid: ID!) { member(guid: $memberGuid, userGuid: $userGuid) {
      ${member} rewards { ${reward} } accounts(first: 2) { nodes { ${account} } } } }`,
    slots: { userGuid: 'userGuid', memberGuid: 'memberGuid' },
  },
  user: {
    query: `query ($userGuid: ID!) { user(guid: $userGuid) { ${user} accounts(first: 2) { nodes { name } } } }`,
    slots: { userGuid: 'userGuid' },
  },
  userByExternalId: {
    query: `query ($externalId: ID!) { user(externalId: $externalId) { ${user} rewards { guid } } }`,
    slots: { externalId: 'externalId' },
  },
  by: {
    query: `query ($userId: ID!, $memberId: ID!, $externalId: ID!) {
      member(by: {id: $memberId}) { ${member} rewards { ${reward} } }
      user(by: {id: $userId}) { ${user} } other: user(by: {externalId: $externalId}) { ${user} } }`,
    slots: { userId: 'userId', memberId: 'memberId', externalId: 'externalId' },
  },
  node: {
    query: `query ($nodeId: ID!) { node(id: $nodeId) { ${node} } }`,
    slots: { nodeId: 'nodeId' },
  },
  nodes: {
    query: `query ($nodeIds: [ID!]!) { nodes(ids: $nodeIds) { ${node} } }`,
    slots: { nodeIds: 'nodeIds' },
  },
  users: { query: `{ users(first: 10) { nodes { ${user} } } }`, slots: {}, isMute: true },
  reference: {
    query: `{ institutions(first: 2) { nodes { ${institution} } } institution(code: "shared_bank") { name }
      creditCardProduct(guid: "${PRODUCT}") { ${product} } }`,
    slots: {},
    isMute: true,
  },
  createMember: change(
    'createMember',
    userId,
    'userId: $userId, institutionCode: "shared_bank", isOAuth: true',
    `... on MemberPayload { member { ${member} } }`,
  ),
  connect: change(
    'createMember',
    userId,
    'userId: $userId, institutionCode: "shared_bank", credentials: [{ guid: "CRD-1", value: $secret }]',
    `... on MemberPayload { member { ${member} } }`,
  ),
  updateMember: change(
    'updateMember',
    memberId,
    'memberId: $memberId, metadata: "new"',
    `... on MemberPayload { member { ${member} } }`,
  ),
  deleteMember: change(
    'deleteMember',
    memberId,
    'memberId: $memberId',
    '... on DeletedPayload { deletedId }',
  ),
  aggregateMember: change(
    'aggregateMember',
    memberId,
    'memberId: $memberId',
    `... on JobPayload { alreadyRunning member { ${member} } status { ${status} } }`,
  ),
  fetchRewards: change(
    'fetchRewards',
    memberId,
    'memberId: $memberId',
    `... on JobPayload { alreadyRunning member { ${member} } status { ${status} } }`,
  ),
  answerChallenges: change(
    'answerChallenges',
    { ...memberId, challengeId: 'challengeId' },
    'memberId: $memberId, answers: [{ challengeId: $challengeId, value: $secret }]',
    `... on AnswerChallengesPayload { member { name } status { ${status} } }`,
  ),
  oauthWindow: change(
    'requestOAuthWindow',
    memberId,
    'memberId: $memberId',
    '... on OAuthWindowPayload { url }',
  ),
  widget: change(
    'requestConnectWidget',
    userId,
    'userId: $userId',
    '... on ConnectWidgetPayload { url }',
  ),
  widgetOfMember: change(
    'requestConnectWidget',
    { ...userId, ...memberId },
    'userId: $userId, memberId: $memberId',
    '... on ConnectWidgetPayload { url }',
  ),
  createUser: { ...change('createUser', {}, 'externalId: "new"', asUser), isMute: true },
  updateUser: {
    ...change('updateUser', userId, 'userId: $userId, metadata: "x"', asUser),
    isMute: true,
  },
  deleteUser: { ...change('deleteUser', userId, 'userId: $userId'), isMute: true },
  memberStatus: watchMember(`{ memberStatus(memberId: $memberId) {
      ${status} member { ${leavesOf('Member')} rewards { description } } } }`),
  settledStatus: watchMember(
    `{ memberStatus(memberId: $memberId, completeWhenSettled: true) { ${status} } }`,
  ),
  memberStatuses: watchUser(`{ memberStatuses(userId: $userId) { removed revision
      changed { ${status} member { ${leavesOf('Member')} } } needsAction { ${status} } } }`),
  userRewardsRefresh: watchUser(`{ userRewardsRefresh(userId: $userId) { __typename
      ... on UserRewardsRefreshProgress { settled total revision statuses { ${status} member { name } } }
      ... on UserRewardsRefreshChallenged { revision status { ${leavesOf('MemberStatus')} } ${challenges} }
      ... on UserRewardsRefreshCompleted { refreshed { ${leavesOf('Member')} }
        failed { status { ${leavesOf('MemberStatus')} } error { code message } }
        summary { asOf units { ${leavesOf('RewardUnitTotal')} } } } } }`),
  rewardsChanged: watchUser(`{ rewardsChanged(userId: $userId) {
      what member { ${leavesOf('Member')} rewards { description } } } }`),
  rewardsRefresh: watchMember(`{ rewardsRefresh(memberId: $memberId) { __typename
      ... on RewardsRefreshProgress { status { ${status} member { name } } }
      ... on RewardsRefreshChallenged { status { ${leavesOf('MemberStatus')} } ${challenges} }
      ... on RewardsRefreshCompleted { refreshed rewards { ${reward} } status { ${leavesOf('MemberStatus')} } }
      ... on RewardsRefreshFailed { error { code message } last: status { ${leavesOf('MemberStatus')} } } } }`),
};
