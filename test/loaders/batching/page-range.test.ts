import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRange } from '../../../src/loaders/batching/page-range.ts';
import type { Page, PageRequest } from '../../../src/mx/client.ts';

interface ListOptions {
  readonly length: number;
  readonly maxPerPage?: number;
  /** False: pages do not say how long the list is. */
  readonly tellsTotal?: boolean;
}

/** A list as MX pages it: a size that it does not take becomes 25. */
function listOf({ length, maxPerPage = 100, tellsTotal = true }: ListOptions) {
  const all = Array.from({ length }, (_, index) => index);
  const pages: PageRequest[] = [];
  const readPage = async ({ page, perPage }: PageRequest) => {
    pages.push({ page, perPage });
    const size = perPage >= 10 && perPage <= maxPerPage ? perPage : 25;
    return {
      items: all.slice((page - 1) * size, page * size),
      unread: [],
      page,
      perPage: size,
      totalEntries: tellsTotal ? length : null,
    };
  };
  return { all, pages, readPage };
}

const optionsFor = (readPage: (request: PageRequest) => Promise<Page<number>>) => ({
  maxPerPage: 100,
  readPage,
  keyOf: String,
});

const window = fc.record({
  offset: fc.nat(400),
  count: fc.integer({ min: 1, max: 100 }),
  length: fc.nat(450),
  tellsTotal: fc.boolean(),
});

