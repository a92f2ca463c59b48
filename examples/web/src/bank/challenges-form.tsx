import type { Challenge } from 'mx-graphql-gateway-client';
import type { FormEvent } from 'react';
import type { MemberChanges } from '../data/member.ts';
import { Notice } from '../parts/notice.tsx';
import { readField } from '../parts/read-field.ts';
import { useAction } from '../parts/use-action.ts';
import { ChallengeField } from './challenge-field.tsx';

export interface ChallengesFormProps {
  /** All that are open: they are answered together. */
  readonly challenges: readonly Challenge[];
  readonly answer: MemberChanges['answer'];
}

/** The bank's questions. What is typed stays in the form until it is sent. */
export function ChallengesForm({ challenges, answer }: ChallengesFormProps) {
  const { run, isRunning, problem } = useAction();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isRunning) return;
    const data = new FormData(event.currentTarget);
    const answers = challenges.map(({ id }) => ({
      challengeId: id,
      value: readField(data, id),
    }));
    void run(() => answer(answers));
  }

  return (
    <form onSubmit={submit}>
      {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
      {challenges.map((challenge, index) => (
        <ChallengeField key={challenge.id} challenge={challenge} isFirst={index === 0} />
      ))}
      <div className="buttons">
        <button type="submit" className="button is-primary" aria-disabled={isRunning}>
          {isRunning ? 'One moment…' : 'Send'}
        </button>
      </div>
    </form>
  );
}
