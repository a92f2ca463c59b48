/** Calls each of many items at the same interval, at different times and with one timer. */
export interface Rota<T> {
  /** Calls the item after at most the interval, and then once in each interval. */
  readonly add: (item: T) => void;
  readonly delete: (item: T) => void;
}

/** The number of times in an interval at which items are called. */
const PARTS = 25;

/** The timer exists as long as there is an item. */
export function createRota<T>(everyMs: number, call: (item: T) => void): Rota<T> {
  const parts = Array.from({ length: PARTS }, () => new Set<T>());
  let at = 0;
  let items = 0;
  let timer: NodeJS.Timeout | undefined;

  function turn(): void {
    at = (at + 1) % PARTS;
    const part = parts[at] ?? new Set();
    // A call may delete items, and add others.
    for (const item of [...part]) if (part.has(item)) call(item);
  }

  return {
    add(item) {
      parts[at]?.add(item);
      items += 1;
      timer ??= setInterval(turn, everyMs / PARTS);
    },
    delete(item) {
      if (!parts.some((part) => part.delete(item))) return;
      items -= 1;
      if (items > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}
