import { readFile, writeFile } from 'node:fs/promises';
import { schema } from '../src/schema/schema.ts';
import { toSchemaText } from './schema-text.ts';

// `npm run schema` writes schema.graphql, sorted; with --check it only reports whether the file is
// current.
const file = new URL('../schema.graphql', import.meta.url);
const printed = toSchemaText(schema);

if (!process.argv.includes('--check')) {
  await writeFile(file, printed);
} else if ((await readFile(file, 'utf8').catch(() => '')) !== printed) {
  console.error(
    'schema.graphql is not what src/schema says: run `npm run schema` and review the change.',
  );
  process.exitCode = 1;
}
