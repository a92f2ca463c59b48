import { MAX_PER_PAGE, MIN_PER_PAGE } from '../../mx/api/pages.ts';
import type { Page, PageRequest } from '../../mx/client.ts';

/** Which positions of a list are asked for, from 0. */
export interface RangeRequest {
  readonly offset: number;
  readonly count: number;
}

export interface Range<T> {
  /** Null holds the place of what MX lists and is left out. */
  readonly items: readonly (T | null)[];
  readonly hasMore: boolean;
  /** Objects of the whole list, each once; null when that cannot be told. */
  readonly totalCount: number | null;
}

export interface RangeOptions<T> {
  /** The most records that MX puts on a page of this list; `MAX_PER_PAGE` unless given. */
  readonly maxPerPage?: number | undefined;
  readonly readPage: (request: PageRequest) => Promise<Page<T>>;
  /** Tells two items apart. */
  readonly keyOf: (item: T) => string;
}

/**
 * Any stretch of a list that MX gives out in numbered pages, in the fewest and smallest pages that
 * hold it: one page where some size fits the stretch between two borders, two otherwise. When MX
 * answers with another page size than asked for, the rest follows from what it answered: the same
 * size is asked for again, since MX takes no smaller ones, and cut in the same way. A page
 * other than the one asked for holds nothing of the stretch, which ends before the first gap.
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
    // An item behind a gap would come under the cursor of another.
    if (item === undefined) break;
    items.push(item);
  }
  const end = offset + items.length;
  const goesOn = totalEntries === null ? items.length === count : end < totalEntries;
  // Without a place there is no cursor to go on from.
  return { items, hasMore: goesOn && items.length > 0, totalCount };
}

/** What comes twice on the pages that were read, since the list moved between them, comes once. */
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

/** Null when items are left out: of what is left out elsewhere in the list nothing is known. */
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

/** The smallest page size with which one page holds the whole stretch; the largest if none does. */
function pageSizeFor({ offset, count }: RangeRequest, maxPerPage: number): number {
  for (let size = Math.max(count, MIN_PER_PAGE); size <= maxPerPage; size += 1) {
    if (pageOfPosition(offset, size) === pageOfPosition(offset + count - 1, size)) return size;
  }
  return maxPerPage;
}

function pageOfPosition(position: number, perPage: number): number {
  return Math.floor(position / perPage) + 1;
}
