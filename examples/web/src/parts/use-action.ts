import { useCallback, useState } from 'react';
import { describeError, describeFailure } from '../data/sentences.ts';

/** Runs a change once at a time, and keeps the sentence for what went wrong. */
export function useAction() {
  const [isRunning, setIsRunning] = useState(false);
  const [problem, setProblem] = useState<string>();
  /** `change` resolves with the code of a failure, or null. Resolves with true if all went well. */
  const run = useCallback(async (change: () => Promise<string | null>): Promise<boolean> => {
    setIsRunning(true);
    setProblem(undefined);
    try {
      const code = await change();
      if (code !== null) setProblem(describeFailure(code));
      return code === null;
    } catch (error) {
      setProblem(describeError(error));
      return false;
    } finally {
      setIsRunning(false);
    }
  }, []);
  return { run, isRunning, problem };
}
