import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtempDisposable, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import config from '../oxlint.config.ts';

const root = join(import.meta.dirname, '..');
const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');

type Case = readonly [file: string, imported: string, kind?: 'type'];

const refused: readonly Case[] = [
  ['client/src/a.ts', '../../src/limits.ts'],
  ['client/src/a.ts', 'node:buffer'],
  ['client/src/transport/a.ts', '../../../src/limits.ts'],
  ['client/src/transport/a.ts', 'graphql', 'type'],
  ['client/src/caches/a.ts', 'react'],
  ['client/src/react/a.ts', '../../../src/limits.ts'],
  ['client/src/react/a.ts', 'graphql-ws'],
  ['src/gateway.ts', './server.ts'],
  ['src/gateway.ts', './process.ts'],
  ['src/gateway.ts', 'undici'],
  ['src/services.ts', './http/server.ts'],
  ['src/wiring/a.ts', '../http/server.ts'],
  ['src/wiring/a.ts', '../gateway.ts', 'type'],
  ['src/services.ts', './operation/refusal.ts', 'type'],
  ['src/services.ts', 'graphql'],
  ['src/context.ts', './services.ts', 'type'],
  ['src/server.ts', './mx/client.ts'],
  ['src/http/a.ts', '../gateway.ts'],
  ['src/http/a.ts', '../schema/schema.ts'],
  ['src/http/a.ts', '../context.ts', 'type'],
  ['src/http/a.ts', '../config/addresses.ts'],
  ['src/http/graphiql/a.ts', '../../status/hub.ts'],
  ['src/schema/a.ts', '../mx/client.ts'],
  ['src/schema/member/a.ts', '../../status/hub.ts'],
  ['src/schema/member/a.ts', '../../changes/member.ts'],
  ['src/schema/a.ts', '../loaders/loaders.ts'],
  ['src/schema/a.ts', '../http/server.ts'],
  ['src/schema/a.ts', 'undici'],
  ['src/context.ts', './mx/client.ts'],
  ['src/context.ts', './schema/builder.ts', 'type'],
  ['src/context.ts', 'graphql'],
  ['src/loaders/a.ts', '../context.ts', 'type'],
  ['src/loaders/a.ts', '../status/hub.ts'],
  ['src/loaders/a.ts', '../auth/authenticator.ts'],
  ['src/loaders/a.ts', '../changes/jobs.ts', 'type'],
  ['src/loaders/a.ts', 'graphql'],
  ['src/loaders/a.ts', 'undici'],
  ['src/changes/a.ts', '../loaders/loaders.ts', 'type'],
  ['src/changes/refresh/a.ts', '../../operation/refusal.ts', 'type'],
  ['src/changes/a.ts', 'graphql'],
  ['src/status/a.ts', '@pothos/core', 'type'],
  ['src/status/a.ts', '../loaders/loaders.ts'],
  ['src/status/a.ts', '../changes/jobs.ts', 'type'],
  ['src/operation/a.ts', '../schema/builder.ts'],
  ['src/operation/rules/a.ts', '../../http/reply.ts', 'type'],
  ['src/operation/a.ts', '../mx/client.ts', 'type'],
  ['src/auth/a.ts', '../status/hub.ts'],
  ['src/mx/a.ts', '../context.ts', 'type'],
  ['src/mx/a.ts', 'graphql/error/GraphQLError.js'],
  ['src/mx/a.ts', 'undici'],
  ['src/mx/api/a.ts', '../../config/variables.ts'],
  ['src/mx/wire/a.ts', '../api/member.ts', 'type'],
  ['src/mx/wire/transport.ts', '../../loaders/loaders.ts'],
  ['src/shared/a.ts', '../status/hub.ts', 'type'],
  ['src/shared/shared.ts', '@redis/client'],
  ['src/shared/memory/a.ts', '../redis/link.ts', 'type'],
  ['src/status/replicas/a.ts', '../../shared/redis/redis.ts'],
  ['src/operation/rules/a.ts', '../../shared/memory/memory.ts'],
  ['src/gateway.ts', '@redis/client'],
  ['src/gateway.ts', 'prom-client'],
  ['src/http/a.ts', 'prom-client'],
  ['src/observability/a.ts', 'prom-client', 'type'],
  ['src/observability/metrics/a.ts', '../../mx/client.ts'],
  ['src/loaders/a.ts', '../observability/measurements.ts', 'type'],
  ['src/sandbox/a.ts', '../mx/path.ts'],
  ['src/sandbox/a.ts', 'graphql-yoga'],
  ['src/config.ts', './mx/client.ts'],
  ['src/config/a.ts', '../mx/client.ts'],
  ['src/config/a.ts', '../auth/viewer.ts', 'type'],
  ['src/gateway.ts', './doctor/finding.ts', 'type'],
  ['src/doctor/a.ts', '../sandbox/sandbox.ts'],
  ['src/doctor/a.ts', '@redis/client'],
  ['src/limits.ts', './config.ts', 'type'],
  ['src/loopback.ts', './config/addresses.ts'],
  ['src/secret.ts', './mx/errors.ts'],
  ['src/observability/a.ts', '../mx/errors.ts'],
  ['src/observability/a.ts', 'graphql'],
];

