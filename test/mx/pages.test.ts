import { expect, test } from 'vitest';
import { decodePage, readAll, type NumberedPage, type PageRequest } from '../../src/mx/pages.ts';

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
      page,
      perPage,
      totalEntries: total,
      totalPages: Math.ceil(total / perPage),
      ...change,
    };
  };
  return { readPage, asked, mostAtOnce: () => mostAtOnce };
}

test('reads a list that fits on a page in one call', async () => {
  const list = listOf(12);
  expect(await readAll(list.readPage)).toHaveLength(12);
  expect(list.asked).toEqual([{ page: 1, perPage: 1_000 }]);
});

test('reads a longer list whole and in order', async () => {
  const list = listOf(3_456);
  const items = await readAll(list.readPage);
  expect(items.map(({ guid }) => guid)).toEqual(
    Array.from({ length: 3_456 }, (_, index) => `ACT-${index}`),
  );
  expect(list.asked).toHaveLength(4);
});

test('cuts the other pages as MX cut the first', async () => {
  const list = listOf(60, 100);
  expect(await readAll(list.readPage)).toHaveLength(60);
  expect(list.asked.slice(1)).toEqual([
    { page: 2, perPage: 25 },
    { page: 3, perPage: 25 },
  ]);
});

test('sends no page parameters where MX declares none, and still follows the pages', async () => {
  const list = listOf(30);
  expect(await readAll(list.readPage, null)).toHaveLength(30);
  expect(list.asked).toEqual([null, { page: 2, perPage: 25 }]);
});

test('reads eight pages at once and a hundred at most', async () => {
  const list = listOf(1_000_000, 1_000);
  expect(await readAll(list.readPage)).toHaveLength(100_000);
  expect(list.asked).toHaveLength(100);
  expect(list.mostAtOnce()).toBe(8);
});

test('gives nothing twice when every page is the same', async () => {
  const items = [{ guid: 'ACT-1' }, { guid: 'ACT-2' }];
  const list = listOf(0, 1_000, { items, totalPages: 5 });
  expect(await readAll(list.readPage)).toEqual(items);
});

test('believes an empty first page', async () => {
  const list = listOf(0, 1_000, { totalPages: 1_000_000 });
  expect(await readAll(list.readPage)).toEqual([]);
  expect(list.asked).toHaveLength(1);
});

test('fails whole when a page fails, and reads no further', async () => {
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

test('tells what MX counted, or what was asked for when MX does not say', () => {
  const asked = { page: 3, perPage: 50 };
  const decode = () => ({ guid: 'ACT-1' });
  const pagination = { current_page: 2, per_page: 25, total_entries: 60, total_pages: 3 };
  expect(decodePage({ users: [{}], pagination }, 'users', asked, decode, [])).toEqual({
    items: [{ guid: 'ACT-1' }],
    page: 2,
    perPage: 25,
    totalEntries: 60,
    totalPages: 3,
  });
  expect(decodePage({ users: [] }, 'users', asked, decode, [])).toEqual({
    items: [],
    page: 3,
    perPage: 50,
    totalEntries: null,
    totalPages: 1,
  });
});
