import { guidOf, tagOf } from './upstream/shape.ts';

export type QueryName = 'wallet' | 'status' | 'accounts';

/** The three questions of the bench. Every system with GraphQL runs the same documents. */
export const DOCUMENTS: Readonly<Record<QueryName, string>> = {
  wallet: `query wallet($user: ID!) { user(guid: $user) { guid email members(first: 50) { nodes {
    guid name status { connectionStatus }
    rewards { guid balance unit balanceType description }
    accounts { nodes { guid name type balance currencyCode isClosed
      creditCardProduct { guid name annualFee hasCashbackRewards isActive } } }
  } } } }`,
  status: `query status($user: ID!, $member: ID!) { member(guid: $member, userGuid: $user) {
    status { connectionStatus isBeingAggregated }
  } }`,
  accounts: `query accounts($user: ID!) { user(guid: $user) { guid
    accounts(first: 100) { nodes { guid name type balance currencyCode isClosed } }
    transactions(first: 25) { nodes { guid date description amount type category } }
  } }`,
};

export const TITLES: Readonly<Record<QueryName, string>> = {
  wallet: 'Q1, the wallet',
  status: 'Q2, one status',
  accounts: 'Q3, accounts and 25 transactions',
};

export interface Variables {
  readonly user: string;
  readonly member?: string;
}

export interface RequestBody {
  readonly operationName: QueryName;
  readonly query: string;
  readonly variables: Variables;
}

export function toRequestBody(operationName: QueryName, user: string): RequestBody {
  const member = guidOf('MBR', 0, tagOf(user));
  const variables = operationName === 'status' ? { user, member } : { user };
  return { operationName, query: DOCUMENTS[operationName], variables };
}
