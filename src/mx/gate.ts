import type { Deadline } from './deadline.ts';

/** Bounds how many calls are on the wire at once, with a bounded queue behind it. */
export interface Gate {
  /** True when the call may go; false when the queue is full, or when the deadline fell in it. */
  readonly enter: (deadline: Deadline) => boolean | Promise<boolean>;
  /** Owed once for every `true`. */
  readonly leave: () => void;
}

export interface GateOptions {
  readonly limit: number;
  readonly queueLimit: number;
}

export function createGate({ limit, queueLimit }: GateOptions): Gate {
  let running = 0;
  // In order of arrival; a Set, so that a call whose deadline falls leaves from the middle at once.
  const waiting = new Set<(mayGo: boolean) => void>();

  return {
    enter(deadline) {
      if (running < limit) {
        running += 1;
        return true;
      }
      if (waiting.size >= queueLimit) return false;
      return new Promise<boolean>((resolve) => {
        waiting.add(resolve);
        deadline.onCut(() => {
          waiting.delete(resolve);
          resolve(false);
        });
      });
    },
    leave() {
      const [next] = waiting;
      if (next === undefined) {
        running -= 1;
        return;
      }
      waiting.delete(next);
      next(true);
    },
  };
}
