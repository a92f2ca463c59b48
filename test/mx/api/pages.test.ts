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

function paginationOf(page: number, size: number, entries: number, pages: number) {
  return { current_page: page, per_page: size, total_entries: entries, total_pages: pages };
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
