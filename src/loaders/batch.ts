/** One outcome per key, in the order of the keys: what was read, or why it was not. */
export type Settled<T> = T | Error;

/** At most this many reads of one loader at once; the MX client bounds the whole process. */
export const FAN_OUT = 16;

/**
 * Reads every key, at most `limit` at once, and never rejects: MX has no read-many, so a batch is
 * a bounded fan-out, and one failed key leaves the others as they are.
 */
export async function settleEach<K, T>(
  keys: readonly K[],
  limit: number,
  read: (key: K) => Promise<T>,
): Promise<Settled<T>[]> {
  const outcomes: Settled<T>[] = Array.from({ length: keys.length });
  let next = 0;
  const lane = async () => {
    while (next < keys.length) {
      const index = next++;
      outcomes[index] = await settle(() => read(keys[index] as K));
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, keys.length) }, lane));
  return outcomes;
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
