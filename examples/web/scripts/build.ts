import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { dist, hashSources, stamp } from './sources.ts';

// `npm run build` writes the built app to dist, which is committed; with --check it builds to a
// temporary folder, and says whether dist is the same, byte for byte.
const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const outDir = isCheck ? mkdtempSync(join(tmpdir(), 'example-app-')) : dist;

await build({ root, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
if (isCheck) {
  if (read(outDir) !== read(dist)) {
    console.error('examples/web/dist is not what its sources build: run `npm run build` there.');
    process.exitCode = 1;
  }
  rmSync(outDir, { recursive: true });
} else {
  writeFileSync(stamp, `${hashSources()}\n`);
}

/** The names and contents of all files that a build writes. */
function read(folder: string): string {
  const names = globSync(['index.html', 'assets/*'], { cwd: folder }).toSorted();
  return names.map((name) => `${name}\n${readFileSync(join(folder, name), 'utf8')}`).join('\n');
}
