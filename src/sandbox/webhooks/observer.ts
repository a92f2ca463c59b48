import { createInstant } from '../instant.ts';
import type { Settings } from '../options.ts';
import type { MemberRecord, UserRecord } from '../records.ts';
import type { State } from '../state.ts';
import type { WireFields } from '../wire-fields.ts';
import { type Action, userWebhook } from './bodies.ts';
import { createMemberObserver, type MemberObserver } from './member-observer.ts';

/** Finds the events for which MX sends webhooks, by comparing the data with an earlier instant. */
export interface Observer {
  /** The webhooks for everything that has happened since the last call, in the order of the data. */
  readonly observe: () => readonly WireFields[];
}

interface KnownUser {
  readonly user: UserRecord;
  print: string;
  revision: number;
}

/** Events before the call are not reported. */
export function createObserver(options: {
  readonly state: State;
  readonly settings: Settings;
  readonly now: () => number;
}): Observer {
  const { state, settings, now } = options;
  const users = new Map<string, KnownUser>();
  const members = new Map<string, MemberObserver>();

  function observeUser(user: UserRecord): readonly WireFields[] {
    const { guid, id, email, isDisabled, metadata } = user;
    const print = JSON.stringify([id, email, isDisabled, metadata]);
    const known = users.get(guid);
    if (known?.print === print) return [];
    const revision = (known?.revision ?? 0) + 1;
    users.set(guid, { user, print, revision });
    const action: Action = known === undefined ? 'created' : 'updated';
    return [userWebhook(user, action, revision)];
  }

  function observeMember(member: MemberRecord, user: UserRecord): readonly WireFields[] {
    const known = members.get(member.guid);
    const observer = known ?? createMemberObserver(member);
    members.set(member.guid, observer);
    const instant = createInstant({ settings, now: now() });
    instant.advance(member);
    const subject = { member, progress: instant.jobs.progress(member), userId: user.id };
    return observer.observe(subject, now());
  }

  function observeDeletions(): readonly WireFields[] {
    const found: WireFields[] = [];
    for (const [guid, observer] of members) {
      if (state.users.get(observer.userGuid)?.members.has(guid) === true) continue;
      members.delete(guid);
      found.push(...observer.end());
    }
    for (const [guid, { user, revision }] of users) {
      if (state.users.has(guid)) continue;
      users.delete(guid);
      found.push(userWebhook(user, 'deleted', revision + 1));
    }
    return found;
  }

  function observe(): readonly WireFields[] {
    return [
      ...[...state.users.values()].flatMap((user) => [
        ...observeUser(user),
        ...[...user.members.values()].flatMap((member) => observeMember(member, user)),
      ]),
      ...observeDeletions(),
    ];
  }

  observe();
  return { observe };
}
