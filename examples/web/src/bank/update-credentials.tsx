import type { MemberChanges, MemberFormData } from '../data/member.ts';
import { Notice } from '../parts/notice.tsx';
import { useAction } from '../parts/use-action.ts';
import { CredentialsForm } from './credentials-form.tsx';

export interface UpdateCredentialsProps {
  readonly member: MemberFormData;
  readonly update: MemberChanges['update'];
}

/** The bank no longer takes the credentials: they are asked for again. */
export function UpdateCredentials({ member, update }: UpdateCredentialsProps) {
  const { run, isRunning, problem } = useAction();
  if (member === null || !('credentials' in member)) return null;
  return (
    <>
      {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
      <CredentialsForm
        fields={member.credentials ?? []}
        isBusy={isRunning}
        submitLabel="Save"
        onSubmit={(values) => void run(() => update(values))}
      />
    </>
  );
}
