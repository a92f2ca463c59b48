export interface SharedTriesOptions {
  /** Part of the keys in Redis: `credentials`. */
  readonly name: string;
  /** Tries per window, of all replicas together. */
  readonly most: number;
  readonly windowMs: number;
}

/** Counts tries by key over all replicas, in windows of fixed length from the first try on. */
export interface SharedTries {
  /**
   * Counts another try and returns null, or returns the milliseconds until another try is possible.
   * `away`: the try could not be counted. A caller that guards secrets then refuses the try.
   */
  readonly take: (key: string) => Promise<number | null | 'away'>;
}

export type CreateSharedTries = (options: SharedTriesOptions) => SharedTries;
