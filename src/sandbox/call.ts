import { notFound } from './errors.ts';
import type { Settings } from './options.ts';
import type { MemberRecord, UserRecord, Wire } from './records.ts';
import { settle } from './state.ts';
import type { State } from './state.ts';
import type { Version } from './versions.ts';

/** What a route works on: the state, an instant and one request. */
export interface Call extends Version {
  readonly state: State;
  readonly settings: Settings;
  readonly now: number;
  /** The sandbox's own address as the caller spells it. */
  readonly origin: string;
  readonly params: Wire;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** v20250224 takes the partner's id in place of most guids. */
  readonly takesIds: boolean;
}

export function paramOf({ params }: Call, name: string): string {
  return String(params[name]);
}

/** The user of the path. Throws a 404. */
export function userOf(call: Call): UserRecord {
  const key = paramOf(call, 'user');
  const { users } = call.state;
  const user = users.get(key) ?? (call.takesIds ? byId(users.values(), key) : undefined);
  if (user === undefined) throw notFound('User');
  return user;
}

/** The member of the path, settled up to now. Throws a 404. */
export function memberOf(call: Call, user = userOf(call)): MemberRecord {
  const key = paramOf(call, 'member');
  const { members } = user;
  const member = members.get(key) ?? (call.takesIds ? byId(members.values(), key) : undefined);
  if (member === undefined || call.now < member.visibleAt) throw notFound('Member');
  return settle(member, call.now, call.settings);
}

function byId<T extends { readonly id: string | null }>(
  all: Iterable<T>,
  id: string,
): T | undefined {
  for (const one of all) if (one.id === id) return one;
  return undefined;
}
