import type { ChallengeModel } from '../mx/api/challenge.ts';
import type { ChallengeAnswer } from '../mx/client.ts';
import type { InvalidAnswer } from './outcome.ts';

/**
 * The first error in the answers, or null; MX requires the answers to all open challenges in one
 * request.
 */
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
