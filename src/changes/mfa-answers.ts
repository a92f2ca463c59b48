import type { ChallengeModel } from '../mx/api/challenge.ts';
import type { ChallengeAnswer } from '../mx/client.ts';

/** Why answers are not, or were not, accepted. */
export type AnswerProblem = { readonly kind: 'invalid-answer' } & (
  | {
      /** No such challenge is open, or one that was answered earlier in the same list. */
      readonly reason: 'not-open' | 'duplicate';
      /** The answer's place in the list, from 0. */
      readonly index: number;
      readonly challengeGuid: string;
    }
  /** An open challenge that no answer names. */
  | { readonly reason: 'unanswered'; readonly challengeGuid: string }
  /** MX did not take the answers (400 or 422). */
  | { readonly reason: 'refused' }
);

/** The first thing that is wrong with the answers; MX wants all open challenges answered at once. */
export function problemOfAnswers(
  answers: readonly ChallengeAnswer[],
  open: readonly ChallengeModel[],
): AnswerProblem | null {
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
