import type { Secret } from '../../secret.ts';
import type { ApiVersion } from '../endpoints.ts';
import type { ChallengeAnswer } from './challenge.ts';

export interface CredentialValue {
  readonly guid: string;
  readonly value: Secret;
}

/** Null counts as omitted: MX declares none of these fields nullable. */
export interface CreateMemberInput extends OAuthWindowInput {
  readonly institutionCode: string;
  /** Empty for OAuth members. */
  readonly credentials: readonly CredentialValue[];
  readonly externalId?: string | null | undefined;
  readonly metadata?: string | null | undefined;
  readonly isOAuth?: boolean | undefined;
  /** Only v20111101 can express it. */
  readonly skipAggregation?: boolean | undefined;
  readonly backgroundAggregationIsDisabled?: boolean | null | undefined;
  /** MX product names, lower case; only v20250224 can express them, and starts no job for none. */
  readonly products?: readonly string[] | undefined;
}

/**
 * What may be written of a member. A field left out stays as it is, and so does one that is null:
 * `MemberUpdateRequest`, MX Platform API, declares none nullable, so nothing can be cleared with it.
 */
export interface UpdateMemberInput {
  /** New ones start a job. */
  readonly credentials?: readonly CredentialValue[] | undefined;
  readonly externalId?: string | null | undefined;
  readonly metadata?: string | null | undefined;
  readonly backgroundAggregationIsDisabled?: boolean | null | undefined;
  /** Only v20111101 can express it. */
  readonly skipAggregation?: boolean | undefined;
}

/** Where the end user comes from and returns to. */
export interface OAuthWindowInput {
  readonly clientRedirectUrl?: string | undefined;
  readonly referralSource?: 'APP' | 'BROWSER' | undefined;
  readonly enableApp2App?: boolean | undefined;
  readonly uiMessageWebviewUrlScheme?: string | undefined;
}

/** Without any, v20250224 starts no job. */
const DEFAULT_PRODUCTS: readonly string[] = ['transactions', 'rewards'];

/** `MemberCreateRequestBody`. What the version cannot express is left out. */
export function toCreateMemberBody(input: CreateMemberInput, apiVersion: ApiVersion) {
  const isLegacy = apiVersion === 'v20111101';
  const { products = DEFAULT_PRODUCTS } = input;
  return {
    ...toOAuthWindowQuery(input),
    data_request: isLegacy ? undefined : { products },
    member: {
      institution_code: input.institutionCode,
      credentials: input.credentials.map(toWire),
      id: input.externalId ?? undefined,
      metadata: input.metadata ?? undefined,
      is_oauth: input.isOAuth,
      background_aggregation_is_disabled: input.backgroundAggregationIsDisabled ?? undefined,
      skip_aggregation: isLegacy ? input.skipAggregation : undefined,
    },
  };
}

/** `MemberUpdateRequestBody`. What the version cannot express is left out. */
export function toUpdateMemberBody(input: UpdateMemberInput, apiVersion: ApiVersion) {
  return {
    member: {
      credentials: input.credentials?.map(toWire),
      id: input.externalId ?? undefined,
      metadata: input.metadata ?? undefined,
      background_aggregation_is_disabled: input.backgroundAggregationIsDisabled ?? undefined,
      skip_aggregation: apiVersion === 'v20111101' ? input.skipAggregation : undefined,
    },
  };
}

/** Query of `oauth_window_uri`, and the same four at the root of `MemberCreateRequestBody`. */
export function toOAuthWindowQuery(input: OAuthWindowInput) {
  return {
    client_redirect_url: input.clientRedirectUrl,
    enable_app2app: input.enableApp2App,
    referral_source: input.referralSource,
    ui_message_webview_url_scheme: input.uiMessageWebviewUrlScheme,
  };
}

/** `MemberResumeRequestBody`. */
export function toResumeBody(answers: readonly ChallengeAnswer[]) {
  const challenges = answers.map(({ challengeGuid, value }) => ({ guid: challengeGuid, value }));
  return { member: { challenges } };
}

function toWire({ guid, value }: CredentialValue) {
  return { guid, value };
}
