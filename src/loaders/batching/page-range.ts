import { MAX_PER_PAGE, MIN_PER_PAGE } from '../../mx/api/pages.ts';
import type { Page, PageRequest } from '../../mx/client.ts';

/** The requested positions of a list, from 0. */
export interface RangeRequest {
  readonly offset: number;
  readonly count: number;
}

export interface Range<T> {
  /** The items; null marks the position of an omitted item. */
  readonly items: readonly (T | null)[];
  readonly hasMore: boolean;
  /** The number of distinct objects in the whole list; null if it is not known. */
  readonly totalCount: number | null;
}

export interface RangeOptions<T> {
  /** The largest page size that MX allows for this list; defaults to `MAX_PER_PAGE`. */
  readonly maxPerPage?: number | undefined;
  readonly readPage: (request: PageRequest) => Promise<Page<T>>;
  /** Returns the identity of an item. */
  readonly keyOf: (item: T) => string;
}

/**
 * Reads the items [offset, offset + count) of a list that MX returns in numbered pages. It uses one
 * page if some page size covers the range, and two pages otherwise. If MX responds with another
 * page size, the function continues with that size: it requests the original size again, which MX
 * changes in the same way. A page with an unexpected number is ignored. The result ends before the
 * first gap.
 */
export async function readRange<T>(
  { offset, count }: RangeRequest,
  { maxPerPage = MAX_PER_PAGE, readPage, keyOf }: RangeOptions<T>,
): Promise<Range<T>> {
  const asked = pageSizeFor({ offset, count }, maxPerPage);
  const firstPage = pageOfPosition(offset, asked);
  const first = await readPage({ page: firstPage, perPage: asked });
  const { perPage, totalEntries } = first;
  if (first.page !== firstPage) return { items: [], hasMore: false, totalCount: totalEntries };

  const pages = new Map([[firstPage, first]]);
  const isLast = totalEntries === null && first.items.length < perPage;
  const length = isLast ? (firstPage - 1) * perPage + first.items.length : totalEntries;
  const lastPosition = Math.min(offset + count, length ?? Infinity) - 1;
  const missing: number[] = [];
  for (
    let page = pageOfPosition(offset, perPage);
    page <= pageOfPosition(lastPosition, perPage);
    page += 1
  ) {
    if (!pages.has(page)) missing.push(page);
  }
  await Promise.all(
    missing.map(async (page) => {
      const other = await readPage({ page, perPage: asked });
      if (other.page === page && other.perPage === perPage) pages.set(page, other);
    }),
  );

  const { itemsOf, totalCount } = withoutRepeats(pages, totalEntries, keyOf);
  const items: (T | null)[] = [];
  for (let position = offset; position < offset + count; position += 1) {
    const item = itemsOf(pageOfPosition(position, perPage))?.[position % perPage];
    // Items after a gap would get the wrong cursors.
    if (item === undefined) break;
    items.push(item);
  }
  const end = offset + items.length;
  const goesOn = totalEntries === null ? items.length === count : end < totalEntries;
  // Without items there is no cursor to continue from.
  return { items, hasMore: goesOn && items.length > 0, totalCount };
}

/** Removes items that are on two of the pages, because the list changed between the reads. */
function withoutRepeats<T>(
  pages: ReadonlyMap<number, Page<T>>,
  totalEntries: number | null,
  keyOf: (item: T) => string,
) {
  const seen = new Set<string>();
  const kept = new Map<number, readonly (T | null)[]>();
  let gaps = 0;
  let repeats = 0;
  for (const [number, { items }] of [...pages].toSorted(([a], [b]) => a - b)) {
    gaps += items.filter((item) => item === null).length;
    const once = items.map((item) => {
      if (item === null) return null;
      if (seen.has(keyOf(item))) {
        repeats += 1;
        return null;
      }
      seen.add(keyOf(item));
      return item;
    });
    kept.set(number, once);
  }
  return {
    itemsOf: (number: number) => kept.get(number),
    totalCount: repeats > 0 ? null : countItems([...pages.values()], seen.size, gaps, totalEntries),
  };
}

/**
 * Null if items are omitted and the list was not read completely, because more items may be omitted
 * elsewhere.
 */
function countItems<T>(
  pages: readonly Page<T>[],
  items: number,
  gaps: number,
  totalEntries: number | null,
): number | null {
  if (gaps === 0) return totalEntries;
  const isAllRead =
    items + gaps === totalEntries && pages.every(({ unread }) => unread.length === 0);
  return isAllRead ? items : null;
}

/**
 * The smallest page size with which one page contains the whole range; the largest size if there is
 * none.
 */
function pageSizeFor({ offset, count }: RangeRequest, maxPerPage: number): number {
  for (let size = Math.max(count, MIN_PER_PAGE); size <= maxPerPage; size += 1) {
    if (pageOfPosition(offset, size) === pageOfPosition(offset + count - 1, size)) return size;
  }
  return maxPerPage;
}

function pageOfPosition(position: number, perPage: number): number {
  return Math.floor(position / perPage) + 1;
}
