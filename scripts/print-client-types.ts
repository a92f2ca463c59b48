import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { buildSchema } from 'graphql';
import { printClientTypes } from './client-types.ts';

// `npm run schema` writes client/types.ts; with --check it only says whether the file is current.
const file = new URL('../client/types.ts', import.meta.url);
const sdl = await readFile(new URL('../schema.graphql', import.meta.url), 'utf8');
const printed = printClientTypes(buildSchema(sdl));

if (!process.argv.includes('--check')) {
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, printed);
} else if ((await readFile(file, 'utf8').catch(() => '')) !== printed) {
  console.error('client/types.ts is not what schema.graphql says: run `npm run schema`.');
  process.exitCode = 1;
}
