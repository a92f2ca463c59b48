import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, linksOf, pages, readPage, root } from './support/pages.ts';

test.for(pages)('every source file that %s names exists', (page) => {
  const named = [...readPage(page).matchAll(/`([\w.-]+\/[\w/.-]+\.ts)`/g)];
  const missing = named
    .map(([, path = '']) => path)
    .filter((path) =>
      ['', 'src', posix.dirname(page)].every((folder) => !existsSync(join(root, folder, path))),
    );
  expect(missing).toEqual([]);
});

test.for(pages)('every link of %s leads to a file and a heading that exist', (page) => {
  expect(linksOf(page).filter((target) => !leadsSomewhere(page, target))).toEqual([]);
});

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : posix.join(posix.dirname(page), path);
  if (file.startsWith('..') || !existsSync(join(root, file))) return false;
  return anchor === undefined || (file.endsWith('.md') && anchorsOf(file).has(anchor));
}

test('every page can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached)
    for (const target of linksOf(page)) {
      const file = posix.join(posix.dirname(page), target.split('#')[0] ?? '');
      const inside = existsSync(join(root, file, 'README.md'))
        ? posix.join(file, 'README.md')
        : file;
      if (inside.endsWith('.md') && target.split('#')[0] !== '') reached.add(inside);
    }
  const isDecision = (page: string) => page.startsWith('docs/decisions/');
  expect(pages.filter((page) => !reached.has(page) && !isDecision(page))).toEqual([]);
});
