import type { MemberKey } from '../mx/api/member.ts';
import { isMxError } from '../mx/errors.ts';
import { UNKNOWN_PAUSES_MS } from './new-member.ts';
import type { StatusReading } from './paced-reads.ts';

/** Null when MX does not know the member, even after the 2 s that it may need for a new member. */
export type ReadStatus = (key: MemberKey, signal?: AbortSignal) => Promise<StatusReading | null>;

export interface StatusReaderOptions {
  readonly readStatus: (key: MemberKey, signal: AbortSignal) => Promise<StatusReading>;
  /** False for a member that was deleted through the gateway, which MX will never know. Defaults to true. */
  readonly mayComeYet?: ((key: MemberKey) => boolean) | undefined;
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

export function createStatusReader(options: StatusReaderOptions): ReadStatus {
  const { readStatus, mayComeYet = () => true, sleep } = options;

  async function readOnce(key: MemberKey, signal: AbortSignal): Promise<StatusReading | null> {
    try {
      return await readStatus(key, signal);
    } catch (error) {
      if (isMxError(error, 'NOT_FOUND')) return null;
      throw error;
    }
  }

  return async (key, signal = new AbortController().signal) => {
    for (const pauseMs of UNKNOWN_PAUSES_MS) {
      const status = await readOnce(key, signal);
      if (status !== null || !mayComeYet(key)) return status;
      await sleep(pauseMs, signal);
      signal.throwIfAborted();
    }
    return readOnce(key, signal);
  };
}
