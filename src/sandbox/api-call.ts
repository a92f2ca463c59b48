import { notFound } from './errors.ts';
import type { Instant } from './instant.ts';
import type { Settings } from './options.ts';
import type { MemberRecord, UserRecord } from './records.ts';
import type { State } from './state.ts';
import type { Version } from './versions.ts';
import type { WireFields } from './wire-fields.ts';

/** The input of a route: the state, an instant and one request. */
export interface ApiCall extends Version, Instant {
  readonly state: State;
  readonly settings: Settings;
  /** The sandbox's own address, as in the request. */
  readonly origin: string;
  readonly params: WireFields;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly isRead: boolean;
  /** v20250224 accepts the partner's id in place of most guids. */
  readonly takesIds: boolean;
}

export function param({ params }: ApiCall, name: string): string {
  return String(params[name]);
}

/** The user of the path. Throws a 404. */
export function requireUser(call: ApiCall): UserRecord {
  const key = param(call, 'user');
  const { users } = call.state;
  const user = users.get(key) ?? (call.takesIds ? byId(users.values(), key) : undefined);
  if (user === undefined || (call.isRead && call.now < user.visibleAt)) throw notFound('User');
  return user;
}

/** The member of the path, advanced to the instant. Throws a 404. */
export function requireMember(call: ApiCall, user = requireUser(call)): MemberRecord {
  const key = param(call, 'member');
  const { members } = user;
  const member = members.get(key) ?? (call.takesIds ? byId(members.values(), key) : undefined);
  if (member === undefined || call.now < member.visibleAt) throw notFound('Member');
  return call.advance(member);
}

function byId<T extends { readonly id: string | null }>(
  all: Iterable<T>,
  id: string,
): T | undefined {
  for (const one of all) if (one.id === id) return one;
  return undefined;
}
