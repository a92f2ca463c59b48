import type { MxClient, ResultOf } from 'mx-graphql-gateway-client';
import { graphql } from './graphql.ts';

export const Search = graphql(`
  query Search($name: String) {
    institutions(name: $name, first: 8) {
      nodes {
        id
        code
        name
        mediumLogoUrl
        supportsOAuth
        instructionalText
        credentials {
          guid
          label
          type
          displayOrder
        }
      }
    }
  }
`);

const CreateMember = graphql(`
  mutation CreateMember($input: CreateMemberInput!) {
    createMember(input: $input) {
      __typename
      ... on MemberPayload {
        member {
          id
          oauthWindowUri
        }
      }
      ... on ConflictError {
        code
        existing {
          id
        }
      }
      ... on Error {
        code
      }
    }
  }
`);

export type Institution = NonNullable<ResultOf<typeof Search>['institutions']>['nodes'][number];
export type CredentialFields = NonNullable<Institution['credentials']>;
export type CredentialValue = { readonly guid: string; readonly value: string };

/** A connection that has begun, or the code of what went wrong. */
export type Connected =
  | {
      readonly kind: 'begun';
      readonly memberId: string;
      /** The bank's sign-in page, good for one use; null without OAuth. */
      readonly signInUrl: string | null;
      /** True if the household had this connection before. */
      readonly isOld: boolean;
    }
  | { readonly kind: 'failed'; readonly code: string };

/** Without credentials the person signs in on the institution's own page. */
export async function connect(
  mx: MxClient,
  institution: Pick<Institution, 'code' | 'supportsOAuth'>,
  credentials: readonly CredentialValue[],
): Promise<Connected> {
  const input = {
    institutionCode: institution.code,
    isOAuth: institution.supportsOAuth === true,
    credentials: [...credentials],
    // With it the kit may repeat the mutation after a cut, and no second member is created.
    clientMutationId: crypto.randomUUID(),
  };
  const { createMember } = await mx.mutate(CreateMember, { input }, { isRepeatable: true });
  if (createMember.__typename === 'MemberPayload') {
    const { id, oauthWindowUri } = createMember.member;
    return { kind: 'begun', memberId: id, signInUrl: oauthWindowUri, isOld: false };
  }
  if (createMember.__typename === 'ConflictError' && createMember.existing !== null) {
    return { kind: 'begun', memberId: createMember.existing.id, signInUrl: null, isOld: true };
  }
  return { kind: 'failed', code: createMember.code };
}
