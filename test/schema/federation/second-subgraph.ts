import { readFile } from 'node:fs/promises';
import { composeServices } from '@theguild/federation-composition';
import { type DocumentNode, parse } from 'graphql';

const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');

const page = await read('docs/supergraph.md');
const printed = await read('schema.federation.graphql');

/** The first block of docs/supergraph.md in a language. */
export function blockOf(language: string): string {
  const block = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)?.[1];
  if (block === undefined) throw new Error(`docs/supergraph.md has no block of ${language}`);
  return block;
}

/** The SDL of the subgraph that docs/supergraph.md puts beside the gateway. */
export const coupons = blockOf('graphql');

/** Runs the composition of docs/supergraph.md as it stands, over the printed file. */
export async function composeAsDocumented(
  theirs = coupons,
): Promise<ReturnType<typeof composeServices>> {
  const code = blockOf('js').replaceAll(/^import .*$/gm, '');
  const files: Readonly<Record<string, string>> = {
    'schema.federation.graphql': printed,
    'coupons.graphql': theirs,
  };
  const composed: { result?: ReturnType<typeof composeServices> } = {};
  const given = {
    readFile: async (name: string) => files[name] ?? Promise.reject(new Error(name)),
    parse: (text: string): DocumentNode => parse(text),
    composeServices: (services: Parameters<typeof composeServices>[0]) =>
      (composed.result = composeServices(services)),
  };
  // oxlint-disable-next-line typescript/no-implied-eval
  const run = new Function(...Object.keys(given), `return (async () => { ${code} })()`);
  await run(...Object.values(given));
  if (composed.result === undefined) throw new Error('The code of the page composes nothing');
  return composed.result;
}
