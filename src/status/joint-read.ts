import { FlightNotes } from '../flight-notes.ts';
import type { CallListener, ReadNote } from '../ledger.ts';
import { MxError } from '../mx/errors.ts';
import type { StopSignal } from '../stop.ts';

/** One read in flight, shared by all of its readers. */
export interface JointRead<T> {
  /**
   * Waits for the read; rejects with the signal's reason when the signal aborts. The first reader
   * has started the read.
   */
  readonly join: (signal: StopSignal | undefined, note?: ReadNote) => Promise<T>;
}

export type ReadEnd<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** All readers have left. MX may still be working on the read. */
  | { readonly kind: 'abandoned' };

export interface JointReadOptions<T> {
  readonly read: (signal: AbortSignal, listener: CallListener) => Promise<T>;
  /**
   * Called when all readers have left: waits for a reader to return, and ends early when the signal
   * aborts.
   */
  readonly linger: (signal: AbortSignal) => Promise<unknown>;
  /** Called once. */
  readonly onEnd: (end: ReadEnd<T>) => void;
}

export function startJointRead<T>({ read, linger, onEnd }: JointReadOptions<T>): JointRead<T> {
  const stop = new AbortController();
  const over = new AbortController();
  const notes = new FlightNotes();
  let hasStarter = false;
  let waiting = 0;

  function end(how: ReadEnd<T>): void {
    if (over.signal.aborted) return;
    over.abort();
    onEnd(how);
  }

  const answer = read(stop.signal, notes).then(
    (value) => {
      end({ kind: 'read', value });
      return value;
    },
    (error: unknown) => {
      end({ kind: 'failed', error });
      throw error;
    },
  );

  async function leave(): Promise<void> {
    waiting -= 1;
    if (waiting > 0) return;
    await linger(over.signal).catch(() => {});
    if (waiting > 0 || over.signal.aborted) return;
    end({ kind: 'abandoned' });
    stop.abort(new MxError('ABANDONED', 'nobody waits for it'));
  }

  return {
    join(signal, note) {
      if (hasStarter) notes.join(note);
      else notes.start(note);
      hasStarter = true;
      waiting += 1;
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          void leave();
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        const settled = () => signal?.removeEventListener('abort', onAbort);
        answer.then(resolve, reject).finally(settled);
      });
    },
  };
}
