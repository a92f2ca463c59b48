import { readFileSync } from 'node:fs';

const page = readFileSync(new URL('../../docs/clients/README.md', import.meta.url), 'utf8');

export interface SnippetOptions {
  /** Ends with `/graphql`. */
  readonly url: string;
  /** The values that the snippet uses and does not define itself. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Called when the snippet has ended, or has failed. */
  readonly onEnd: () => void;
}

interface Disposable {
  readonly dispose: () => void;
}

/** Runs the snippet of docs/clients/README.md that imports from this package, with no change except its address. */
export function runSnippet(packageName: string, { url, given, onEnd }: SnippetOptions): Disposable {
  const blocks = [...page.matchAll(/```js\n([^]*?)```/g)].map(([, code = '']) => code);
  const snippet = blocks.find((block) => block.includes(`from '${packageName}'`));
  if (snippet === undefined)
    throw new TypeError(`docs/clients/README.md has no snippet of ${packageName}`);
  const code = snippet
    .replace(/^import .*$/m, '')
    .replace('ws://127.0.0.1:4000/graphql', url.replace('http', 'ws'))
    .replace('http://127.0.0.1:4000/graphql', url)
    .replace('const client = ', 'const client = made.client = ');
  const made: { client?: Disposable } = {};
  // oxlint-disable-next-line typescript/no-implied-eval
  const run = new Function('made', ...Object.keys(given), `return (async () => {${code}})()`);
  Promise.resolve(run(made, ...Object.values(given))).then(onEnd, onEnd);
  return { dispose: () => made.client?.dispose() };
}
