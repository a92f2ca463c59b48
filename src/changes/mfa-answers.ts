import type { ChallengeModel } from '../mx/api/challenge.ts';
import type { ChallengeAnswer } from '../mx/client.ts';
import type { InvalidAnswer } from './outcome.ts';

/** The first thing that is wrong with the answers; MX wants all open challenges answered at once. */
export function findInvalidAnswer(
  answers: readonly ChallengeAnswer[],
  open: readonly ChallengeModel[],
): InvalidAnswer | null {
  const openGuids = new Set(open.map(({ guid }) => guid));
  const answered = new Set<string>();
  for (const [index, { challengeGuid }] of answers.entries()) {
    const reason = answered.has(challengeGuid)
      ? 'duplicate'
      : openGuids.has(challengeGuid)
        ? null
        : 'not-open';
    if (reason !== null) return { kind: 'invalid-answer', reason, index, challengeGuid };
    answered.add(challengeGuid);
  }
  const challengeGuid = [...openGuids].find((guid) => !answered.has(guid));
  return challengeGuid === undefined
    ? null
    : { kind: 'invalid-answer', reason: 'unanswered', challengeGuid };
}
