import { readFile, writeFile } from 'node:fs/promises';
import { toSettingsTable } from './settings-table.ts';

// `npm run settings` writes the table of settings into docs/settings.md; with --check it only reports
// whether the table is current.
const file = new URL('../docs/settings.md', import.meta.url);
const current = await readFile(file, 'utf8');
const place = /(?<=<!-- npm run settings -->\n\n)[^]*?(?=\n\n<!-- end of settings -->)/;
const printed = current.replace(place, () => toSettingsTable());

if (!place.test(current)) {
  console.error('docs/settings.md has no place for the table of settings.');
  process.exitCode = 1;
} else if (!process.argv.includes('--check')) {
  await writeFile(file, printed);
} else if (current !== printed) {
  console.error(
    'The table of settings in docs/settings.md is not what src/config says: run `npm run settings`.',
  );
  process.exitCode = 1;
}
