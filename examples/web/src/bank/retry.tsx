import type { MemberChanges } from '../data/member.ts';
import { Notice } from '../parts/notice.tsx';
import { useAction } from '../parts/use-action.ts';

/** Starts another job of a bank whose last one ended without success. */
export function Retry({ retry }: Pick<MemberChanges, 'retry'>) {
  const { run, isRunning, problem } = useAction();
  return (
    <>
      {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
      <button
        type="button"
        className="button is-primary"
        aria-disabled={isRunning}
        autoFocus
        onClick={() => void run(retry)}
      >
        Try again
      </button>
    </>
  );
}
