import { execFile } from 'node:child_process';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const root = new URL('../../', import.meta.url);
const toPath = (path: string) => fileURLToPath(new URL(path, root));
const run = promisify(execFile);

/** A document that Relay's compiler has written. */
export type Artifact = Readonly<Record<string, unknown>>;

export interface RelayApp extends AsyncDisposable {
  readonly folder: string;
  /** The names of the documents that the compiler has written. */
  readonly names: readonly string[];
  /** What an import of this document returns, as `babel-plugin-relay` would make it. */
  readonly find: (name: string) => Artifact;
}

export interface RelayAppOptions {
  /** The sources of the app, by their paths below `src`. */
  readonly sources: Readonly<Record<string, string>>;
  /** Added to the kit's configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** An app in a folder of its own, compiled with the schema and the kit's configuration of Relay. */
export async function compileRelayApp({ sources, config }: RelayAppOptions): Promise<RelayApp> {
  const folder = await mkdtemp(join(tmpdir(), 'relay-app-'));
  await using started = new AsyncDisposableStack();
  started.defer(() => rm(folder, { recursive: true }));
  await symlink(toPath('node_modules'), join(folder, 'node_modules'));
  await copyFile(toPath('schema.graphql'), join(folder, 'schema.graphql'));
  const kit: object = JSON.parse(await readFile(toPath('client/relay.config.json'), 'utf8'));
  const settings = { ...kit, schema: './schema.graphql', ...config };
  await writeFile(join(folder, 'relay.config.json'), JSON.stringify(settings));
  await mkdir(join(folder, 'src/__generated__'), { recursive: true });
  await writeFile(join(folder, 'persisted.json'), '{}');
  for (const [name, source] of Object.entries(sources)) {
    await writeFile(join(folder, 'src', name), source);
  }
  await run(toPath('node_modules/.bin/relay-compiler'), [], { cwd: folder });
  const found = await readArtifacts(join(folder, 'src/__generated__'));
  const running = started.move();
  return {
    folder,
    names: [...found.keys()],
    find(name) {
      const artifact = found.get(name);
      if (artifact === undefined) throw new TypeError(`Relay's compiler has not written ${name}`);
      return artifact;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function readArtifacts(folder: string): Promise<ReadonlyMap<string, Artifact>> {
  const files = await readdir(folder);
  return new Map(
    await Promise.all(
      files.map(async (file) => {
        const url = pathToFileURL(join(folder, file)).href;
        const module = (await import(/* @vite-ignore */ url)) as { readonly default: Artifact };
        return [file.replace('.graphql.ts', ''), module.default] as const;
      }),
    ),
  );
}

const SUFFIXES = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** Relay demands a suffix in the name of an operation, and a file with the name before it. */
export function toRelaySource(document: string): {
  readonly name: string;
  readonly source: string;
} {
  const [, kind, own = ''] = /^(query|mutation|subscription) (\w+)/.exec(document) ?? [];
  const name = `${own}${SUFFIXES[kind as keyof typeof SUFFIXES]}`;
  const text = document.replace(own, name);
  return {
    name,
    source: `import { graphql } from 'relay-runtime';\nexport const document = graphql\`${text}\`;\n`,
  };
}
