import { execFile } from 'node:child_process';
import { mkdir, mkdtempDisposable, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildSchema, parse } from 'graphql';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** The folders of the page's files. */
export const tools = ['gql-tada', 'codegen'] as const;

const entries: Record<string, string> = { '': 'src/main.ts', 'gql-tada': 'src/generated/tada.ts' };

const page = await readFile(join(root, 'docs/clients/typed-documents.md'), 'utf8');
const files = new Map(
  [...page.matchAll(/^```ts\n\/\/ (.+)\n([^]*?)^```/gm)].map(([, name = '', code = '']) => [
    name,
    code.replaceAll(/'mx-graphql-gateway-client(?:\/([\w.-]+))?'/g, (_, entry = '') =>
      JSON.stringify(join(root, 'client', entries[entry] ?? entry)),
    ),
  ]),
);

export const load = async (path: string) =>
  (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Record<string, unknown>;

interface Generates {
  readonly presetConfig: object;
  readonly config: Record<string, unknown>;
}

/** What the command of codegen writes for the configuration of the page. */
async function generate(folder: string): Promise<void> {
  const { default: config } = await load(join(folder, 'codegen.ts'));
  const { generates } = config as { readonly generates: Record<string, Generates> };
  const schemaText = await readFile(join(root, 'schema.graphql'), 'utf8');
  const source = files.get('documents.ts') ?? '';
  const texts = [...source.matchAll(/graphql\(`([^`]*)`\)/g)].map(([, text = '']) => text);
  for (const [baseOutputDir, { presetConfig, config: settings }] of Object.entries(generates)) {
    const outputs = await preset.buildGeneratesSection({
      baseOutputDir: join(folder, baseOutputDir),
      schema: parse(schemaText),
      schemaAst: buildSchema(schemaText),
      documents: texts.map((text) => ({ document: parse(text), rawSDL: text, location: source })),
      presetConfig,
      config: settings,
      plugins: [],
      pluginMap: {},
      pluginContext: {},
    });
    for (const output of outputs) await write(output.filename, await codegen(output));
  }
}

export async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** A project with the files of the page, for both tools. */
export async function createProject() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'typed-'));
  const { path } = folder;
  await symlink(join(root, 'node_modules'), join(path, 'node_modules'));
  for (const [name, code] of files) {
    if (name === 'codegen.ts' || name.includes('/')) await write(join(path, name), code);
    else for (const tool of tools) await write(join(path, tool, name), code);
  }
  await generate(path);
  const compilerOptions = {
    target: 'es2025',
    lib: ['es2025', 'dom', 'esnext.disposable'],
    module: 'nodenext',
    types: ['node'],
    noEmit: true,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
    resolveJsonModule: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
  };
  await write(join(path, 'package.json'), '{ "type": "module" }');
  await write(join(path, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  return folder;
}

/** What the compiler says. */
export async function compile(folder: string): Promise<string> {
  const tsc = join(root, 'node_modules/.bin/tsc');
  try {
    return (await run(tsc, ['-p', folder])).stdout;
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}
