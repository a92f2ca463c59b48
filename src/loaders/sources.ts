import type { MemberKey } from '../mx/api/member.ts';
import type { MxCalls } from '../mx/client.ts';
import type { StatusReading } from '../status/paced-reads.ts';

/** What the loaders of one operation read from. */
export interface LoaderSources {
  readonly mx: MxCalls;
  /** Makes a read of one user's data, or joins one that another operation makes at the moment. */
  readonly share: <T>(
    userGuid: string,
    name: string,
    read: (mx: MxCalls) => Promise<T>,
  ) => Promise<T>;
  /** A status at most STATUS_POLL_MS old, and never from before a change that was made here. */
  readonly readStatus: (key: MemberKey) => Promise<StatusReading>;
}
