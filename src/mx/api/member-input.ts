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
  /** Only v20111101 can express this field. */
  readonly skipAggregation?: boolean | undefined;
  readonly backgroundAggregationIsDisabled?: boolean | null | undefined;
  /**
   * MX product names, lower case; only v20250224 can express them, and it starts no job for an
   * empty list.
   */
  readonly products?: readonly string[] | undefined;
}

/**
 * The fields of a member that can be changed. An omitted field and a null field stay as they are:
 * `MemberUpdateRequest`, MX Platform API, declares no field nullable, so no field can be cleared.
 */
export interface UpdateMemberInput {
  /** New credentials start a job. */
  readonly credentials?: readonly CredentialValue[] | undefined;
  readonly externalId?: string | null | undefined;
  readonly metadata?: string | null | undefined;
  readonly backgroundAggregationIsDisabled?: boolean | null | undefined;
  /** Only v20111101 can express this field. */
  readonly skipAggregation?: boolean | undefined;
}

/** The app that the end user comes from and returns to. */
export interface OAuthWindowInput {
  readonly clientRedirectUrl?: string | undefined;
  readonly referralSource?: 'APP' | 'BROWSER' | undefined;
  readonly enableApp2App?: boolean | undefined;
  readonly uiMessageWebviewUrlScheme?: string | undefined;
}

/** Without any products, v20250224 starts no job. */
const DEFAULT_PRODUCTS: readonly string[] = ['transactions', 'rewards'];

/** `MemberCreateRequestBody`. Fields that the version cannot express are omitted. */
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

/** `MemberUpdateRequestBody`. Fields that the version cannot express are omitted. */
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

/**
 * The query of `oauth_window_uri`, whose four fields are also at the root of
 * `MemberCreateRequestBody`.
 */
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
