import type { Batch } from '../ledger.ts';
import type { MemberKey } from '../mx/api/member.ts';
import type { MxCalls } from '../mx/client.ts';
import type { StatusReading } from '../status/paced-reads.ts';
import type { BatchListener } from './batching/loader.ts';
import type { DependentRead } from './remembered-reads.ts';

/** The sources that the loaders of one operation read from. */
export interface LoaderSources extends BatchListener {
  /** Calls that are not shared. */
  callsFor(batch: Batch): MxCalls;
  /** Makes a read of one user's data, or joins the same read of another operation in flight. */
  share<T>(batch: Batch, read: ReadOfUser<T>): Promise<T>;
  /**
   * Reads a status that is at most STATUS_POLL_MS old, and never older than a change through this
   * gateway.
   */
  readStatus(batch: Batch, key: MemberKey): Promise<StatusReading>;
  /** Called with each read that depends on a list. */
  note(read: DependentRead): void;
}

export interface ReadOfUser<T> {
  readonly userGuid: string;
  /** Equal for equal reads of one user. */
  readonly name: string;
  readonly read: (mx: MxCalls) => Promise<T>;
}
