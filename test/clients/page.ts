import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ClientUnderTest, Connect } from './scenario.ts';

const root = new URL('../../', import.meta.url);
/** The code of a page becomes a module, in a folder from which it finds the packages. */
const folder = mkdtempSync(fileURLToPath(new URL('node_modules/.page-', root)));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const isImport = /^import [^;]*;$/gm;
let modules = 0;

export interface PageOptions {
  /** Sections of the page that are not run, by their heading. */
  readonly without?: readonly string[];
  /** Other values of the page that a test uses. */
  readonly values?: readonly string[];
}

/**
 * Runs all blocks `js` of a page of docs/clients together, as they are except their address and the
 * place of the kit. They use `getToken`, and define `query` and `mutate`; `watch` and `dispose` if
 * the client has them.
 */
export const connectPage =
  (page: string, { without = [], values = [] }: PageOptions = {}): Connect =>
  async ({ url, getToken }) => {
    const code = readCode(page, without)
      .replaceAll('ws://127.0.0.1:4000/graphql', url.replace('http', 'ws'))
      .replaceAll('http://127.0.0.1:4000/graphql', url)
      .replaceAll(/'mx-graphql-gateway-client\/([\w.-]+)'/g, (_, entry: string) => toFile(entry));
    modules += 1;
    const file = join(folder, `${page}-${modules}.mjs`);
    writeFileSync(
      file,
      `${[...code.matchAll(isImport)].join('\n')}
export default async (getToken) => {
${code.replaceAll(isImport, '')}
return {
  query,
  mutate,
  watch: typeof watch === 'undefined' ? undefined : watch,
  dispose: typeof dispose === 'undefined' ? undefined : dispose,
  ${values.join(', ')}
};
};`,
    );
    const { default: run } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
      readonly default: (given: typeof getToken) => Promise<ClientUnderTest>;
    };
    return run(getToken);
  };

function readCode(page: string, without: readonly string[]): string {
  const text = readFileSync(new URL(`docs/clients/${page}.md`, root), 'utf8');
  const sections = text.split(/^(?=#+ )/m);
  const left = sections.filter(
    (section) => !without.some((each) => section.includes(`# ${each}\n`)),
  );
  if (left.length !== sections.length - without.length)
    throw new TypeError(`${page}: a heading is missing`);
  return left
    .flatMap((section) => [...section.matchAll(/^```js\n([^]*?)^```/gm)])
    .map(([, block]) => block)
    .join('\n');
}

/** The source of an entry of the client kit. */
function toFile(entry: string): string {
  const entries: Record<string, string> = {
    apollo: 'src/caches/apollo.ts',
    graphcache: 'src/caches/graphcache.ts',
    operations: 'src/generated/operations.ts',
  };
  return `'${new URL(`client/${entries[entry] ?? entry}`, root).href}'`;
}
