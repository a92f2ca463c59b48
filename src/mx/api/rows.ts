import { type Drift } from '../errors.ts';
import { isRow, note, type Row } from './decode.ts';

export interface RowsOptions<T> {
  /** The wire name of the list, for the log. */
  readonly list: string;
  /** The wire name of the field that identifies the rows. */
  readonly key: 'guid' | 'code';
  /** Null for a row that does not belong to the list. */
  readonly decode: (row: Row, drift: Drift) => T | null;
  readonly drift: Drift;
}

/** The rows of a list, as far as they can be read. */
export interface Rows<T> {
  /**
   * The items in MX's order. Null marks the position of an omitted row: a row that cannot be read,
   * that does not belong to the list, or that is a repeat.
   */
  readonly items: readonly (T | null)[];
  /**
   * The original rows that are not objects or lack their key, so that they cannot be identified.
   */
  readonly unread: readonly unknown[];
}

/** One bad row does not cost the whole list: it is omitted and recorded. */
export function decodeRows<T>(
  rows: readonly unknown[],
  { list, key, decode, drift }: RowsOptions<T>,
): Rows<T> {
  const seen = new Set<string>();
  const unread: unknown[] = [];
  const items = rows.map((row) => {
    const name = isRow(row) ? row[key] : undefined;
    if (!isRow(row) || typeof name !== 'string' || name === '') {
      note(isRow(row) ? `${list}.${key}` : list, drift);
      unread.push(row);
      return null;
    }
    const item = decode(row, drift);
    if (item === null || !seen.has(name)) {
      if (item !== null) seen.add(name);
      return item;
    }
    note(`${list}.${key}`, drift);
    return null;
  });
  return { items, unread };
}
