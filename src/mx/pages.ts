import { integer, isRow, note, records, type Drift, type Row } from './decode.ts';
import type { Query } from './path.ts';

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** 1-based, as MX numbered it: of another page than the one asked for nothing else is known. */
  readonly page: number;
  /** What MX really used, which may not be what was asked for. */
  readonly perPage: number;
  /** All entries of the list; null when MX does not say, or miscounts. */
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

/** A page that knows how many there are: 1 when MX does not say, or miscounts. */
export interface NumberedPage<T> extends Page<T> {
  readonly totalPages: number;
}

/** MX's `pagination`. */
type Counts = Omit<NumberedPage<unknown>, 'items' | 'totalEntries'> & {
  readonly totalEntries: number;
};

/** The most that MX takes for lists other than institutions. */
export const LARGEST_PAGE: PageRequest = { page: 1, perPage: 1_000 };

const SMALLEST_PER_PAGE = 10;
const MOST_PAGES = 100;
const PAGES_AT_ONCE = 8;

export function toPageQuery(page: PageRequest | null): Query {
  return page === null ? {} : { page: page.page, records_per_page: page.perPage };
}

/**
 * The objects under `key` with MX's `pagination`, which an answer may lack. `asked` is null for a
 * list that takes no page parameters. Numbers that contradict the page, the request or each other
 * are drift, and the page stands alone: no total, nothing after it.
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
  const pagination = isRow(body) ? (body['pagination'] ?? null) : null;
  const page = asked?.page ?? 1;
  const counts = isRow(pagination) ? decodeCounts(pagination, drift) : null;
  if (counts?.page === page && agree(counts, items.length)) {
    return { items, ...counts };
  }
  if (pagination !== null) note('pagination', drift);
  return {
    items,
    page: counts?.page ?? page,
    perPage: asked?.perPage ?? Math.max(items.length, 1),
    totalEntries: null,
    totalPages: 1,
  };
}

/**
 * A list, whole: the first page, then the others in parallel, asked for in the same size again and
 * as many as MX made of the list, whatever size it really used. At most 100 pages; nothing twice, even when the list
 * moves between two pages. How many there are is for `decodePage` to judge. Nulls are left out.
 */
export async function readAll<T extends { readonly guid: string }>(
  readPage: (page: PageRequest | null) => Promise<NumberedPage<T | null>>,
  first: PageRequest | null = LARGEST_PAGE,
): Promise<readonly T[]> {
  const { items, perPage: used, totalPages } = await readPage(first);
  if (totalPages <= 1) return items.filter((item) => item !== null);
  const perPage = first?.perPage ?? Math.max(used, SMALLEST_PER_PAGE);
  const pages: (readonly (T | null)[])[] = [items];
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
  for (const item of pages.flat()) {
    if (item !== null && !byGuid.has(item.guid)) byGuid.set(item.guid, item);
  }
  return [...byGuid.values()];
}

/** Null when one of the four is missing. */
function decodeCounts(pagination: Row, drift: Drift): Counts | null {
  const page = integer(pagination, 'current_page', drift);
  const perPage = integer(pagination, 'per_page', drift);
  const totalEntries = integer(pagination, 'total_entries', drift);
  const totalPages = integer(pagination, 'total_pages', drift);
  if (page === null || perPage === null || totalEntries === null || totalPages === null) {
    return null;
  }
  // An empty list has no page or one.
  return { page, perPage, totalEntries, totalPages: Math.max(totalPages, 1) };
}

/** True for as many pages as the numbers make, and as many items as are then on this one. */
function agree({ page, perPage, totalEntries, totalPages }: Counts, itemCount: number): boolean {
  const rest = totalEntries - (page - 1) * perPage;
  return (
    perPage >= 1 &&
    totalEntries >= 0 &&
    totalPages === Math.max(Math.ceil(totalEntries / perPage), 1) &&
    itemCount === Math.min(Math.max(rest, 0), perPage)
  );
}
