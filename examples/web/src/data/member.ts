import type { ChallengeAnswer, MxClient, ResultOf } from 'mx-graphql-gateway-client';
import type { CredentialValue } from './connect.ts';
import { graphql } from './graphql.ts';

/** What a form for new credentials needs. */
export const MemberForm = graphql(`
  query MemberForm($id: ID!) {
    node(id: $id) {
      ... on Member {
        id
        name
        credentials {
          guid
          label
          type
          displayOrder
        }
        institution {
          id
          url
        }
      }
    }
  }
`);

export type MemberFormData = ResultOf<typeof MemberForm>['node'];

const UpdateMember = graphql(`
  mutation UpdateMember($input: UpdateMemberInput!) {
    updateMember(input: $input) {
      __typename
      ... on Error {
        code
      }
    }
  }
`);

const Disconnect = graphql(`
  mutation Disconnect($input: DeleteMemberInput!) {
    deleteMember(input: $input) {
      __typename
      ... on Error {
        code
      }
    }
  }
`);

const SignIn = graphql(`
  mutation SignIn($input: RequestOAuthWindowInput!) {
    requestOAuthWindow(input: $input) {
      __typename
      ... on OAuthWindowPayload {
        url
      }
      ... on Error {
        code
      }
    }
  }
`);

const Aggregate = graphql(`
  mutation Aggregate($input: AggregateMemberInput!) {
    aggregateMember(input: $input) {
      __typename
      ... on Error {
        code
      }
    }
  }
`);

const Answer = graphql(`
  mutation Answer($input: AnswerChallengesInput!) {
    answerChallenges(input: $input) {
      __typename
      ... on Error {
        code
      }
    }
  }
`);

/** The code of what went wrong; null when nothing did. */
export type Failure = string | null;

const toFailure = (result: { readonly __typename: string; readonly code?: string }): Failure =>
  result.code ?? null;

/** Changes of one member. A failure that has a sentence is a code, all others are thrown. */
export interface MemberChanges {
  readonly update: (credentials: readonly CredentialValue[]) => Promise<Failure>;
  readonly answer: (answers: readonly ChallengeAnswer[]) => Promise<Failure>;
  readonly retry: () => Promise<Failure>;
  readonly disconnect: () => Promise<Failure>;
  /** Resolves with the address of the bank's sign-in page, good for one use, or with a code. */
  readonly requestSignIn: () => Promise<{ readonly url: string } | { readonly code: string }>;
}

export function createMemberChanges(mx: MxClient, memberId: string): MemberChanges {
  return {
    update: async (credentials) => {
      const input = { memberId, credentials: [...credentials] };
      return toFailure((await mx.mutate(UpdateMember, { input })).updateMember);
    },
    answer: async (answers) => {
      const input = { memberId, answers: [...answers] };
      return toFailure((await mx.mutate(Answer, { input })).answerChallenges);
    },
    retry: async () =>
      toFailure((await mx.mutate(Aggregate, { input: { memberId } })).aggregateMember),
    disconnect: async () =>
      toFailure((await mx.mutate(Disconnect, { input: { memberId } })).deleteMember),
    requestSignIn: async () => {
      const { requestOAuthWindow } = await mx.mutate(SignIn, { input: { memberId } });
      return requestOAuthWindow.__typename === 'OAuthWindowPayload'
        ? { url: requestOAuthWindow.url }
        : { code: requestOAuthWindow.code };
    },
  };
}
