import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { changeLimits, limits } from '../src/limits.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** Name and value of each row of the table under "Limits". */
function rowsOfReadme(): [string, number][] {
  const section = readme.split(/^## Limits$/m)[1]?.split(/^## /m)[0] ?? '';
  const rows = section.matchAll(/^\| `(\w+)` +\| (\d+) +\| \S/gm);
  return [...rows].map(([, name = '', value]) => [name, Number(value)]);
}

test("the README's table of limits has each limit with its value, in the order of limits.ts", () => {
  expect(rowsOfReadme()).toEqual(Object.entries(limits));
});

test('a limit that is changed is the limit, and the others remain', () => {
  const { cost } = limits;
  changeLimits({ depth: 7 });
  expect([limits.depth, limits.cost]).toEqual([7, cost]);
});
