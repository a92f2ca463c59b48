import { readFile, writeFile } from 'node:fs/promises';
import { toErrorsPage } from './reference/errors-page.ts';
import { toSchemaPage } from './reference/schema-page.ts';
import { toStatusPage } from './reference/status-page.ts';

// `npm run reference` writes the pages of docs/reference; with --check it only reports whether they
// are current.
const folder = new URL('../docs/reference/', import.meta.url);
const printed = {
  'schema.md': toSchemaPage(),
  'status.md': toStatusPage(),
  'errors.md': toErrorsPage(),
};

for (const [name, page] of Object.entries(printed)) {
  const file = new URL(name, folder);
  if (!process.argv.includes('--check')) await writeFile(file, page);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== page) {
    console.error(`docs/reference/${name} is not what src says: run \`npm run reference\`.`);
    process.exitCode = 1;
  }
}
