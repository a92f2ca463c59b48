import type { ApiVersion, EndpointName } from '../endpoints.ts';
import { badResponse, type Drift } from '../errors.ts';
import type { Send } from '../wire/call.ts';
import { decodeChallenge, type ChallengeAnswer, type ChallengeModel } from './challenge.ts';
import {
  checkNamed,
  checkOwner,
  flag,
  httpUrl,
  partnerKey,
  record,
  required,
  text,
  type Row,
} from './decode.ts';
import { decodeCredential, type CredentialModel } from './institution.ts';
import { decodeMemberError, type MemberErrorModel } from './member-error.ts';
import {
  toCreateMemberBody,
  toOAuthWindowQuery,
  toResumeBody,
  toUpdateMemberBody,
  type CreateMemberInput,
  type OAuthWindowInput,
  type UpdateMemberInput,
} from './member-input.ts';
import { checkMember, type MemberKey } from './member-key.ts';
import { decodeMemberState, type MemberState } from './member-state.ts';
import { decodeMemberStatus, type MemberStatusModel } from './member-status.ts';
import { decodePage, readAll, toPageQuery, type List } from './pages.ts';

export type { MemberState } from './member-state.ts';
export type { MemberKey } from './member-key.ts';

/** A user's connection to an institution. `MemberResponse`, MX Platform API. */
export interface MemberModel extends MemberState {
  readonly guid: string;
  readonly userGuid: string;
  readonly externalId: string | null;
  readonly name: string | null;
  readonly institutionCode: string | null;
  readonly isOAuth: boolean | null;
  readonly isManual: boolean | null;
  readonly isManagedByUser: boolean | null;
  readonly backgroundAggregationIsDisabled: boolean | null;
  readonly needsUpdatedCredentials: boolean | null;
  readonly oauthWindowUri: string | null;
  readonly metadata: string | null;
  readonly error: MemberErrorModel | null;
}

/** A member that was just created. */
export interface NewMemberModel extends MemberModel {
  /**
   * True if the creation requested a job (MX's status 202). Null under v20111101, whose successful
   * responses do not show it.
   */
  readonly isJobRequested: boolean | null;
}

export interface MemberCalls {
  create(userGuid: string, input: CreateMemberInput): Promise<NewMemberModel>;
  /** The complete list: the first page, then the other pages in parallel. */
  list(userGuid: string): Promise<List<MemberModel>>;
  read(key: MemberKey): Promise<MemberModel>;
  readStatus(key: MemberKey): Promise<MemberStatusModel>;
  /** Empty if MX responds with 204. */
  challenges(key: MemberKey): Promise<readonly ChallengeModel[]>;
  /** The fields to ask the end user for when the credentials change; never their values. */
  credentials(key: MemberKey): Promise<readonly CredentialModel[]>;
  update(key: MemberKey, input: UpdateMemberInput): Promise<MemberModel>;
  delete(key: MemberKey): Promise<void>;
  /** The URL of the institution's own login, valid once. Anyone who has the URL can connect. */
  oauthWindow(key: MemberKey, input: OAuthWindowInput): Promise<string>;
  aggregate(key: MemberKey): Promise<MemberModel>;
  fetchRewards(key: MemberKey): Promise<MemberModel>;
  resume(key: MemberKey, answers: readonly ChallengeAnswer[]): Promise<MemberModel>;
}

export function createMemberCalls(send: Send, apiVersion: ApiVersion): MemberCalls {
  return new SentMemberCalls(send, apiVersion);
}

/** A class, because most scopes make a single call, and functions of their own would cost more. */
class SentMemberCalls implements MemberCalls {
  readonly #send: Send;
  readonly #apiVersion: ApiVersion;

  constructor(send: Send, apiVersion: ApiVersion) {
    this.#send = send;
    this.#apiVersion = apiVersion;
  }

