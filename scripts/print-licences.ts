import { readFile, writeFile } from 'node:fs/promises';
import { findUnaccepted, printLicences, readShipped } from './licences.ts';

// `npm run licences` writes docs/licences.md; with --check it only reports whether the page is
// current, and whether all licences are accepted.
const file = new URL('../docs/licences.md', import.meta.url);
const lock = await readFile(new URL('../package-lock.json', import.meta.url), 'utf8');
const shipped = readShipped(lock);
const printed = printLicences(shipped);

for (const { name, version, licence } of findUnaccepted(shipped)) {
  console.error(
    `${name} ${version} has the licence "${licence}", which scripts/licences.ts does not accept.`,
  );
  process.exitCode = 1;
}
if (!process.argv.includes('--check')) {
  await writeFile(file, printed);
} else if ((await readFile(file, 'utf8').catch(() => '')) !== printed) {
  console.error('docs/licences.md is not what package-lock.json says: run `npm run licences`.');
  process.exitCode = 1;
}
