import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { household } from '../support/household.ts';
import { freePort } from '../support/ports.ts';
import { spawnCommand } from '../support/process.ts';
import { openSse, openSubscription } from '../support/subscription.ts';
import { watchStatus } from '../support/watching.ts';
import { buildImage, isImageRequired } from './image.ts';

if (!isImageRequired) console.warn('The image is not built: REQUIRE_IMAGE is not 1.');

const built = isImageRequired ? await buildImage() : null;
afterAll(() => built?.[Symbol.asyncDispose](), 120_000);

const patient = { timeout: 60_000, skip: !isImageRequired };
const variables = { id: household.bankId };

/** The image. */
function image() {
  if (built === null) throw new Error('The image has not been built.');
  return built;
}

async function start() {
  const env = {
    ...image().env,
    MX_SANDBOX: 'true',
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
  };
  return { env, gateway: spawnCommand(image().command('CMD'), env) };
}

test('the image serves queries and both kinds of streams, and stops with 0', patient, async () => {
  const { gateway } = await start();
  await using _ = gateway;
  const url = await gateway.started;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ institution(code: "mxbank") { name } }' }),
  });
  expect(await response.json()).toEqual({ data: { institution: { name: 'MX Bank' } } });
  const event = { data: { memberStatus: { connectionStatusRaw: 'CONNECTED' } } };
  await using socket = openSubscription({ url, document: watchStatus, variables });
  expect(await socket.next()).toMatchObject(event);
  await using sse = await openSse({ url, document: watchStatus, variables });
  expect(JSON.parse((await sse.next())?.data ?? 'null')).toMatchObject(event);

  const status = readFileSync(`/proc/${gateway.pid}/status`, 'utf8');
  expect(status).toMatch(/^Uid:\t65532\t65532\t65532\t65532$/m);
  expect(status).toMatch(/^CapEff:\t0+$/m);
  gateway.kill('SIGTERM');
  expect(await gateway.exited).toBe(0);
  expect(gateway.stderr()).toBe('');
});

test('the health check fails unless the gateway runs', patient, async () => {
  const { env, gateway } = await start();
  await using _ = gateway;
  const [program = '', ...args] = image().command('HEALTHCHECK');
  const check = () => spawnSync(program, args, { env }).status;
  await gateway.started;
  expect(check()).toBe(0);
  gateway.kill('SIGTERM');
  await gateway.exited;
  expect(check()).toBe(1);
});

test('the image contains only the source, its packages and their compiled modules', patient, () => {
  const inApp = (pattern: string) => globSync(pattern, { cwd: join(image().folder, 'app') });
  expect(inApp('*').toSorted()).toEqual([
    'LICENSE',
    'node_modules',
    'package-lock.json',
    'package.json',
    'src',
  ]);
  expect(inApp('node_modules/{node-*,typescript,vitest,.bin/node}')).toEqual([]);
  expect(inApp('node_modules/.cache/compiled/*/*').length).toBeGreaterThan(100);
});

test('the SBOM lists exactly the packages of the image', patient, () => {
  const path = join(image().stages.get('sbom') ?? '', 'sbom.cdx.json');
  const { bomFormat, components } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly bomFormat: string;
    readonly components: readonly { readonly purl: string }[];
  };
  const modules = join(image().folder, 'app/node_modules');
  const { packages } = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string }>>;
  };
  const installed = Object.entries(packages).map(
    ([folder, { version }]) =>
      `pkg:npm/${folder.replace(/.*node_modules\//, '').replace('@', '%40')}@${version}`,
  );
  expect(bomFormat).toBe('CycloneDX');
  expect(new Set(components.map(({ purl }) => purl))).toEqual(new Set(installed));
});
