import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = new URL('../../', import.meta.url);
/** Code of pages is a module of its own, in a folder from which it finds the packages. */
const folder = mkdtempSync(fileURLToPath(new URL('node_modules/.page-', root)));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

export interface PageOptions {
  /** Ends with `/graphql`. */
  readonly url: string;
  /** The values that the code uses and does not define itself. */
  readonly given: Readonly<Record<string, unknown>>;
  /** The names that the code defines and the test uses. */
  readonly wanted: readonly string[];
  /** Sections of the page that are not run, by their heading. */
  readonly without?: readonly string[];
}

let modules = 0;

/**
 * Runs all blocks `js` of a page of docs/clients together, as they are except their address, and
 * returns the wanted values that they define.
 */
export async function runPage(
  page: string,
  { url, given, wanted, without = [] }: PageOptions,
): Promise<Record<string, unknown>> {
  const code = readCode(page, without)
    .replaceAll('ws://127.0.0.1:4000/graphql', url.replace('http', 'ws'))
    .replaceAll('http://127.0.0.1:4000/graphql', url)
    .replaceAll(/'mx-graphql-gateway-client\/([\w.-]+)'/g, (_, entry: string) => toFile(entry));
  const imports = [...code.matchAll(/^import [^;]*;$/gm)].map(([line]) => line);
  const values = wanted.map((name) => `${name}: typeof ${name} === 'undefined' ? undefined : ${name}`);
  modules += 1;
  const file = join(folder, `${page}-${modules}.mjs`);
  writeFileSync(
    file,
    `${[...new Set(imports)].join('\n')}
export default async ({ ${Object.keys(given).join(', ')} }) => {
${code.replaceAll(/^import [^;]*;$/gm, '')}
return { ${values.join(', ')} };
};`,
  );
  const { default: run } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
    readonly default: (given: object) => Promise<Record<string, unknown>>;
  };
  return run(given);
}

function readCode(page: string, without: readonly string[]): string {
  const text = readFileSync(new URL(`docs/clients/${page}.md`, root), 'utf8');
  const sections = text.split(/^(?=#+ )/m);
  const left = sections.filter((section) => !without.some((each) => section.includes(`# ${each}\n`)));
  if (left.length !== sections.length - without.length) throw new TypeError(`${page}: ${without}`);
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
