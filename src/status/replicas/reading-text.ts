import { type Position, START } from '../../shared/bulletins.ts';
import type { FeedEntry } from '../../shared/feeds.ts';
import type { Reading } from '../paced-reads.ts';

/** A reading as a feed contains it. */
export interface FedReading<T> extends Pick<Reading<T>, 'value' | 'observedAt'> {
  /** The last bulletin that the poller had heard before it read. */
  readonly heard: Position;
}

/** Reads and writes the entries of a feed. */
export interface ReadingText<T> {
  readonly write: (reading: FedReading<T>) => Pick<FeedEntry, 'text' | 'mark'>;
  /** Null for an entry that this version of the gateway cannot use. */
  readonly parse: (entry: Pick<FeedEntry, 'text' | 'mark'>) => FedReading<T> | null;
}

/**
 * Equal texts in a row are parsed once.
 *
 * @param isValue true for a value of the current form
 */
export function createReadingText<T>(isValue: (value: unknown) => value is T): ReadingText<T> {
  let last: { readonly text: string; readonly value: T } | null = null;

  function valueOf(text: string): T | null {
    if (last?.text === text) return last.value;
    const value: unknown = JSON.parse(text);
    if (!isValue(value)) return null;
    last = { text, value };
    return value;
  }

  return {
    write: ({ value, observedAt, heard }) => ({
      text: JSON.stringify(value),
      mark: `${observedAt} ${heard}`,
    }),
    parse({ text, mark }) {
      try {
        const value = valueOf(text);
        const [observedAt = '', heard = START] = mark.split(' ');
        if (value === null || Number.isNaN(Date.parse(observedAt))) return null;
        return { value, observedAt, heard };
      } catch {
        return null;
      }
    },
  };
}
