import { readFile, writeFile } from 'node:fs/promises';
import { toSubgraphSdl } from '../src/schema/federation/subgraph-sdl.ts';
import { schema } from '../src/schema/schema.ts';
import { toSchemaText } from './schema-text.ts';

// `npm run schema` writes schema.graphql and schema.federation.graphql, sorted; with --check it only
// reports whether the files are current.
const printed = {
  'schema.graphql': toSchemaText(schema),
  'schema.federation.graphql': toSubgraphSdl(schema),
};

for (const [name, text] of Object.entries(printed)) {
  const file = new URL(`../${name}`, import.meta.url);
  if (!process.argv.includes('--check')) {
    await writeFile(file, text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(
      `${name} is not what src/schema says: run \`npm run schema\` and review the change.`,
    );
    process.exitCode = 1;
  }
}
