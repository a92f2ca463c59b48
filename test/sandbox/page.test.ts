import { expect, test } from 'vitest';
import { toPage } from '../../src/sandbox/page.ts';

const all = Array.from({ length: 130 }, (_, index) => index);

test.for([
  ['', 25],
  ['records_per_page=10', 10],
  ['records_per_page=100', 100],
  ['records_per_page=101', 25],
  ['records_per_page=1000', 25],
  ['records_per_page=9', 25],
  ['records_per_page=0', 25],
  ['records_per_page=-10', 25],
  ['records_per_page=12.5', 25],
  ['records_per_page=many', 25],
] as const)('a page of up to 100 under "%s" has %i items', ([query, size]) => {
  const page = toPage(all, new URLSearchParams(query), 100);
  expect(page.items).toHaveLength(size);
  expect(page.pagination.per_page).toBe(size);
});

test('a page has its number, its size and the totals', () => {
  expect(toPage(all, new URLSearchParams('page=6'), 100)).toEqual({
    items: [125, 126, 127, 128, 129],
    pagination: { current_page: 6, per_page: 25, total_entries: 130, total_pages: 6 },
  });
});

test('an empty list has one page, and nothing follows the last page', () => {
  expect(toPage([], new URLSearchParams(), 100).pagination.total_pages).toBe(1);
  expect(toPage(all, new URLSearchParams('page=7'), 100).items).toEqual([]);
});

test('an invalid page number counts as the first', () => {
  expect(toPage(all, new URLSearchParams('page=0'), 100).pagination.current_page).toBe(1);
  expect(toPage(all, new URLSearchParams('page=x'), 100).pagination.current_page).toBe(1);
});