  create(userGuid: string, input: CreateMemberInput): Promise<NewMemberModel> {
    const body = toCreateMemberBody(input, this.#apiVersion);
    const request = { params: { user_guid: userGuid }, body };
    return this.#send('createMember', request, (answer, drift, status) => {
      const row = record(answer, 'member');
      const { externalId } = input;
      checkOwner(row, userGuid);
      if (typeof externalId === 'string') checkNamed(row, 'id', externalId, 'member');
      const isJobRequested = this.#apiVersion === 'v20111101' ? null : status === 202;
      return { ...decodeMember(row, userGuid, drift), isJobRequested };
    });
  }

  list(userGuid: string): Promise<List<MemberModel>> {
    return readAll((page) => {
      const request = { params: { user_guid: userGuid }, query: toPageQuery(page) };
      return this.#send('listMembers', request, (body, drift) =>
        decodePage(body, 'members', page, (row) => decodeMember(row, userGuid, drift), drift),
      );
    });
  }

  read(key: MemberKey): Promise<MemberModel> {
    return this.#sendMember('readMember', key);
  }

  readStatus(key: MemberKey): Promise<MemberStatusModel> {
    return this.#send('readMemberStatus', { params: toMemberParams(key) }, (body, drift) =>
      decodeMemberStatus(record(body, 'member'), key, drift),
    );
  }

  async challenges(key: MemberKey): Promise<readonly ChallengeModel[]> {
    const { items, unread } = await readAll((page) => {
      const request = { params: toMemberParams(key), query: toPageQuery(page) };
      return this.#send('listMemberChallenges', request, (body, drift) =>
        decodePage(body ?? NO_CHALLENGES, 'challenges', page, decodeChallenge, drift),
      );
    });
    if (unread.length > 0) throw badResponse('a challenge without guid');
    return items;
  }

  async credentials(key: MemberKey): Promise<readonly CredentialModel[]> {
    const { items } = await readAll((page) => {
      const request = { params: toMemberParams(key), query: toPageQuery(page) };
      return this.#send('listMemberCredentials', request, (body, drift) =>
        decodePage(body, 'credentials', page, decodeCredential, drift),
      );
    });
    return items;
  }

  update(key: MemberKey, input: UpdateMemberInput): Promise<MemberModel> {
    const body = toUpdateMemberBody(input, this.#apiVersion);
    return this.#sendMember('updateMember', key, { body });
  }

  delete(key: MemberKey): Promise<void> {
    return this.#send('deleteMember', { params: toMemberParams(key) }, () => {});
  }

  oauthWindow(key: MemberKey, input: OAuthWindowInput): Promise<string> {
    const request = { params: toMemberParams(key), query: toOAuthWindowQuery(input) };
    return this.#send('requestOAuthWindowURI', request, (body, drift) => {
      const row = record(body, 'member');
      checkMember(row, key);
      const uri = httpUrl(row, 'oauth_window_uri', drift);
      if (uri === null) throw badResponse('no oauth_window_uri');
      return uri;
    });
  }

  aggregate(key: MemberKey): Promise<MemberModel> {
    return this.#sendMember('aggregateMember', key);
  }

  fetchRewards(key: MemberKey): Promise<MemberModel> {
    return this.#sendMember('fetchRewards', key);
  }

  resume(key: MemberKey, answers: readonly ChallengeAnswer[]): Promise<MemberModel> {
    return this.#sendMember('resumeAggregation', key, { body: toResumeBody(answers) });
  }

  /** Makes a call whose response is the member, a read or a write. */
  #sendMember(
    name: EndpointName,
    key: MemberKey,
    request: { readonly body?: unknown } = {},
  ): Promise<MemberModel> {
    return this.#send(name, { ...request, params: toMemberParams(key) }, (body, drift) => {
      const row = record(body, 'member');
      checkMember(row, key);
      return decodeMember(row, key.userGuid, drift);
    });
  }
}

function toMemberParams({ userGuid, memberGuid }: MemberKey) {
  return { user_guid: userGuid, member_guid: memberGuid };
}

/** The meaning of a 204. */
const NO_CHALLENGES = { challenges: [] };

function decodeMember(row: Row, userGuid: string, drift: Drift): MemberModel {
  checkOwner(row, userGuid);
  return {
    guid: required(row, 'guid'),
    userGuid,
    externalId: text(row, 'id', drift),
    name: text(row, 'name', drift),
    institutionCode: partnerKey(row, 'institution_code', drift),
    isOAuth: flag(row, 'is_oauth', drift),
    isManual: flag(row, 'is_manual', drift),
    isManagedByUser: flag(row, 'is_managed_by_user', drift),
    backgroundAggregationIsDisabled: flag(row, 'background_aggregation_is_disabled', drift),
    needsUpdatedCredentials: flag(row, 'needs_updated_credentials', drift),
    oauthWindowUri: httpUrl(row, 'oauth_window_uri', drift),
    metadata: text(row, 'metadata', drift),
    error: decodeMemberError(row, drift),
    ...decodeMemberState(row, drift),
  };
}
