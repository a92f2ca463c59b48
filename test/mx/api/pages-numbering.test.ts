import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePage, type PageRequest } from '../../../src/mx/api/pages.ts';

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
