import type { InstitutionTrouble } from '../../mx/errors.ts';
import { fromMembersRevision, type SeenMembers } from '../../status/user/members-revision.ts';
import type { ListedStatus } from '../../status/user/status-book.ts';
import type { MemberFailure } from './user-refresh-event.ts';

/**
 * The state of a member in a refresh, as a letter of a revision: `w` waits for its job, `r` has a
 * job, `d` is refreshed. All others are failures.
 */
export type RunMark = 'w' | 'r' | 'd' | FailureMark;

type FailureMark = 'n' | 'e' | 's' | 'f' | 'x' | TroubleMark;
type TroubleMark = 'm' | 'u' | 'b' | 'i';

const troubleMarks = {
  maintenance: 'm',
  unavailable: 'u',
  blocked: 'b',
  unrecognized: 'i',
} as const satisfies Record<InstitutionTrouble, TroubleMark>;

const reasonMarks = {
  'not-ready': 'n',
  'not-enabled': 'e',
  'not-supported': 's',
  'refresh-failed': 'f',
  'not-found': 'x',
} as const;

export function markOf(failure: MemberFailure): FailureMark {
  return failure.reason === 'institution-unavailable'
    ? troubleMarks[failure.trouble]
    : reasonMarks[failure.reason];
}

const marks: ReadonlySet<string> = new Set([
  ...['w', 'r', 'd'],
  ...Object.values(troubleMarks),
  ...Object.values(reasonMarks),
]);

/** What a reader has seen of a refresh; null for a revision of another subscription. */
export function toSeenRun(revision: string): SeenMembers | null {
  const seen = fromMembersRevision(revision);
  return seen !== null && [...seen.values()].every(({ mark }) => marks.has(mark)) ? seen : null;
}

/**
 * The failure that a mark stands for, with the member's status as it is now. Null for a mark that
 * is not a failure.
 */
export function toFailure(mark: string, status: ListedStatus | null): MemberFailure | null {
  const institutionCode = status?.listed?.institutionCode ?? null;
  for (const [trouble, troubleMark] of Object.entries(troubleMarks)) {
    if (mark !== troubleMark) continue;
    return {
      kind: 'failed',
      status: null,
      reason: 'institution-unavailable',
      trouble: trouble as InstitutionTrouble,
      institutionCode,
    };
  }
  switch (mark) {
    case reasonMarks['not-ready']:
      return { kind: 'failed', status, reason: 'not-ready' };
    case reasonMarks['not-enabled']:
      return { kind: 'failed', status: null, reason: 'not-enabled' };
    case reasonMarks['not-supported']:
      return { kind: 'failed', status: null, reason: 'not-supported', institutionCode };
    case reasonMarks['refresh-failed']:
      return { kind: 'failed', status, reason: 'refresh-failed' };
    case reasonMarks['not-found']:
      return { kind: 'failed', status: null, reason: 'not-found' };
    default:
      return null;
  }
}
