import { execFile } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtempDisposable,
  readdir,
  readFile,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const NAME = 'mx-graphql-gateway-client';
const patient = { timeout: 120_000 };

/** An empty project with the packed tarball and nothing else installed, as `npm install` leaves it. */
async function installTarball() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'kit-'));
  const copy = join(folder.path, 'copy');
  // A copy, so that the tests of the package can run beside each other.
  for (const part of ['client', 'scripts', 'schema.graphql', 'tsconfig.json', 'package.json']) {
    await cp(join(root, part), join(copy, part), {
      recursive: true,
      filter: (source) => !source.includes('/client/dist'),
    });
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder.path], {
    cwd: join(copy, 'client'),
    env: { ...process.env, npm_config_offline: 'true' },
  });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as {
    readonly filename: string;
    readonly files: readonly { readonly path: string }[];
  }[];
  const project = join(folder.path, 'project');
  const installed = join(project, 'node_modules', NAME);
  await mkdir(installed, { recursive: true });
  await run('tar', [
    '-xzf',
    join(folder.path, packed?.filename ?? ''),
    '--strip-components=1',
    '-C',
    installed,
  ]);
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }');
  return {
    project,
    installed,
    files: packed?.files.map(({ path }) => path) ?? [],
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const flow = `
import { createMxClient, MxError } from '${NAME}';
import { Node } from '${NAME}/operations';
const mx = createMxClient({ url: process.env.URL });
const { node } = await mx.query(Node, { id: process.env.ID });
console.log(node?.__typename);
for await (const status of mx.watchStatus(process.env.ID)) {
  console.log(status.connectionStatus);
  break;
}
const error = await mx.query('{ nothing }').catch((caught) => caught);
console.log(error instanceof MxError, error.code);
`;

test('the packed kit runs in an empty project, and lets the process end', patient, async () => {
  await using gateway = await startTestGateway();
  await using installed = await installTarball();
  await writeFile(join(installed.project, 'main.js'), flow);
  const { stdout, stderr } = await run(process.execPath, ['main.js'], {
    cwd: installed.project,
    env: { URL: gateway.url, ID: household.bankId },
    timeout: 20_000,
  });
  expect(stdout).toBe('Member\nCONNECTED\ntrue GRAPHQL_VALIDATION_FAILED\n');
  expect(stderr).toBe('');
});

test('the tarball contains what its package.json exports, and no source', patient, async () => {
  await using installed = await installTarball();
  const { exports, dependencies } = JSON.parse(
    await readFile(join(installed.installed, 'package.json'), 'utf8'),
  ) as { readonly exports: Record<string, unknown>; readonly dependencies?: unknown };
  expect(dependencies).toBeUndefined();
  const targets = Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target as Record<string, string>),
  );
  expect(installed.files).toEqual(
    expect.arrayContaining(targets.map((target) => target.replace('./', ''))),
  );
  expect(installed.files.filter((path) => /(?<!\.d)\.ts$/.test(path))).toEqual([]);
  expect(await readdir(installed.installed)).toContain('README.md');
});

const typed = `
import { createMxClient, type MxClient, MxRequestError, type ResultOf } from '${NAME}';
import { createTypePolicies } from '${NAME}/apollo';
import type { Reward } from '${NAME}/api';
import { createResolvers, keys, updates } from '${NAME}/graphcache';
import type { introspection, scalars } from '${NAME}/gql-tada';
import { ConnectMember, Wallet } from '${NAME}/operations';

const mx: MxClient = createMxClient({ url: '/graphql', getToken: async () => 'token', fetch });
export async function show(): Promise<string | null | undefined> {
  const { user } = await mx.query(Wallet, { externalId: 'me' });
  // @ts-expect-error: a variable is missing
  void mx.query(Wallet, {});
  const { createMember } = await mx.mutate(ConnectMember, { input: { institutionCode: 'mxbank' } });
  if (createMember.__typename !== 'MemberPayload') throw new Error(createMember.message);
  const memberId: string = createMember.member.id;
  for await (const status of mx.watchStatus(memberId)) if (status.nextAction === 'NONE') break;
  const balance: Reward['balance'] | undefined = user?.members?.edges[0]?.node.rewards?.[0]?.balance;
  for await (const event of mx.refreshRewards({ userId: user?.id ?? '' }, {
    onChallenge: (challenges, { memberName }) => challenges[0]?.label ?? memberName,
  })) {
    if (event.__typename === 'UserRewardsRefreshCompleted') return event.summary.units[0]?.total;
  }
  return balance;
}
export const isKnown = (error: unknown) => error instanceof MxRequestError && error.code === 'NOT_FOUND';
export const caches = { keys, updates, policies: createTypePolicies(() => ({})), resolvers: createResolvers(() => 1) };
export type Names = keyof scalars | introspection['query'];
export type User = NonNullable<ResultOf<typeof Wallet>['user']>;
`;

test.for(['nodenext', 'bundler'] as const)(
  'the packed types pass a strict check of all of them, with module resolution %s',
  patient,
  async (moduleResolution) => {
    await using installed = await installTarball();
    const { project } = installed;
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      module: moduleResolution === 'nodenext' ? 'nodenext' : 'esnext',
      moduleResolution,
      types: [],
    };
    await writeFile(join(project, 'main.ts'), typed);
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['main.ts'] }),
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', project]).catch(
      (error: { readonly stdout: string }) => error,
    );
    expect(stdout).toBe('');
  },
);

test('Vite builds an app with the packed kit, with no code for Node', patient, async () => {
  await using installed = await installTarball();
  const { project } = installed;
  await writeFile(
    join(project, 'index.html'),
    '<!doctype html><script type="module" src="/main.js"></script>',
  );
  await writeFile(join(project, 'main.js'), flow.replaceAll('process.env.', 'window.'));
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  await run(process.execPath, [vite, 'build'], { cwd: project });
  const [asset = ''] = await readdir(join(project, 'dist/assets'));
  const built = await readFile(join(project, 'dist/assets', asset), 'utf8');
  expect(built.includes('graphql-transport-ws')).toBe(true);
  expect(/['"`]node:|require\(|process\.env/.exec(built)).toBeNull();
});
