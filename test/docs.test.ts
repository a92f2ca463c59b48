import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...globSync('docs/**/*.md', { cwd: root }),
];

test.for(pages)('every source file that %s names exists', async (page) => {
  const text = await readFile(join(root, page), 'utf8');
  const named = [...text.matchAll(/`([\w.-]+\/[\w/.-]+\.ts)`/g)].map(([, path = '']) => path);
  const missing = named.filter((path) =>
    ['', 'src'].every((folder) => !existsSync(join(root, folder, path))),
  );
  expect(missing).toEqual([]);
});
