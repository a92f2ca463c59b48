import { readFileSync } from 'node:fs';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

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

/** Runs the README's snippet that imports from this package, with no change except its address. */
export function runSnippet(packageName: string, { url, given, onEnd }: SnippetOptions): Disposable {
  const blocks = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, code = '']) => code);
  const snippet = blocks.find((block) => block.includes(`from '${packageName}'`));
  if (snippet === undefined) throw new TypeError(`The README has no snippet of ${packageName}`);
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
