import type { Page, PageRequest } from '../mx/client.ts';

/** Which positions of a list are asked for, from 0. */
export interface WindowRequest {
  readonly offset: number;
  readonly count: number;
}

export interface Window<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
  /** Of the whole list; null when MX does not tell. */
  readonly totalEntries: number | null;
}

type ReadPage<T> = (request: PageRequest) => Promise<Page<T>>;

/** The fewest records that MX puts on a page. */
const MIN_PER_PAGE = 10;

/**
 * Any stretch of a list that MX gives out in numbered pages, in the fewest and smallest pages that
 * hold it: one page where some size fits the stretch between two borders, two otherwise. When MX
 * answers with another page size than asked for, the rest follows from what it answered: the same
 * size is asked for again, since MX takes no smaller ones, and cut in the same way. A page
 * other than the one asked for holds nothing of the stretch, which ends before the first gap.
 */
export async function readWindow<T>(
  { offset, count }: WindowRequest,
  maxPerPage: number,
  readPage: ReadPage<T>,
): Promise<Window<T>> {
  const asked = pageSizeFor({ offset, count }, maxPerPage);
  const firstPage = pageOfPosition(offset, asked);
  const first = await readPage({ page: firstPage, perPage: asked });
  const { perPage, totalEntries } = first;
  if (first.page !== firstPage) return { items: [], hasMore: false, totalEntries };

  const pages = new Map([[firstPage, first.items]]);
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
      if (other.page === page && other.perPage === perPage) pages.set(page, other.items);
    }),
  );

  const items: T[] = [];
  for (let position = offset; position < offset + count; position += 1) {
    const item = pages.get(pageOfPosition(position, perPage))?.[position % perPage];
    // An item behind a gap would come under the cursor of another.
    if (item === undefined) break;
    items.push(item);
  }
  const end = offset + items.length;
  const goesOn = totalEntries === null ? items.length === count : end < totalEntries;
  // Without an item there is no cursor to go on from.
  return { items, hasMore: goesOn && items.length > 0, totalEntries };
}

/** The smallest page size with which one page holds the whole stretch; the largest if none does. */
function pageSizeFor({ offset, count }: WindowRequest, maxPerPage: number): number {
  for (let size = Math.max(count, MIN_PER_PAGE); size <= maxPerPage; size += 1) {
    if (pageOfPosition(offset, size) === pageOfPosition(offset + count - 1, size)) return size;
  }
  return maxPerPage;
}

function pageOfPosition(position: number, perPage: number): number {
  return Math.floor(position / perPage) + 1;
}
