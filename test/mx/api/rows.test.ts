import { expect, test } from 'vitest';
import { decodePage, readAll } from '../../../src/mx/api/pages.ts';

/** A page of users with these rows. */
function readRows(rows: readonly unknown[], key?: 'code') {
  const drift: string[] = [];
  const pagination = { current_page: 1, per_page: 100, total_entries: rows.length, total_pages: 1 };
  const toItem = (row: Readonly<Record<string, unknown>>) =>
    row['isStray'] === true ? null : { guid: String(row['guid']) };
  const page = decodePage(
    { users: rows, pagination },
    'users',
    { page: 1, perPage: 100 },
    toItem,
    drift,
    key,
  );
  return { ...page, drift };
}

test('an unreadable row leaves its place empty and affects no other', async () => {
  const bad = [null, undefined, 7, 'USR-9', [], {}, { guid: null }, { guid: '' }, { guid: 5 }];
  const rows = [{ guid: 'USR-1' }, ...bad, { guid: 'USR-2' }];
  const page = readRows(rows);
  expect(page.items).toEqual([{ guid: 'USR-1' }, ...bad.map(() => null), { guid: 'USR-2' }]);
  expect(page.unread).toEqual(bad);
  expect(page).toMatchObject({ totalEntries: rows.length, drift: ['users', 'users.guid'] });
  expect(await readAll(async () => page)).toEqual({
    items: [{ guid: 'USR-1' }, { guid: 'USR-2' }],
    isComplete: false,
    isWhole: true,
    unread: bad,
  });
});

test('a row that comes twice on a page is listed once, in the first place', async () => {
  const page = readRows([{ guid: 'USR-1' }, { guid: 'USR-2' }, { guid: 'USR-1' }]);
  expect(page.items).toEqual([{ guid: 'USR-1' }, { guid: 'USR-2' }, null]);
  expect(page).toMatchObject({ unread: [], drift: ['users.guid'] });
  expect(await readAll(async () => page)).toMatchObject({ isComplete: true, isWhole: true });
});

test('a row of another list leaves its place empty, and no row counts as missing', async () => {
  const page = readRows([{ guid: 'USR-1', isStray: true }, { guid: 'USR-2' }, { guid: 'USR-1' }]);
  expect(page.items).toEqual([null, { guid: 'USR-2' }, { guid: 'USR-1' }]);
  expect(page.drift).toEqual([]);
  expect(await readAll(async () => page)).toMatchObject({ isComplete: true });
});

test('rows without a guid are distinguished by the key of the list', () => {
  const rows = [{ code: 'a' }, { code: 'b', guid: null }, { code: 'a' }, { guid: 'INS-1' }];
  const page = readRows(rows, 'code');
  expect(page.items.map((item) => item !== null)).toEqual([true, true, false, false]);
  expect(page.drift).toEqual(['users.code']);
});
