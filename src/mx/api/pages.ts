import { type Drift } from '../errors.ts';
import type { Query } from '../path.ts';
import type { WireField } from '../wire-fields.ts';
import { integer, isRow, note, records, type Row } from './decode.ts';
import { decodeRows, type Rows, type RowsOptions } from './rows.ts';

/** One page of a list. */
export interface Page<T> extends Rows<T> {
  /**
   * MX's number of the page, 1-based. If it is not the requested number, the position of the items
   * is not known.
   */
  readonly page: number;
  /** The page size that MX used, which may differ from the requested size. */
  readonly perPage: number;
  /**
   * The number of entries in the list, including omitted entries; null if MX does not report it, or
   * miscounts.
   */
  readonly totalEntries: number | null;
}

/** A list that was read to its end. */
export interface List<T> {
  /** The readable objects, each once. */
  readonly items: readonly T[];
  /**
   * False if MX has, or may have, more objects than `items`: unreadable rows, pages that contradict
   * each other, or more pages than are read. Counts and sums of the items are then incomplete.
   */
  readonly isComplete: boolean;
}

/** A list that was read, and its missing rows. */
export interface ReadList<T> extends List<T> {
  /** Unreadable rows that were omitted, as they arrived. */
  readonly unread: readonly unknown[];
  /** False when there are, or may be, rows that were never seen. */
  readonly isWhole: boolean;
}

export interface PageRequest {
  /** 1-based. */
  readonly page: number;
  /** `MIN_PER_PAGE` to `MAX_PER_PAGE`. */
  readonly perPage: number;
}

export const MIN_PER_PAGE = 10;
/** Of every list, institutions included. MX responds to a larger page size with 25 records a page. */
export const MAX_PER_PAGE = 1_000;

/** A page with the number of pages: 1 if MX does not report it, or miscounts. */
export interface NumberedPage<T> extends Page<T> {
  readonly totalPages: number;
  /** False if a single page may not be the whole list. */
  readonly isSure: boolean;
}

/** MX's `pagination`. */
interface Counts {
  readonly page: number;
  readonly perPage: number;
  readonly totalEntries: number;
  readonly totalPages: number;
}

const MAX_PAGES = 100;
const PAGES_AT_ONCE = 8;

export function toPageQuery(page: PageRequest | null): Query {
  return page === null ? {} : { page: page.page, records_per_page: page.perPage };
}

/**
 * The objects under `list` with MX's `pagination`, which a response may lack. `asked` is null for a
 * list without page parameters. If the numbers contradict the page, the request or each other, they
 * are recorded as drift and ignored: the page has no total and no next page.
 *
 * @param key the wire name of the field that identifies the rows
 * @throws {MxError} BAD_RESPONSE
 */
export function decodePage<T>(
  body: unknown,
  list: WireField,
  asked: PageRequest | null,
  decode: (row: Row, drift: Drift) => T | null,
  drift: Drift,
  key: RowsOptions<T>['key'] = 'guid',
): NumberedPage<T> {
  const rows = records(body, list);
  const { items, unread } = decodeRows(rows, { list, key, decode, drift });
  const pagination = isRow(body) ? (body['pagination'] ?? null) : null;
  const page = asked?.page ?? 1;
  const counts = isRow(pagination) ? decodeCounts(pagination, drift) : null;
  if (counts?.page === page && agree(counts, rows.length)) {
    return { items, unread, ...counts, isSure: true };
  }
  if (pagination !== null) note('pagination', drift);
  return {
    items,
    unread,
    page: counts?.page ?? page,
    perPage: asked?.perPage ?? Math.max(rows.length, 1),
    totalEntries: null,
    totalPages: 1,
    isSure:
      pagination === null
        ? asked === null || rows.length < asked.perPage
        : counts?.page === page && claimsNoMore(counts, rows.length),
  };
}

/**
 * Reads a complete list: the first page, then the other pages in parallel. They are requested with
 * the same size again, and their number is MX's own count for the size that it really used. At most
 * 100 pages are read. No object is repeated, even if the list changes between two reads.
 * `decodePage` judges the counts.
 */
export async function readAll<T extends { readonly guid: string }>(
  readPage: (page: PageRequest | null) => Promise<NumberedPage<T>>,
  first: PageRequest | null = { page: 1, perPage: MAX_PER_PAGE },
): Promise<ReadList<T>> {
  const firstPage = await readPage(first);
  const { perPage: used, totalPages } = firstPage;
  if (totalPages <= 1) return join([firstPage], firstPage.isSure ? 0 : Number.POSITIVE_INFINITY);
  const perPage = first?.perPage ?? Math.max(used, MIN_PER_PAGE);
  const pages = [firstPage];
  const last = Math.min(totalPages, MAX_PAGES);
  let next = 2;
  const work = async () => {
    while (next <= last) {
      const page = next;
      next += 1;
      pages[page - 1] = await readPage({ page, perPage });
    }
  };
  const workers = Array.from({ length: Math.min(PAGES_AT_ONCE, last - 1) }, work);
  try {
    await Promise.all(workers);
  } finally {
    // After one failure the other readers stop at their next page.
    next = Number.POSITIVE_INFINITY;
  }
  return join(pages, firstPage.totalEntries ?? 0);
}

/** `entries`: how many rows the list has, as far as is known. */
function join<T extends { readonly guid: string }>(
  pages: readonly NumberedPage<T>[],
  entries: number,
): ReadList<T> {
  const [only] = pages;
  if (only !== undefined && pages.length === 1) return toList(only, entries);
  const byGuid = new Map<string, T>();
  const unread = pages.flatMap((page) => page.unread);
  let seen = 0;
  for (const { items } of pages) {
    for (const item of items) {
      // A row that moved from one page to the next means that another row was never seen.
      if (item !== null && byGuid.has(item.guid)) continue;
      seen += 1;
      if (item !== null) byGuid.set(item.guid, item);
    }
  }
  const isWhole = seen >= entries;
  const isComplete = isWhole && unread.length === 0;
  return { items: [...byGuid.values()], isComplete, unread, isWhole };
}

/** The list of one page, which repeats nothing. */
function toList<T>({ items, unread }: Page<T>, entries: number): ReadList<T> {
  const isWhole = items.length >= entries;
  const isComplete = isWhole && unread.length === 0;
  return { items: items.filter((item) => item !== null), isComplete, unread, isWhole };
}

/** Null if one of the four numbers is missing. */
function decodeCounts(pagination: Row, drift: Drift): Counts | null {
  const page = integer(pagination, 'current_page', drift);
  const perPage = integer(pagination, 'per_page', drift);
  const totalEntries = integer(pagination, 'total_entries', drift);
  const totalPages = integer(pagination, 'total_pages', drift);
  if (page === null || perPage === null || totalEntries === null || totalPages === null) {
    return null;
  }
  // MX counts no page or one page for an empty list.
  return { page, perPage, totalEntries, totalPages: Math.max(totalPages, 1) };
}

function claimsNoMore({ perPage, totalEntries, totalPages }: Counts, rowCount: number): boolean {
  return perPage >= 1 && totalPages <= 1 && totalEntries >= 0 && totalEntries <= rowCount;
}

/**
 * True if the number of pages and the number of items on this page follow from the other numbers.
 */
function agree({ page, perPage, totalEntries, totalPages }: Counts, itemCount: number): boolean {
  const rest = totalEntries - (page - 1) * perPage;
  return (
    perPage >= 1 &&
    totalEntries >= 0 &&
    totalPages === Math.max(Math.ceil(totalEntries / perPage), 1) &&
    itemCount === Math.min(Math.max(rest, 0), perPage)
  );
}
