import { useState } from 'react';
import { type Commands, command } from '../data/control.ts';
import { useAnnounce } from '../parts/announcer.tsx';

/** Sends commands, and says what has come of the last one. */
export function useCommand() {
  const announce = useAnnounce();
  const [result, setResult] = useState('');
  /** `sentence` says what the command has done. */
  const send = async <Name extends keyof Commands>(
    name: Name,
    input: Commands[Name],
    sentence: string,
  ): Promise<void> => {
    const text = (await command(name, input)) ? sentence : 'The sandbox did not do this.';
    setResult(text);
    announce(text);
  };
  return { send, result };
}
