import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { buildSchema } from 'graphql';
import { printPossibleTypes, printScalars } from './client-maps.ts';
import { printClientTypes } from './client-types.ts';

// `npm run schema` writes the files in client/; with --check it only reports whether they are
// current.
const folder = new URL('../client/', import.meta.url);
const sdl = await readFile(new URL('../schema.graphql', import.meta.url), 'utf8');
const schema = buildSchema(sdl);
const files = {
  'types.ts': printClientTypes(schema),
  'possible-types.json': printPossibleTypes(schema),
  'scalars.json': printScalars(schema),
};

await mkdir(folder, { recursive: true });
for (const [name, printed] of Object.entries(files)) {
  const file = new URL(name, folder);
  if (!process.argv.includes('--check')) {
    await writeFile(file, printed);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== printed) {
    console.error(`client/${name} is not what schema.graphql says: run \`npm run schema\`.`);
    process.exitCode = 1;
  }
}
