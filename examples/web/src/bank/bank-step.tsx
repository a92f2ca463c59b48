import type { Status } from 'mx-graphql-gateway-client';
import type { MemberChanges, MemberFormData } from '../data/member.ts';
import { Notice } from '../parts/notice.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { ChallengesForm } from './challenges-form.tsx';
import { Retry } from './retry.tsx';
import { SignIn } from './sign-in.tsx';
import { UpdateCredentials } from './update-credentials.tsx';

export interface BankStepProps {
  readonly status: Status;
  /** Null until it has been read. */
  readonly member: MemberFormData;
  readonly changes: MemberChanges;
  readonly signInUrl: string | null;
}

/** What a person has to do now: one step for each `nextAction`. */
export function BankStep({ status, member, changes, signInUrl }: BankStepProps) {
  const { nextAction, userMessage, challenges } = status;
  const sentence = <p>{userMessage}</p>;
  switch (nextAction) {
    case 'WAIT':
      return <Waiting>{userMessage}</Waiting>;
    case 'ANSWER_CHALLENGES': {
      if (challenges === null) return <Waiting>{userMessage}</Waiting>;
      const key = challenges.map(({ id }) => id).join(' ');
      return (
        <>
          {sentence}
          <ChallengesForm key={key} challenges={challenges} answer={changes.answer} />
        </>
      );
    }
    case 'AUTHORIZE_OAUTH':
      return (
        <>
          {sentence}
          <SignIn firstUrl={signInUrl} requestUrl={changes.requestSignIn} />
        </>
      );
    case 'UPDATE_CREDENTIALS':
      return (
        <>
          <Notice tone="bad">{userMessage}</Notice>
          <UpdateCredentials member={member} update={changes.update} />
        </>
      );
    case 'START_JOB':
      return (
        <>
          {sentence}
          <Retry retry={changes.retry} />
        </>
      );
    case 'VISIT_INSTITUTION': {
      const url = member !== null && 'institution' in member ? member.institution?.url : null;
      return (
        <Notice tone="bad">
          {userMessage}{' '}
          {url != null && (
            <a href={url} target="_blank" rel="noopener noreferrer">
              Open its website
            </a>
          )}
        </Notice>
      );
    }
    case 'RETRY_LATER':
    case 'CONTACT_SUPPORT':
      return <Notice tone="bad">{userMessage}</Notice>;
    case 'NONE':
      return <Notice tone="good">{userMessage}</Notice>;
  }
}
