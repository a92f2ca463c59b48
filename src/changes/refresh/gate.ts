/** Lets a limited number of tasks run concurrently; the others wait in order. */
export interface Gate {
  readonly run: <T>(task: () => Promise<T>) => Promise<T>;
}

export function createGate(limit: number): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;

  return {
    async run(task) {
      if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await task();
      } finally {
        const next = waiting.shift();
        // The next task has the place of this one.
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
