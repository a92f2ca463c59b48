import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { changeLimits, limits } from '../src/limits.ts';

const page = readFileSync(new URL('../docs/limits.md', import.meta.url), 'utf8');

/** Name and value of each row of the table. */
function rowsOfPage(): [string, number][] {
  const rows = page.matchAll(/^\| `(\w+)` +\| (\d+) +\| \S/gm);
  return [...rows].map(([, name = '', value]) => [name, Number(value)]);
}

test('docs/limits.md has each limit with its value, in the order of limits.ts', () => {
  expect(rowsOfPage()).toEqual(Object.entries(limits));
});

test('a limit that is changed is the limit, and the others remain', () => {
  const { cost } = limits;
  changeLimits({ depth: 7 });
  expect([limits.depth, limits.cost]).toEqual([7, cost]);
});
