/** Who waits for a turn of the event loop: one a turn, and callers one after the other. */
export interface Turns<Caller> {
  readonly take: (caller: Caller) => Promise<void>;
}

/** What takes long to begin leaves room for others in between, whoever it is that asks for much. */
export function createTurns<Caller>(
  later: (run: () => void) => unknown = setImmediate,
): Turns<Caller> {
  // In the order of their turns.
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
