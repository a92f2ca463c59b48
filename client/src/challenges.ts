import type { Challenge } from './challenge.ts';
import type { AnswerChallengesResult } from './generated/operations.ts';

/** What the end user answers to one challenge. */
export interface ChallengeAnswer {
  readonly challengeId: string;
  /** The text that the end user entered, or the `value` of the chosen option. */
  readonly value: string;
}

/** For whom and until when an answer is wanted. */
export interface ChallengeContext {
  /** Global id of the member. */
  readonly memberId: string;
  /** The member's name; null when it is not known. */
  readonly memberName: string | null;
  /** Aborts when the challenge is no longer open: close the dialog. */
  readonly signal: AbortSignal;
  /** Why the last answer was rejected, in a sentence for developers. */
  readonly problem: string | undefined;
}

/**
 * Asks the end user. Returns an answer for each challenge, or only the text if there is one
 * challenge; undefined if the app sends `AnswerChallenges` itself. The kit sends the answers and
 * keeps nothing of them. An error that this function throws is thrown by the iteration.
 */
export type OnChallenge = (
  challenges: readonly Challenge[],
  context: ChallengeContext,
) => Answers | Promise<Answers>;

type Answers = readonly ChallengeAnswer[] | string | null | undefined;

/** The part of a status that says whether challenges are open. */
export interface OpenChallenges {
  readonly memberId: string;
  readonly memberName: string | null;
  /** Empty when there are none. */
  readonly challenges: readonly Challenge[];
}

export interface ChallengerOptions {
  readonly onChallenge: OnChallenge;
  readonly answer: (input: {
    readonly memberId: string;
    readonly answers: readonly ChallengeAnswer[];
  }) => Promise<AnswerChallengesResult>;
  /** Returns the challenges that are open now, for when it is not known whether an answer arrived. */
  readonly read: (memberId: string) => Promise<readonly Challenge[]>;
  readonly fail: (failure: { readonly error: unknown }) => void;
}

export interface Challenger {
  /** Reports what is open of a member. Each round of challenges is asked once. */
  readonly see: (open: OpenChallenges) => void;
  readonly stop: () => void;
}

interface Round {
  readonly key: string;
  readonly controller: AbortController;
}

export function createChallenger(options: ChallengerOptions): Challenger {
  const { onChallenge, answer, read, fail } = options;
  const rounds = new Map<string, Round>();

  async function run({ memberId, memberName, challenges }: OpenChallenges, round: Round) {
    const { signal } = round.controller;
    let problem: string | undefined;
    while (!signal.aborted) {
      const answers = toAnswers(
        challenges,
        await onChallenge(challenges, { memberId, memberName, signal, problem }),
      );
      if (signal.aborted || answers === undefined) return;
      try {
        const { answerChallenges: result } = await answer({ memberId, answers });
        if (result.__typename !== 'InvalidInputError') return;
        problem = result.message;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'OUTCOME_UNKNOWN'))
          throw error;
        if (toKey(await read(memberId)) !== round.key) return;
        problem = 'It is not known whether the last answer arrived.';
      }
    }
  }

  return {
    see(open) {
      const { memberId, challenges } = open;
      const key = toKey(challenges);
      const last = rounds.get(memberId);
      if (last?.key === key) return;
      last?.controller.abort();
      const round = { key, controller: new AbortController() };
      rounds.set(memberId, round);
      if (key === '') return;
      run(open, round).catch((error: unknown) => {
        if (!round.controller.signal.aborted) fail({ error });
      });
    },
    stop() {
      for (const { controller } of rounds.values()) controller.abort();
    },
  };
}

const toKey = (challenges: readonly Challenge[]) => challenges.map(({ id }) => id).join(' ');

function toAnswers(
  challenges: readonly Challenge[],
  answers: Answers,
): readonly ChallengeAnswer[] | undefined {
  if (typeof answers !== 'string') return answers ?? undefined;
  const [challenge, another] = challenges;
  if (challenge === undefined || another !== undefined) {
    throw new TypeError('There are several challenges: return an answer for each.');
  }
  return [{ challengeId: challenge.id, value: answers }];
}
