import { aggregateData } from './aggregation.ts';
import { createJobs } from './jobs.ts';
import type { Jobs } from './jobs.ts';
import type { Settings } from './options.ts';
import type { AccountRecord, MemberRecord, UserRecord } from './records.ts';

/** The sandbox at one instant: the clock stands still while a request is handled. */
export interface Instant {
  readonly now: number;
  readonly jobs: Jobs;
  /** Ends the member's job if it is over, and makes its data visible. */
  readonly advance: (member: MemberRecord) => MemberRecord;
  /** The user's members that the API shows, advanced. */
  readonly visibleMembers: (user: UserRecord) => readonly MemberRecord[];
  readonly visibleAccounts: (user: UserRecord) => readonly AccountRecord[];
}

export function createInstant(options: {
  readonly settings: Settings;
  readonly now: number;
}): Instant {
  const { now } = options;
  const jobs = createJobs(options);

  function advance(member: MemberRecord): MemberRecord {
    jobs.end(member);
    const { due } = member;
    if (due !== undefined && now >= due.readableAt) {
      member.due = undefined;
      aggregateData({ member, job: due.job, at: due.endedAt });
    }
    return member;
  }

  function visibleMembers(user: UserRecord): readonly MemberRecord[] {
    return [...user.members.values()].filter(({ visibleAt }) => now >= visibleAt).map(advance);
  }

  return {
    now,
    jobs,
    advance,
    visibleMembers,
    visibleAccounts: (user) => visibleMembers(user).flatMap(({ accounts }) => accounts),
  };
}
