import type { ApiCall } from './api-call.ts';
import { badRequest, conflict, HttpError } from './errors.ts';
import type { Institution } from './institutions.ts';
import type { UserRecord } from './records.ts';

/** Throws a 400 unless there is exactly one value for each credential of the institution. */
export function checkCredentials(
  institution: Institution,
  values: ReadonlyMap<string, string>,
): void {
  const known = new Set(institution.credentials.map(({ guid }) => guid));
  for (const guid of values.keys()) {
    if (!known.has(guid)) throw badRequest(`Credential ${guid} is not one of the institution's.`);
  }
  const missing = institution.credentials.filter(({ guid }) => !values.has(guid));
  if (missing.length > 0 || values.size === 0) {
    throw badRequest(`Credentials missing: ${missing.map(({ label }) => label).join(', ')}.`);
  }
}

/** Throws a 409 when another member of the user has the id. */
export function checkMemberId(user: UserRecord, id: string): void {
  for (const member of user.members.values()) {
    if (member.id === id) throw conflict('A member with this id exists already.');
  }
}

/**
 * Throws a 409 if the user has a member at the institution with the same credentials, or an OAuth
 * member.
 */
export function checkDuplicate(
  user: UserRecord,
  institution: Institution,
  credentials: ReadonlyMap<string, string>,
): void {
  for (const member of user.members.values()) {
    const isThere = member.institution.code === institution.code;
    const isAuthorized = member.baseState.connectionStatus !== 'PENDING';
    const isSame = [...credentials].every(
      ([guid, value]) => member.credentials.get(guid) === value,
    );
    if (isThere && isAuthorized && isSame) {
      throw conflict('A member with this institution and these credentials exists already.');
    }
  }
}

/** Throws MX's 400 for an institution that is unavailable at the moment. */
export function checkTrouble({ state }: ApiCall, { code }: Institution): void {
  const type = state.troubles.get(code);
  if (type !== undefined) throw new HttpError(400, 'The institution takes no part now.', type);
}
