import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodePage,
  readAll,
  type NumberedPage,
  type PageRequest,
} from '../../../src/mx/api/pages.ts';

interface Item {
  readonly guid: string;
}

/** A list of `total` items that takes at most `most` a page and else falls back to 25, as MX does. */
function listOf(total: number, most = 1_000, change: Partial<NumberedPage<Item>> = {}) {
  const asked: (PageRequest | null)[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const readPage = async (request: PageRequest | null): Promise<NumberedPage<Item>> => {
    asked.push(request);
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    await Promise.resolve();
    atOnce -= 1;
    const { page, perPage: wanted } = request ?? { page: 1, perPage: 25 };
    const perPage = wanted > most ? 25 : wanted;
    const first = (page - 1) * perPage;
    const length = Math.max(0, Math.min(perPage, total - first));
    return {
      items: Array.from({ length }, (_, index) => ({ guid: `ACT-${first + index}` })),
      unread: [],
      isSure: true,
      page,
      perPage,
      totalEntries: total,
      totalPages: Math.ceil(total / perPage),
      ...change,
    };
  };
  return { readPage, asked, mostAtOnce: () => mostAtOnce };
}

test('a list that fits on a page is read in one call', async () => {
  const list = listOf(12);
  expect((await readAll(list.readPage)).items).toHaveLength(12);
  expect(list.asked).toEqual([{ page: 1, perPage: 1_000 }]);
});

test('a longer list is read whole and in order', async () => {
  const list = listOf(3_456);
  const { items, isComplete } = await readAll(list.readPage);
  expect(isComplete).toBe(true);
  expect(items.map(({ guid }) => guid)).toEqual(
    Array.from({ length: 3_456 }, (_, index) => `ACT-${index}`),
  );
  expect(list.asked).toHaveLength(4);
});

test('further pages are asked for in the same size, and as many are read as MX has', async () => {
  const list = listOf(60, 100);
  expect((await readAll(list.readPage)).items).toHaveLength(60);
  expect(list.asked.slice(1)).toEqual([
    { page: 2, perPage: 1_000 },
    { page: 3, perPage: 1_000 },
  ]);
});

test('a list whose endpoint declares no page parameters is asked for without them, and its pages are followed', async () => {
  const list = listOf(30);
  expect((await readAll(list.readPage, null)).items).toHaveLength(30);
  expect(list.asked).toEqual([null, { page: 2, perPage: 25 }]);
});

test('a list is read eight pages at once and a hundred at most', async () => {
  const list = listOf(1_000_000, 1_000);
  const { items, isComplete } = await readAll(list.readPage);
  expect(items).toHaveLength(100_000);
  expect(isComplete).toBe(false);
  expect(list.asked).toHaveLength(100);
  expect(list.mostAtOnce()).toBe(8);
});

test('a list whose pages are all the same has each item once', async () => {
  const items = [{ guid: 'ACT-1' }, { guid: 'ACT-2' }];
  const list = listOf(0, 1_000, { items, totalPages: 5 });
  expect((await readAll(list.readPage)).items).toEqual(items);
});

test('a list fails whole when a page fails, and no further page is read', async () => {
  const list = listOf(100_000);
  let calls = 0;
  const failing = async (request: PageRequest | null) => {
    calls += 1;
    if (request?.page === 3) throw new Error('page 3');
    return await list.readPage(request);
  };
  await expect(readAll(failing)).rejects.toThrow('page 3');
  const callsThen = calls;
  await new Promise((resolve) => setImmediate(resolve));
  expect(calls).toBe(callsThen);
  expect(calls).toBeLessThan(30);
});

interface Given {
  /** Of the items on the page. */
  readonly length: number;
  readonly pagination?: unknown;
}

const ASKED = { page: 1, perPage: 100 };

function decode({ length, pagination }: Given, asked: PageRequest | null = ASKED) {
  const drift: string[] = [];
  const users = Array.from({ length }, (_, index) => ({ guid: `USR-${index}` }));
  const toItem = (row: Readonly<Record<string, unknown>>) => ({ guid: String(row['guid']) });
  const page = decodePage({ users, pagination }, 'users', asked, toItem, drift);
  const { items, unread, isSure, ...counts } = page;
  expect(items).toHaveLength(length);
  expect(unread).toEqual([]);
  return { counts, drift, isSure };
}

function paginationOf(page: number, size: number, entries: number, pages: number) {
  return { current_page: page, per_page: size, total_entries: entries, total_pages: pages };
}

test.for<[number, [number, number, number, number]]>([
  [100, [1, 100, 250, 3]],
  [25, [1, 25, 60, 3]],
  [40, [1, 100, 40, 1]],
  [10, [1, 10, 11, 2]],
  [1_000, [1, 1_000, 1_000, 1]],
  [0, [1, 100, 0, 1]],
])('a page of %i that counts %j is believed', ([length, counted]) => {
  const [page, perPage, totalEntries, totalPages] = counted;
  expect(decode({ length, pagination: paginationOf(...counted) })).toEqual({
    counts: { page, perPage, totalEntries, totalPages },
    drift: [],
    isSure: true,
  });
});

test('a page that is the last, one behind the last, and an empty list without pages are believed', () => {
  const last = decode(
    { length: 10, pagination: paginationOf(3, 25, 60, 3) },
    { ...ASKED, page: 3 },
  );
  expect(last.counts.totalEntries).toBe(60);
  const behind = decode(
    { length: 0, pagination: paginationOf(9, 25, 60, 3) },
    { ...ASKED, page: 9 },
  );
  expect(behind.counts.totalEntries).toBe(60);
  const empty = decode({ length: 0, pagination: paginationOf(1, 100, 0, 0) });
  expect(empty).toMatchObject({ counts: { totalEntries: 0, totalPages: 1 }, drift: [] });
});

test.for<[string, Given]>([
  ['that is not full though more follow', { length: 99, pagination: paginationOf(1, 100, 250, 3) }],
  ['that holds too much', { length: 101, pagination: paginationOf(1, 100, 250, 3) }],
  ['that is empty though more follow', { length: 0, pagination: paginationOf(1, 100, 250, 3) }],
  ['that is last and not as long as said', { length: 3, pagination: paginationOf(1, 100, 57, 1) }],
  ['of too many pages', { length: 100, pagination: paginationOf(1, 100, 250, 1_000_000) }],
  ['of too few pages', { length: 100, pagination: paginationOf(1, 100, 250, 2) }],
  ['of a size below nothing', { length: 0, pagination: paginationOf(1, -25, 0, 1) }],
  ['of a list below nothing', { length: 0, pagination: paginationOf(1, 25, -1, 1) }],
  ['that does not count itself', { length: 100, pagination: { per_page: 100, total_pages: 3 } }],
  ['counted in words', { length: 0, pagination: 'none' }],
])('a page %s stands alone', ([, given]) => {
  expect(decode(given)).toEqual({
    counts: { page: 1, perPage: 100, totalEntries: null, totalPages: 1 },
    drift: ['pagination'],
    isSure: false,
  });
});

test('a page other than the requested one stands alone, under its own number', () => {
  expect(
    decode({ length: 25, pagination: paginationOf(1, 25, 60, 3) }, { ...ASKED, page: 2 }),
  ).toEqual({
    counts: { page: 1, perPage: 100, totalEntries: null, totalPages: 1 },
    drift: ['pagination'],
    isSure: false,
  });
});

test.for([undefined, null])(
  'a page with the pagination %j stands alone, which is no drift',
  (it) => {
    expect(decode({ length: 3, pagination: it }, { page: 3, perPage: 50 })).toEqual({
      counts: { page: 3, perPage: 50, totalEntries: null, totalPages: 1 },
      drift: [],
      isSure: true,
    });
  },
);

test('a page that stands alone without page parameters is as large as its rows', () => {
  const pagination = paginationOf(1, 25, 9, 3);
  expect(decode({ length: 3, pagination }, null).counts).toMatchObject({
    perPage: 3,
    totalPages: 1,
  });
  expect(decode({ length: 25, pagination: paginationOf(1, 25, 26, 2) }, null).counts).toEqual({
    page: 1,
    perPage: 25,
    totalEntries: 26,
    totalPages: 2,
  });
});

test('random numbers of pages lead to no page', () => {
  const number = fc.oneof(fc.nat(40), fc.integer(), fc.maxSafeInteger());
  const pagination = fc.tuple(number, number, number, number);
  fc.assert(
    fc.property(fc.nat(9), pagination, (length, counted) => {
      const { counts } = decode({ length, pagination: paginationOf(...counted) });
      expect(counts.totalPages).toBe(1);
    }),
    { numRuns: 1_000 },
  );
});

test('numbers of pages are read from texts', () => {
  const pagination = Object.fromEntries(
    Object.entries(paginationOf(1, 25, 60, 3)).map(([name, number]) => [name, String(number)]),
  );
  expect(decode({ length: 25, pagination })).toEqual({
    counts: { page: 1, perPage: 25, totalEntries: 60, totalPages: 3 },
    drift: [],
    isSure: true,
  });
});

test.for<[string, Given, PageRequest | null, boolean]>([
  ['that is not full', { length: 99 }, ASKED, true],
  ['that is full', { length: 100 }, ASKED, false],
  ['of a list that takes no numbers', { length: 25 }, null, true],
  ['said to hold less', { length: 5, pagination: paginationOf(1, 100, 3, 1) }, ASKED, true],
  ['said to hold more', { length: 5, pagination: paginationOf(1, 100, 6, 1) }, ASKED, false],
  ['said to go on', { length: 5, pagination: paginationOf(1, 100, 5, 2) }, ASKED, false],
  ['that is another', { length: 5, pagination: paginationOf(2, 100, 5, 1) }, ASKED, false],
])('a page %s that stands alone is the whole list: %4$s', ([, given, asked, isSure]) => {
  expect(decode(given, asked).isSure).toBe(isSure);
});

test('a list that moves while it is read is reported as complete only if it is', async () => {
  const guids = fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.array(guids, { minLength: 1, maxLength: 8 }), async (versions) => {
      // Another version of the list for each page: rows come and go between.
      let turn = 0;
      const readPage = async (request: PageRequest | null) => {
        const all = versions[turn % versions.length] ?? [];
        turn += 1;
        const { page } = request ?? { page: 1 };
        const users = all.slice((page - 1) * 10, page * 10).map((n) => ({ guid: `USR-${n}` }));
        const pagination = paginationOf(page, 10, all.length, Math.ceil(all.length / 10));
        const asked = { page, perPage: 10 };
        return decodePage(
          { users, pagination },
          'users',
          asked,
          (row) => row as unknown as Item,
          [],
        );
      };
      const { items, isComplete } = await readAll(readPage, { page: 1, perPage: 10 });
      expect(new Set(items.map(({ guid }) => guid)).size).toBe(items.length);
      const first = versions[0] ?? [];
      // As many as the first page told of: none was missed unless another took its place.
      expect(isComplete).toBe(items.length >= first.length);
    }),
  );
});