const allowed: readonly Case[] = [
  ['src/server.ts', './gateway.ts'],
  ['src/process.ts', './gateway.ts'],
  ['src/gateway.ts', './mx/client.ts'],
  ['src/gateway.ts', './http/server.ts'],
  ['src/services.ts', './status/hub.ts'],
  ['src/services.ts', './changes/jobs.ts'],
  ['src/http/graphiql/a.ts', '../server.ts'],
  ['src/http/a.ts', '../operation/refusal.ts'],
  ['src/schema/a.ts', '../mx/client.ts', 'type'],
  ['src/schema/a.ts', '../changes/outcome.ts', 'type'],
  ['src/schema/member/a.ts', '../../mx/errors.ts'],
  ['src/schema/a.ts', '../mx/path.ts'],
  ['src/schema/a.ts', '../status/observed-status.ts'],
  ['src/context.ts', './loaders/loaders.ts'],
  ['src/loaders/a.ts', '../mx/client.ts'],
  ['src/loaders/a.ts', '../auth/keys.ts'],
  ['src/changes/a.ts', '../status/pending-jobs.ts'],
  ['src/status/a.ts', '../mx/errors.ts'],
  ['src/operation/a.ts', 'graphql'],
  ['src/mx/api/a.ts', '../wire/call.ts'],
  ['src/shared/redis/a.ts', '@redis/client'],
  ['src/observability/metrics/a.ts', 'prom-client'],
  ['src/services.ts', './observability/measurements.ts', 'type'],
  ['src/status/replicas/a.ts', '../../shared/feeds.ts'],
  ['src/operation/rules/a.ts', '../../shared/shared-tries.ts', 'type'],
  ['src/mx/wire/transport.ts', 'undici'],
  ['src/mx/client.ts', 'undici', 'type'],
  ['src/config.ts', './secret.ts'],
  ['src/config/a.ts', '../limits.ts'],
  ['src/config/a.ts', '../mx/poll-floor.ts'],
  ['src/http/a.ts', '../loopback.ts'],
  ['src/observability/a.ts', 'graphql-yoga', 'type'],
  ['src/doctor/a.ts', '../mx/wire/transport.ts'],
  ['src/doctor.ts', './doctor/examine.ts'],
  ['client/src/react/a.ts', 'react'],
  ['client/src/react/a.ts', '../client.ts', 'type'],
  ['client/src/transport/a.ts', '../tokens.ts'],
];

/** Plants each import as a line of its file and runs the project's lint; answers the cases it refused. */
async function lint(cases: readonly Case[]): Promise<Case[]> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'arrows-'));
  await cp(join(root, 'oxlint.config.ts'), join(folder.path, 'oxlint.config.ts'));
  const lines = Map.groupBy(cases, ([file]) => file);
  for (const [file, planted] of lines) {
    const target = join(folder.path, file);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, planted.map(toStatement).join(''));
  }
  const report = await run(['--format', 'unix', 'src', 'client'], folder.path);
  return cases.filter((each) => {
    const line = (lines.get(each[0]) ?? []).indexOf(each) + 1;
    return report.includes(`${each[0]}:${line}:1: '${each[1]}' import is restricted`);
  });
}

function toStatement([, imported, kind]: Case, index: number): string {
  return `import ${kind ?? ''} { a${index} } from '${imported}';\n`;
}

function run(args: string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    // oxlint exits with 1 when it refuses something, which is what half of these tests want.
    execFile(process.execPath, [oxlint, ...args], { cwd }, (_error, stdout) => resolve(stdout));
  });
}

test('lint refuses every import against an arrow', async () => {
  expect(await lint(refused)).toEqual(refused);
});

test('lint allows every import along an arrow', async () => {
  expect(await lint(allowed)).toEqual([]);
});

test('lint has a rule for every part of src', async () => {
  const guarded = config.overrides.flatMap(({ files }) => files);
  for (const entry of await readdir(join(root, 'src'), { withFileTypes: true })) {
    expect(guarded).toContain(`src/${entry.name}${entry.isDirectory() ? '/**' : ''}`);
  }
});
