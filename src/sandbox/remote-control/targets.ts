import { decodeId } from '../../opaque-id.ts';
import { HttpError } from '../errors.ts';
import type { Institution } from '../institutions.ts';
import type { MemberRecord } from '../records.ts';
import { findMember, type State } from '../state.ts';

/** The member with a guid or with an id of the gateway. Throws a 404. */
export function requireMember(state: State, key: string): MemberRecord {
  const [type, , memberGuid = ''] = decodeId(key);
  const member = findMember(state, type === 'Member' ? memberGuid : key);
  if (member === undefined) throw new HttpError(404, `The sandbox has no member ${key}.`);
  return member;
}

/** The institution with a code, a guid or an id of the gateway. Throws a 404. */
export function requireInstitution(state: State, key: string): Institution {
  const [type, code = ''] = decodeId(key);
  const wanted = type === 'Institution' ? code : key;
  const all = [...state.institutions.values()];
  const found = all.find(({ code: each, guid }) => each === wanted || guid === wanted);
  if (found === undefined) throw new HttpError(404, `The sandbox has no institution ${key}.`);
  return found;
}
