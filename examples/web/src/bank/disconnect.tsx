import { useState } from 'react';
import type { MemberChanges } from '../data/member.ts';
import { Notice } from '../parts/notice.tsx';
import { useAction } from '../parts/use-action.ts';

export interface DisconnectProps extends Pick<MemberChanges, 'disconnect'> {
  readonly onDone: () => void;
}

/** Asks once more before it ends a connection: its rewards go with it. */
export function Disconnect({ disconnect, onDone }: DisconnectProps) {
  const [isSure, setIsSure] = useState(false);
  const { run, isRunning, problem } = useAction();
  const confirm = async () => {
    // A connection that is no longer there is what was asked for.
    const isDone = await run(async () => {
      const code = await disconnect();
      return code === 'NOT_FOUND' ? null : code;
    });
    if (isDone) onDone();
  };
  return (
    <>
      {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
      <button
        type="button"
        className={isSure ? 'button is-danger' : 'button is-bare'}
        aria-disabled={isRunning}
        onClick={isSure ? () => void confirm() : () => setIsSure(true)}
        onBlur={() => setIsSure(false)}
      >
        {isSure ? 'Really disconnect' : 'Disconnect'}
      </button>
      <span className="grow" />
    </>
  );
}
