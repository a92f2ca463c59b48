/** What Yoga asks of its caches of documents. */
export interface DocumentCache<T> {
  readonly get: (text: string) => T | undefined;
  readonly set: (text: string, value: T) => void;
}

/**
 * Keeps what was used last. A parsed document of the most tokens takes a megabyte: the thousand
 * that Yoga keeps by itself would be a way to fill the memory with garbage.
 */
export function createDocumentCache<T>(max = 100): DocumentCache<T> {
  const values = new Map<string, T>();
  return {
    get(text) {
      const value = values.get(text);
      if (value === undefined) return undefined;
      values.delete(text);
      values.set(text, value);
      return value;
    },
    set(text, value) {
      values.delete(text);
      values.set(text, value);
      const [oldest] = values.keys();
      if (values.size > max && oldest !== undefined) values.delete(oldest);
    },
  };
}
