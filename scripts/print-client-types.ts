import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { buildSchema, parse } from 'graphql';
import { printCacheFacts } from './client-cache.ts';
import {
  printIntrospection,
  printManifest,
  printPossibleTypes,
  printScalars,
} from './client-maps.ts';
import { printOperations, toSentText } from './client-operations.ts';
import { printTadaTypes } from './client-tada.ts';
import { printClientTypes } from './client-types.ts';

// `npm run schema` writes these files in client/; with --check it only reports whether they are
// current.
const root = new URL('../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');
const schema = buildSchema(await read('schema.graphql'));
const examples = (await readdir(new URL('examples/', root))).filter((name) =>
  name.endsWith('.graphql'),
);
const operations = await Promise.all(
  examples.toSorted().map(async (name) => {
    const text = await read(`examples/${name}`);
    return { text, document: parse(text) };
  }),
);
const files = {
  'src/generated/api.ts': printClientTypes(schema),
  'src/generated/cache-facts.ts': printCacheFacts(schema),
  'src/generated/operations.ts': printOperations(operations, schema),
  'src/generated/tada.ts': printTadaTypes(schema),
  'introspection.json': printIntrospection(schema),
  'persisted-documents.json': printManifest(operations.map(({ text }) => toSentText(text))),
  'possible-types.json': printPossibleTypes(schema),
  'scalars.json': printScalars(schema),
};

await mkdir(new URL('client/src/generated/', root), { recursive: true });
for (const [name, printed] of Object.entries(files)) {
  const path = `client/${name}`;
  if (!process.argv.includes('--check')) {
    await writeFile(new URL(path, root), printed);
  } else if ((await read(path).catch(() => '')) !== printed) {
    console.error(`${path} is not what schema.graphql and examples/ say: run \`npm run schema\`.`);
    process.exitCode = 1;
  }
}
