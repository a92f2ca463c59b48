import { integer, isRow, records, type Drift, type Row } from './decode.ts';
import type { Query } from './path.ts';

/** One page of a list, as MX counted it. */
export interface Page<T> {
  readonly items: readonly T[];
  /** 1-based. */
  readonly page: number;
  /** What MX really used, which may not be what was asked for. */
  readonly perPage: number;
  /** All entries of the list; null when MX does not say. */
  readonly totalEntries: number | null;
}

/**
 * MX takes 10 to 1000 a page (institutions: 100) and, asked for more, answers with 25 instead.
 */
export interface PageRequest {
  /** 1-based. */
  readonly page: number;
  readonly perPage: number;
}

/** A page that knows how many there are. */
export interface NumberedPage<T> extends Page<T> {
  readonly totalPages: number;
}

/** The most that MX takes for lists other than institutions. */
export const LARGEST_PAGE: PageRequest = { page: 1, perPage: 1_000 };

const MOST_PAGES = 100;
const PAGES_AT_ONCE = 8;
const NO_ROW: Row = {};

export function toPageQuery(page: PageRequest | null): Query {
  return page === null ? {} : { page: page.page, records_per_page: page.perPage };
}

/**
 * The objects under `key` with MX's `pagination`, which an answer may lack. `asked` is null for a
 * list that takes no page parameters.
 *
 * @throws {MxError} BAD_RESPONSE
 */
export function decodePage<T>(
  body: unknown,
  key: string,
  asked: PageRequest | null,
  decodeItem: (row: Row, drift: Drift) => T,
  drift: Drift,
): NumberedPage<T> {
  const items = records(body, key).map((row) => decodeItem(row, drift));
  const pagination = isRow(body) && isRow(body['pagination']) ? body['pagination'] : NO_ROW;
  return {
    items,
    page: positive(pagination, 'current_page', drift) ?? asked?.page ?? 1,
    perPage: positive(pagination, 'per_page', drift) ?? asked?.perPage ?? Math.max(items.length, 1),
    totalEntries: integer(pagination, 'total_entries', drift),
    totalPages: positive(pagination, 'total_pages', drift) ?? 1,
  };
}

/**
 * A list, whole: the first page, then the others in parallel, cut as MX cut the first (asked for
 * too much it answers with smaller pages). At most 100 pages; nothing twice, even when the list
 * moves between two pages.
 */
export async function readAll<T extends { readonly guid: string }>(
  readPage: (page: PageRequest | null) => Promise<NumberedPage<T>>,
  first: PageRequest | null = LARGEST_PAGE,
): Promise<readonly T[]> {
  const { items, perPage, totalPages } = await readPage(first);
  if (totalPages <= 1 || items.length === 0) return items;
  const pages: (readonly T[])[] = [items];
  const last = Math.min(totalPages, MOST_PAGES);
  let next = 2;
  const work = async () => {
    while (next <= last) {
      const page = next;
      next += 1;
      pages[page - 1] = (await readPage({ page, perPage })).items;
    }
  };
  const workers = Array.from({ length: Math.min(PAGES_AT_ONCE, last - 1) }, work);
  try {
    await Promise.all(workers);
  } finally {
    // After one failure the others stop at their next page.
    next = Number.POSITIVE_INFINITY;
  }
  const byGuid = new Map<string, T>();
  for (const item of pages.flat()) if (!byGuid.has(item.guid)) byGuid.set(item.guid, item);
  return [...byGuid.values()];
}

function positive(row: Row, field: string, drift: Drift): number | null {
  const value = integer(row, field, drift);
  return value !== null && value > 0 ? value : null;
}
