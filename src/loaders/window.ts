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
 * answers with another page size than asked for, the rest follows from what it answered.
 */
export async function readWindow<T>(
  { offset, count }: WindowRequest,
  maxPerPage: number,
  readPage: ReadPage<T>,
): Promise<Window<T>> {
  const asked = pageSizeFor({ offset, count }, maxPerPage);
  const first = await readPage({ page: pageOfPosition(offset, asked), perPage: asked });
  const pages = new Map([[first.page, first]]);

  const perPage = first.perPage;
  const lastPosition = Math.min(offset + count, first.totalEntries ?? Infinity) - 1;
  const missing: number[] = [];
  for (
    let page = pageOfPosition(offset, perPage);
    page <= pageOfPosition(lastPosition, perPage);
    page += 1
  ) {
    if (!pages.has(page)) missing.push(page);
  }
  const others = await Promise.all(missing.map((page) => readPage({ page, perPage })));
  for (const other of others) pages.set(other.page, other);

  const items: T[] = [];
  for (let position = offset; position < offset + count; position += 1) {
    const page = pages.get(pageOfPosition(position, perPage));
    const item = page?.items[position % perPage];
    if (item !== undefined) items.push(item);
  }
  const { totalEntries } = first;
  const hasMore = totalEntries === null ? items.length === count : offset + count < totalEntries;
  return { items, hasMore, totalEntries };
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
