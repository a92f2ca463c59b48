import type { Bulletins } from '../bulletins.ts';

interface Reader {
  listener: (text: string) => void;
}

/** The bulletins of all replicas that `join` has let in. */
export function createMemoryBulletins(): { readonly join: () => Bulletins & Disposable } {
  const readers = new Set<Reader>();
  let count = 0;

  return {
    join() {
      const self: Reader = { listener: () => {} };
      readers.add(self);
      // All replicas of one process hear a bulletin before its publisher goes on.
      return {
        async publish(write) {
          count += 1;
          for (const reader of readers) if (reader !== self) reader.listener(write());
          return `0-${count}`;
        },
        listen(listener) {
          self.listener = listener;
        },
        heard: () => `0-${count}`,
        [Symbol.dispose]: () => void readers.delete(self),
      };
    },
  };
}
