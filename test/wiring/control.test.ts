import { expect, test } from 'vitest';
import type { Config } from '../../src/config.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { findFreePort, spawnGateway } from '../support/process.ts';

const embedded = { upstream: { kind: 'sandbox' } } as const;

async function askControl(config: Partial<Config>): Promise<readonly [number, unknown]> {
  await using gateway = await startTestGateway({ config });
  const response = await fetch(new URL('/sandbox/control', gateway.url));
  return [response.status, await response.json()];
}

test('a gateway with the embedded sandbox has its remote control', async () => {
  await using gateway = await startTestGateway({ config: embedded });
  const response = await fetch(new URL('/sandbox/control/status', gateway.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(gateway.url).origin },
    body: JSON.stringify({ member: household.bankId, status: 'LOCKED' }),
  });
  expect(response.status).toBe(200);
  const { data } = await gateway.query(
    'query ($id: ID!) { node(id: $id) { ... on Member { status { connectionStatus } } } }',
    { id: household.bankId },
  );
  expect(data?.['node'].status).toEqual({ connectionStatus: 'LOCKED' });
});

const nothing = [404, { error: 'There is nothing at this path.' }];

test.for([
  ['before MX', {}],
  ['in production', { ...embedded, isProduction: true }],
  ['on all addresses', { ...embedded, host: '0.0.0.0' }],
] as const)('there is no remote control %s', async ([, config]) => {
  expect(await askControl(config)).toEqual(nothing);
});

test('the process before MX has none, whatever else is set', { timeout: 60_000 }, async () => {
  const port = await findFreePort();
  await using gateway = spawnGateway({
    PORT: port,
    MX_CLIENT_ID: 'id',
    MX_API_KEY: 'key',
    MX_BASE_URL: 'http://127.0.0.1:9',
    AUTH: 'none',
    NODE_ENV: 'development',
  });
  await gateway.started;
  for (const path of ['/sandbox/control', '/sandbox/control/reset', '/sandbox']) {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
      expect([response.status, await response.json()]).toEqual(nothing);
    }
  }
  expect(gateway.lines().join('\n')).toContain('"controlUrl":null');
});
