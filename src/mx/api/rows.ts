import { type Drift } from '../errors.ts';
import { isRow, note, type Row } from './decode.ts';

export interface RowsOptions<T> {
  /** Wire name of the list, for the log. */
  readonly list: string;
  /** Wire name of the field that tells its rows apart. */
  readonly key: 'guid' | 'code';
  /** Null for a row that does not belong to the list. */
  readonly decode: (row: Row, drift: Drift) => T | null;
  readonly drift: Drift;
}

/** The rows of a list, as far as they can be read. */
export interface Rows<T> {
  /**
   * In MX's order. Null holds the place of a row that is left out: one that cannot be read, that
   * does not belong here, or that came before.
   */
  readonly items: readonly (T | null)[];
  /** The rows that are no objects or lack their key, as they came: nothing can be told of them. */
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
