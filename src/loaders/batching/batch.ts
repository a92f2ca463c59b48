/** One outcome per key, in the order of the keys: what was read, or why it was not. */
export type Settled<T> = T | Error;

/**
 * Reads every key and never rejects: MX has no read-many, so a batch is one read a key, and one
 * failed key leaves the others as they are. How many go at once is for the MX client to say.
 */
export function settleEach<K, T>(
  keys: readonly K[],
  read: (key: K) => Promise<T>,
): Promise<Settled<T>[]> {
  return Promise.all(keys.map((key) => settle(() => read(key))));
}

async function settle<T>(read: () => Promise<T>): Promise<Settled<T>> {
  try {
    return await read();
  } catch (error) {
    return error instanceof Error
      ? error
      : new Error('Rejected without an Error', { cause: error });
  }
}
