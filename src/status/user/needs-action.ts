import type { MemberNextAction, StatusGuidance } from '../status-table.ts';

/**
 * The actions that only a person can take, the most urgent first: challenges expire, and a sign-in
 * takes the end user less than new credentials do.
 */
const URGENCY: readonly MemberNextAction[] = [
  'ANSWER_CHALLENGES',
  'AUTHORIZE_OAUTH',
  'UPDATE_CREDENTIALS',
  'VISIT_INSTITUTION',
  'START_JOB',
  'CONTACT_SUPPORT',
];

/**
 * The statuses that ask the end user for something, the most urgent first. A member that waits for
 * a job is one of them only when it is settled, because most jobs begin by themselves.
 */
export function needingAction<Status extends StatusGuidance>(
  statuses: readonly Status[],
): readonly Status[] {
  return URGENCY.flatMap((action) =>
    statuses.filter(
      ({ nextAction, isSettled }) => nextAction === action && (action !== 'START_JOB' || isSettled),
    ),
  );
}
