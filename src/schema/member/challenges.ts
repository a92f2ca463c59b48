import { keyOf } from '../../auth/keys.ts';
import type { InvalidAnswer } from '../../changes/outcome.ts';
import type { MemberModel } from '../../mx/api/member.ts';
import { builder } from '../builder.ts';
import { InvalidInputError, NotChallengedError, NotFoundError } from '../errors.ts';
import { failures } from '../failures.ts';
import { Member, MemberStatus, type StatusModel } from '../refs.ts';
import { keyOfInput, noSuchMember } from './payload.ts';

interface AnswersTaken {
  readonly __typename: 'AnswerChallengesPayload';
  readonly member: MemberModel;
  readonly status: StatusModel;
}

const AnswerChallengesPayload = builder
  .objectRef<AnswersTaken>('AnswerChallengesPayload')
  .implement({
    description:
      'MX accepted the answers and resumed the job. It does not say yet whether they are correct.',
    fields: (t) => ({
      member: t.expose('member', { type: Member, nullable: false, description: 'The member.' }),
      status: t.expose('status', {
        type: MemberStatus,
        nullable: false,
        description: 'The status right after the answers were sent.',
      }),
    }),
  });

const ChallengeAnswerInput = builder.inputType('ChallengeAnswerInput', {
  description: 'The answer to one challenge.',
  fields: (t) => ({
    challengeId: t.id({ required: true, description: 'The `id` of the challenge.' }),
    value: t.field({
      type: 'Secret',
      required: true,
      description: 'The text that the end user entered, or the `value` of the chosen option.',
    }),
  }),
});

const AnswerChallengesInput = builder.inputType('AnswerChallengesInput', {
  description: 'The answers to all open challenges of a member.',
  fields: (t) => ({
    memberId: t.id({ required: true, description: 'Global id of the member.' }),
    answers: t.field({
      type: [ChallengeAnswerInput],
      required: true,
      description: 'One answer for each open challenge.',
    }),
  }),
});

const AnswerChallengesResult = builder.unionType('AnswerChallengesResult', {
  description: 'The resumed job, or why MX did not accept the answers.',
  types: [AnswerChallengesPayload, NotChallengedError, InvalidInputError, NotFoundError],
});

builder.mutationField('answerChallenges', (t) =>
  t.field({
    type: AnswerChallengesResult,
    nullable: false,
    description: 'Answer the open MFA challenges and resume the job.',
    args: {
      input: t.arg({ type: AnswerChallengesInput, required: true, description: 'The answers.' }),
    },
    resolve: async (_root, { input }, context) => {
      const key = keyOfInput(input.memberId, context);
      if (key === null) return noSuchMember();
      const answers = input.answers.map(({ challengeId, value }) => ({
        challengeGuid: challengeId,
        value,
      }));
      const outcome = await context.jobs.answerChallenges(key, answers);
      context.forgetLoaded(key.userGuid);
      switch (outcome.kind) {
        case 'done': {
          const { member, status } = outcome.value;
          context.loaders.member.prime(keyOf(member), member); // for status.member
          context.reads.knowStatus(status); // for member.status
          return { __typename: 'AnswerChallengesPayload' as const, member, status };
        }
        case 'not-challenged':
          return failures.notChallenged(outcome.status);
        case 'not-found':
          return noSuchMember();
        case 'invalid-answer':
          return toInvalidInput(outcome);
      }
    },
  }),
);

function toInvalidInput(answer: InvalidAnswer) {
  const path = ['input', 'answers'];
  switch (answer.reason) {
    case 'not-open':
      return failures.invalidInput('This challenge is not open.', [
        ...path,
        String(answer.index),
        'challengeId',
      ]);
    case 'duplicate':
      return failures.invalidInput('This challenge has more than one answer.', [
        ...path,
        String(answer.index),
        'challengeId',
      ]);
    case 'unanswered':
      return failures.invalidInput('Every open challenge needs an answer.', path);
    case 'refused':
      return failures.invalidInput('MX rejected the answers.', path);
  }
}