test('a range of any list is read exactly, in at most two pages', async () => {
  await fc.assert(
    fc.asyncProperty(window, async ({ offset, count, ...list }) => {
      const { all, pages, readPage } = listOf(list);
      const read = await readRange({ offset, count }, optionsFor(readPage));
      expect(read.items).toEqual(all.slice(offset, offset + count));
      expect(read.totalCount).toBe(list.tellsTotal ? list.length : null);
      const goesOn = offset + count < list.length;
      const isFull = read.items.length === count;
      expect(read.hasMore).toBe(list.tellsTotal ? goesOn : isFull);
      expect(pages.length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 500 },
  );
});

test('a range is read exactly when MX has smaller pages than requested', async () => {
  await fc.assert(
    fc.asyncProperty(window, async ({ offset, count, ...list }) => {
      const { all, readPage } = listOf({ ...list, maxPerPage: 30 });
      const read = await readRange({ offset, count }, optionsFor(readPage));
      expect(read.items).toEqual(all.slice(offset, offset + count));
    }),
    { numRuns: 500 },
  );
});

test.for([
  [{ offset: 0, count: 20 }, [{ page: 1, perPage: 20 }]],
  [{ offset: 20, count: 20 }, [{ page: 2, perPage: 20 }]],
  [{ offset: 0, count: 3 }, [{ page: 1, perPage: 10 }]],
  [{ offset: 8, count: 4 }, [{ page: 1, perPage: 12 }]],
  [{ offset: 100, count: 100 }, [{ page: 2, perPage: 100 }]],
  [
    { offset: 50, count: 100 },
    [
      { page: 1, perPage: 100 },
      { page: 2, perPage: 100 },
    ],
  ],
] as const)('a range of %j is read in %j', async ([asked, expected]) => {
  const { pages, readPage } = listOf({ length: 1_000 });
  await readRange(asked, optionsFor(readPage));
  expect(pages).toEqual(expected);
});

test('a range beyond the end costs one page and is empty', async () => {
  const { pages, readPage } = listOf({ length: 30 });
  const read = await readRange({ offset: 5_000, count: 20 }, optionsFor(readPage));
  expect(read).toEqual({ items: [], hasMore: false, totalCount: 30 });
  expect(pages).toHaveLength(1);
});

test('the last range of a list asks for no page behind it', async () => {
  const { pages, readPage } = listOf({ length: 130 });
  const read = await readRange({ offset: 90, count: 100 }, optionsFor(readPage));
  expect(read.items).toHaveLength(40);
  expect(read.hasMore).toBe(false);
  expect(pages).toHaveLength(2);
});

test('a page that fails fails the range', async () => {
  const down = () => Promise.reject(new Error('down'));
  await expect(readRange({ offset: 0, count: 20 }, optionsFor(down))).rejects.toThrow('down');
});

test('a short page without a total is the last', async () => {
  const { pages, readPage } = listOf({ length: 60, tellsTotal: false });
  const read = await readRange({ offset: 50, count: 100 }, optionsFor(readPage));
  expect(read.items).toHaveLength(10);
  expect(read.hasMore).toBe(false);
  expect(pages).toHaveLength(1);
});

test('a page other than the requested one has nothing of the range', async () => {
  const readPage = async () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    return { items, unread: [], page: 1, perPage: 20, totalEntries: null };
  };
  const read = await readRange({ offset: 20, count: 20 }, optionsFor(readPage));
  expect(read).toEqual({ items: [], hasMore: false, totalCount: null });
});

test.for([
  ['is of another number', { page: 1 }],
  ['has another size', { perPage: 25 }],
  ['is empty', { items: [] }],
] as const)('the range ends with the first page where the second %s', async ([, change]) => {
  const { readPage } = listOf({ length: 1_000 });
  const changing = async (request: PageRequest) => {
    const page = await readPage(request);
    return request.page === 2 ? { ...page, ...change } : page;
  };
  const read = await readRange({ offset: 50, count: 100 }, optionsFor(changing));
  expect(read.items).toEqual(Array.from({ length: 50 }, (_, index) => 50 + index));
  expect(read.hasMore).toBe(true);
});

test('a range without items never reports that the list goes on', async () => {
  const { readPage } = listOf({ length: 1_000 });
  const emptied = async (request: PageRequest) => ({ ...(await readPage(request)), items: [] });
  const read = await readRange({ offset: 0, count: 20 }, optionsFor(emptied));
  expect(read).toEqual({ items: [], hasMore: false, totalCount: 1_000 });
});

test('items behind a gap are left out, since they would get the cursors of others', async () => {
  const { readPage } = listOf({ length: 1_000 });
  const gapped = async (request: PageRequest) => {
    const page = await readPage(request);
    return request.page === 1 ? { ...page, items: page.items.slice(0, 60) } : page;
  };
  const read = await readRange({ offset: 50, count: 100 }, optionsFor(gapped));
  expect(read.items).toEqual(Array.from({ length: 10 }, (_, index) => 50 + index));
  expect(read.hasMore).toBe(true);
});

/** A list of which `gaps` cannot be shown; those that are unread are counted. */
function gappedList(length: number, gaps: ReadonlySet<number>, isUnread: boolean) {
  const { readPage } = listOf({ length });
  return async (request: PageRequest) => {
    const page = await readPage(request);
    const items = page.items.map((item) => (gaps.has(item) ? null : item));
    const unread = isUnread ? items.filter((item) => item === null) : [];
    return { ...page, items, unread };
  };
}

test('a walk sees each item once, under its own position, whatever is left out between', async () => {
  const gaps = fc.uniqueArray(fc.nat(59), { maxLength: 60 });
  const size = fc.integer({ min: 1, max: 25 });
  await fc.assert(
    fc.asyncProperty(
      fc.nat(60),
      gaps,
      size,
      fc.boolean(),
      async (length, hidden, count, isUnread) => {
        const readPage = gappedList(length, new Set(hidden), isUnread);
        const shown = Array.from({ length }, (_, at) => at).filter((at) => !hidden.includes(at));
        const seen: number[] = [];
        for (let offset = 0; ;) {
          const { items, hasMore, totalCount } = await readRange(
            { offset, count },
            optionsFor(readPage),
          );
          for (const [at, item] of items.entries()) {
            expect(item).toBeOneOf([offset + at, null]);
            if (item !== null) seen.push(item);
          }
          // It may be unknown, but never wrong.
          expect(totalCount ?? shown.length).toBeOneOf([shown.length, length]);
          offset += items.length;
          if (!hasMore) break;
        }
        expect(seen).toEqual(shown);
      },
    ),
  );
});

test.for([
  ['repeated on the only page', 20, false, 18],
  ['unread on the only page', 20, true, null],
  ['repeated on one page of several', 500, false, null],
  ['unread on one page of several', 500, true, null],
] as const)('a list with two rows %s is counted as %j', async ([, length, isUnread, total]) => {
  const readPage = gappedList(length, new Set([3, 7]), isUnread);
  const read = await readRange({ offset: 0, count: 20 }, optionsFor(readPage));
  expect(read.totalCount).toBe(total);
  expect(read.items.filter((item) => item !== null)).toHaveLength(18);
});

test('an item that moves to the next page while both are read comes once', async () => {
  const { readPage } = listOf({ length: 200 });
  const moving = async (request: PageRequest) => {
    const page = await readPage(request);
    return request.page === 1 ? page : { ...page, items: [99, ...page.items.slice(0, -1)] };
  };
  const read = await readRange({ offset: 50, count: 100 }, optionsFor(moving));
  const expected = Array.from({ length: 100 }, (_, at) => 50 + at);
  expect(read.items.filter((item) => item !== null)).toEqual(expected.slice(0, 99));
  expect(read.items[50]).toBeNull();
  expect(read.totalCount).toBeNull();
});
