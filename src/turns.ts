/** Turns of the event loop, in which tasks start; callers take turns. */
export interface Turns<Caller> {
  readonly take: (caller: Caller) => Promise<void>;
}

export interface TurnsOptions {
  readonly later?: (run: () => void) => unknown;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
  /**
   * Tasks start until this time of a turn has passed: many that are quick, or one that is slow.
   * Defaults to 0: one each turn.
   */
  readonly sliceMs?: number;
}

/**
 * Lets other work run between tasks that are slow to start, even if one caller starts many of them.
 */
export function createTurns<Caller>({
  later = setImmediate,
  now = () => performance.now(),
  sliceMs = 0,
}: TurnsOptions = {}): Turns<Caller> {
  // Callers in the order of their turns.
  const waiting = new Map<Caller, (() => void)[]>();
  let startedAt = 0;

  function next(): void {
    startedAt = now();
    startOne();
  }

  function startOne(): void {
    for (const [caller, [first, ...others]] of waiting) {
      waiting.delete(caller);
      if (others.length > 0) waiting.set(caller, others);
      first?.();
      // What waits for this promise runs before the next microtask.
      if (waiting.size > 0) queueMicrotask(goOn);
      return;
    }
  }

  function goOn(): void {
    if (now() - startedAt < sliceMs) startOne();
    else later(next);
  }

  return {
    take: (caller) =>
      new Promise((resolve) => {
        if (waiting.size === 0) later(next);
        waiting.set(caller, [...(waiting.get(caller) ?? []), resolve]);
      }),
  };
}
