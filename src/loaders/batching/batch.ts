/** One outcome per key, in the order of the keys: the value, or the error of the read. */
export type Settled<T> = T | Error;

/**
 * Reads every key and never rejects. MX cannot read several objects in one call, so a batch is one
 * read per key, and a failed key does not affect the others. The MX client limits how many reads
 * run concurrently.
 */
export function settleEach<K, T>(
  keys: readonly K[],
  read: (key: K) => Promise<T>,
): Promise<Settled<T>[]> {
  return Promise.all(keys.map((key) => settle(() => read(key))));
}

function settle<T>(read: () => Promise<T>): Promise<Settled<T>> {
  try {
    return read().then<T, Error>(undefined, toError);
  } catch (error) {
    return Promise.resolve(toError(error));
  }
}

function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error('Rejected without an Error', { cause: thrown });
}
