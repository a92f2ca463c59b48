import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** Everything that the built app depends on. The lock file stands for the packages. */
const patterns = [
  'client/src/**/*.ts',
  'examples/web/src/**/*.*',
  'examples/web/index.html',
  'examples/web/vite.config.ts',
  'examples/web/package-lock.json',
];

/** Where the built app is committed, and the hash of what it was built from. */
export const dist = join(root, 'examples/web/dist');
export const stamp = join(dist, 'sources.sha256');

/** The hash of the names and the contents of all sources, in hexadecimal. */
export function hashSources(): string {
  const hash = createHash('sha256');
  // Windows has other separators, and may check the files out with other line ends.
  const names = globSync(patterns, { cwd: root }).map((name) => name.replaceAll('\\', '/'));
  for (const name of names.toSorted()) {
    const text = readFileSync(join(root, name), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${name}\0${text}\0`);
  }
  return hash.digest('hex');
}
