import { creditCardProducts } from './credit-card-products.ts';
import { gather } from './gather.ts';
import { institutions } from './institutions.ts';
import type { Institution } from './institutions.ts';
import { settleJob } from './jobs.ts';
import type { Settings } from './options.ts';
import type { AccountRecord, MemberRecord, UserRecord, Wire } from './records.ts';

/** Everything that the sandbox knows. */
export interface State {
  readonly users: Map<string, UserRecord>;
  readonly institutions: Map<string, Institution>;
  readonly creditCardProducts: Map<string, Wire>;
  readonly oauthWindows: Map<string, OauthWindow>;
  /** Fields that replace those of the object with the guid (or institution code) in every answer. */
  readonly overrides: Map<string, Wire>;
  /** MX's type of error for every job and every new member of the institution with the code. */
  readonly troubles: Map<string, string>;
}

export interface OauthWindow {
  readonly userGuid: string;
  readonly memberGuid: string;
  readonly redirectUrl: string | undefined;
  readonly skipsAggregation: boolean;
}

export function createState(): State {
  return {
    users: new Map(),
    institutions: new Map(institutions.map((institution) => [institution.code, institution])),
    creditCardProducts: new Map(
      creditCardProducts.map((product) => [String(product['guid']), product]),
    ),
    oauthWindows: new Map(),
    overrides: new Map(),
    troubles: new Map(),
  };
}

/** Brings a member up to the instant: ends its job if it is over and lets its data appear. */
export function settle(member: MemberRecord, now: number, settings: Settings): MemberRecord {
  settleJob(member, now, settings);
  const { due } = member;
  if (due !== undefined && now >= due.readableAt) {
    member.due = undefined;
    gather(member, due.job, due.endedAt);
  }
  return member;
}

/** The user's members that the API shows at the instant, settled up to it. */
export function membersOf(
  user: UserRecord,
  now: number,
  settings: Settings,
): readonly MemberRecord[] {
  return [...user.members.values()]
    .filter((member) => now >= member.visibleAt)
    .map((member) => settle(member, now, settings));
}

export function accountsOf(
  user: UserRecord,
  now: number,
  settings: Settings,
): readonly AccountRecord[] {
  return membersOf(user, now, settings).flatMap((member) => member.accounts);
}

export function findMember(state: State, memberGuid: string): MemberRecord | undefined {
  for (const user of state.users.values()) {
    const member = user.members.get(memberGuid);
    if (member !== undefined) return member;
  }
  return undefined;
}

/** The body with what a test has put in its place. */
export function overridden(state: State, key: string, body: Wire): Wire {
  const override = state.overrides.get(key);
  return override === undefined ? body : { ...body, ...override };
}
