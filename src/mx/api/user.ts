import { badResponse, type Drift } from '../errors.ts';
import type { Send } from '../wire/call.ts';
import { checkNamed, checkOwner, flag, record, required, text, type Row } from './decode.ts';
import { decodePage, toPageQuery, type Page, type PageRequest } from './pages.ts';

/** A partner's end user. `UserResponse`, MX Platform API v20111101 and v20250224. */
export interface UserModel {
  readonly guid: string;
  readonly externalId: string | null;
  readonly email: string | null;
  readonly isDisabled: boolean | null;
  readonly metadata: string | null;
}

/**
 * The fields of a user that can be set. An omitted field and a null field stay as they are:
 * `UserCreateRequest` and `UserUpdateRequest`, MX Platform API, declare no field nullable, so no
 * field can be cleared. MX rejects an empty object.
 */
export interface UserInput {
  readonly externalId?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly isDisabled?: boolean | null | undefined;
  readonly metadata?: string | null | undefined;
}

export interface UserFilter {
  readonly externalId?: string | undefined;
  readonly email?: string | undefined;
  readonly isDisabled?: boolean | undefined;
}

export interface UserCalls {
  readonly create: (input: UserInput) => Promise<UserModel>;
  readonly read: (userGuid: string) => Promise<UserModel>;
  readonly update: (userGuid: string, input: UserInput) => Promise<UserModel>;
  /** Deletes a user permanently, with everything that belongs to the user. */
  readonly delete: (userGuid: string) => Promise<void>;
  readonly list: (filter: UserFilter, page: PageRequest) => Promise<Page<UserModel>>;
  /**
   * The user with exactly this external id; null if there is none. MX filters by the id, but does
   * not document whether the filter ignores case or matches parts. Two users with the id are
   * `ambiguous`: MX refuses a second user with the same id (409), so neither may be treated as the
   * right one.
   *
   * @throws {MxError} BAD_RESPONSE if the list contains an unreadable row, which may be the user,
   * or a second one
   */
  readonly findByExternalId: (externalId: string) => Promise<UserModel | 'ambiguous' | null>;
}

const FIRST_PAGE: PageRequest = { page: 1, perPage: 10 };

export function createUserCalls(send: Send): UserCalls {
  const list: UserCalls['list'] = ({ externalId, email, isDisabled }, page) => {
    const query = { ...toPageQuery(page), id: externalId, email, is_disabled: isDisabled };
    return send('listUsers', { query }, (body, drift) =>
      decodePage(body, 'users', page, decodeUser, drift),
    );
  };

  return {
    create: (input) =>
      send('createUser', { body: { user: toUserBody(input) } }, (body, drift) => {
        const row = record(body, 'user');
        const { externalId } = input;
        if (typeof externalId === 'string') checkNamed(row, 'id', externalId, 'user');
        return decodeUser(row, drift);
      }),
    read: (userGuid) =>
      send('readUser', { params: { user_guid: userGuid } }, (body, drift) => {
        const row = record(body, 'user');
        checkOwner(row, userGuid, 'guid');
        return decodeUser(row, drift);
      }),
    update: (userGuid, input) => {
      const request = { params: { user_guid: userGuid }, body: { user: toUserBody(input) } };
      return send('updateUser', request, (body, drift) => {
        const row = record(body, 'user');
        checkOwner(row, userGuid, 'guid');
        return decodeUser(row, drift);
      });
    },
    delete: (userGuid) => send('deleteUser', { params: { user_guid: userGuid } }, () => {}),
    list,
    async findByExternalId(externalId) {
      const { items, unread } = await list({ externalId }, FIRST_PAGE);
      if (unread.length > 0) throw badResponse('a user without guid');
      const [user, ...others] = items.filter((each) => each?.externalId === externalId);
      return others.length > 0 ? 'ambiguous' : (user ?? null);
    },
  };
}

function toUserBody({ externalId, email, isDisabled, metadata }: UserInput) {
  return {
    id: externalId ?? undefined,
    email: email ?? undefined,
    is_disabled: isDisabled ?? undefined,
    metadata: metadata ?? undefined,
  };
}

function decodeUser(row: Row, drift: Drift): UserModel {
  return {
    guid: required(row, 'guid'),
    externalId: text(row, 'id', drift),
    email: text(row, 'email', drift),
    isDisabled: flag(row, 'is_disabled', drift),
    metadata: text(row, 'metadata', drift),
  };
}
