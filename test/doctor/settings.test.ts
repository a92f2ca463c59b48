import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { judgeSettings } from '../../src/doctor/settings.ts';
import { startTestGateway } from '../support/gateway.ts';
import { examineEnv, withMx } from './examining.ts';

test('each problem of the settings is a finding with what to do, and nothing else is asked', async () => {
  const { findings, about } = await examineEnv({
    PORT: 'x',
    MX_CLIENT_ID: 'partner',
    LOG_LEVEL: 'loud',
  });
  const settings = findings.filter(({ topic }) => topic === 'settings');
  expect(settings.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'failed']);
  expect(about('settings')).toContain('MX_API_KEY is not set. → Set both');
  expect(findings.every(({ topic, state }) => topic === 'settings' || state === 'skipped')).toBe(
    true,
  );
});

test('a misspelt variable is a warning with the right name', async () => {
  const { about } = await examineEnv({ PORT: '0', MX_TIMEOUT: '500' });
  expect(about('settings')).toBe(
    'warning: MX_TIMEOUT is not a variable of the gateway and is ignored. → Did you mean MX_TIMEOUT_MS?',
  );
});

test('a Node that is too old is named', () => {
  const [first] = judgeSettings(readConfig({}), '20.11.0');
  expect(first).toMatchObject({
    state: 'failed',
    sentence: expect.stringContaining('Node 20.11.0'),
  });
});

test('open doors of production are named', () => {
  const env = withMx('https://api.mx.com', { AUTH: 'none' });
  expect(judgeSettings(readConfig(env))).toMatchObject([
    { state: 'warning', sentence: expect.stringMatching(/NODE_ENV is not production/) },
  ]);
});

test('a manifest with a document that cannot run is named', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'doctor-'));
  const path = join(folder.path, 'manifest.json');
  await writeFile(path, JSON.stringify({ good: '{ __typename }', bad: '{ noSuchField }' }));
  const { about, unwell } = await examineEnv({ PORT: '0', PERSISTED_DOCUMENTS: path });
  expect(unwell()).toEqual(['documents']);
  expect(about('documents')).toContain('bad');
});

test('a gateway that runs already is well, if it is of this version', async () => {
  await using gateway = await startTestGateway();
  const { port } = new URL(gateway.url);
  const { about, unwell } = await examineEnv({ PORT: port });
  expect(unwell()).toEqual([]);
  expect(about('port')).toMatch(/^ok: A gateway of version \d+\.\d+\.\d+ listens at/);
});

test('a port that is in use, and an address of another machine, are named', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const used = await examineEnv({ PORT: String(port) });
  server.close();
  expect(used.about('port')).toMatch(
    /^failed: Something else than a gateway listens at 127\.0\.0\.1, port \d+, already\. The gateway cannot/,
  );
  const foreign = await examineEnv({ PORT: '0', HOST: '192.0.2.1' });
  expect(foreign.about('port')).toMatch(/^failed: .*this machine does not have this address/);
});
