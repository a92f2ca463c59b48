import type { MxCalls } from '../mx/client.ts';

/** What the loaders of one operation read from. */
export interface LoaderSources {
  readonly mx: MxCalls;
  /** Makes a read of one user's data, or joins one that another operation makes at the moment. */
  readonly share: <T>(
    userGuid: string,
    name: string,
    read: (mx: MxCalls) => Promise<T>,
  ) => Promise<T>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
