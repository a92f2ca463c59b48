import { expect } from 'vitest';
import type { Data, TestGateway } from './gateway.ts';
import { openSubscription } from './subscription.ts';

const LOGIN = 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1';
const PASSWORD = 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d';

const fieldsOfError = '... on Error { code } ... on InvalidInputError { path }';

const documents = {
  createUser: `mutation ($input: CreateUserInput!) {
    result: createUser(input: $input) { __typename ... on UserPayload { user { id } } }
  }`,
  createMember: `mutation ($input: CreateMemberInput!) {
    result: createMember(input: $input) {
      __typename
      ... on MemberPayload {
        member {
          id guid oauthWindowUri isOAuth
          status { connectionStatus isBeingAggregated nextAction }
        }
      }
      ${fieldsOfError}
    }
  }`,
  updateMember: `mutation ($input: UpdateMemberInput!) {
    result: updateMember(input: $input) {
      __typename
      ... on MemberPayload { member { status { connectionStatus isBeingAggregated nextAction } } }
    }
  }`,
  answerChallenges: `mutation ($input: AnswerChallengesInput!) {
    result: answerChallenges(input: $input) {
      __typename
      ... on AnswerChallengesPayload { status { connectionStatus } }
    }
  }`,
  fetchRewards: `mutation ($input: FetchRewardsInput!) {
    result: fetchRewards(input: $input) {
      __typename
      ... on JobPayload { status { nextAction } }
      ... on MemberNotReadyError { status { nextAction } }
    }
  }`,
  requestOAuthWindow: `mutation ($input: RequestOAuthWindowInput!) {
    result: requestOAuthWindow(input: $input) { __typename ... on OAuthWindowPayload { url } }
  }`,
  requestConnectWidget: `mutation ($input: RequestConnectWidgetInput!) {
    result: requestConnectWidget(input: $input) {
      __typename
      ... on ConnectWidgetPayload { url }
      ${fieldsOfError}
    }
  }`,
  deleteMember: `mutation ($input: DeleteMemberInput!) {
    result: deleteMember(input: $input) { __typename ... on DeletedPayload { deletedId } }
  }`,
  deleteUser: `mutation ($input: DeleteUserInput!) {
    result: deleteUser(input: $input) { __typename ... on DeletedPayload { deletedId } }
  }`,
} as const;

const memberStatus = `subscription ($memberId: ID!, $end: Boolean) {
  memberStatus(memberId: $memberId, completeWhenSettled: $end) {
    connectionStatus isBeingAggregated nextAction challenges { id }
  }
}`;

/** The result of a mutation, which must have no top-level errors. */
export async function change(
  gateway: TestGateway,
  name: keyof typeof documents,
  input: Data,
): Promise<Data> {
  const { data, errors } = await gateway.query(documents[name], { input });
  expect(errors).toBeUndefined();
  return data?.['result'];
}

/** A new member at MX Bank. The password decides how its jobs end. */
export async function connect(
  gateway: TestGateway,
  userId: string,
  password: string,
): Promise<Data> {
  const { member } = await change(gateway, 'createMember', toMember(userId, password));
  return member;
}

/** The status after which nothing more will happen by itself. */
export async function settle(gateway: TestGateway, memberId: string): Promise<Data> {
  await using stream = watch(gateway, { memberId, end: true });
  return (await stream.rest()).at(-1)?.data?.['memberStatus'];
}

/** The member's status over a WebSocket. */
export function watch({ url }: TestGateway, variables: Data) {
  return openSubscription({ url, document: memberStatus, variables });
}

/** Input of `createMember` for MX Bank. */
export function toMember(userId: string, password: string) {
  const credentials = [
    { guid: LOGIN, value: 'mxuser' },
    { guid: PASSWORD, value: password },
  ];
  return { userId, institutionCode: 'mxbank', credentials };
}
