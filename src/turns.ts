/** Turns of the event loop: one waiting task runs per turn, and callers take turns. */
export interface Turns<Caller> {
  readonly take: (caller: Caller) => Promise<void>;
}

/**
 * Lets other work run between tasks that are slow to start, even if one caller starts many of them.
 */
export function createTurns<Caller>(
  later: (run: () => void) => unknown = setImmediate,
): Turns<Caller> {
  // Callers in the order of their turns.
  const waiting = new Map<Caller, (() => void)[]>();

  function next(): void {
    for (const [caller, [first, ...others]] of waiting) {
      waiting.delete(caller);
      if (others.length > 0) waiting.set(caller, others);
      if (waiting.size > 0) later(next);
      return first?.();
    }
  }

  return {
    take: (caller) =>
      new Promise((resolve) => {
        if (waiting.size === 0) later(next);
        waiting.set(caller, [...(waiting.get(caller) ?? []), resolve]);
      }),
  };
}
