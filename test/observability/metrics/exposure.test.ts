import { expect, test } from 'vitest';
import { startGateway } from '../../../src/gateway.ts';
import { Secret } from '../../../src/secret.ts';
import { problemsOf } from '../../config/reading.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { rawRequest } from './raw-request.ts';
import { metricsUrlOf, scrape } from './scrape.ts';
import { startWithPort } from './with-port.ts';

const jwt = {
  kind: 'jwt',
  keys: { kind: 'secret', secret: new Secret('a-secret-of-more-than-32-bytes-for-tests') },
  issuer: 'https://id.example.com',
  audience: 'gateway',
} as const;

test('outside production, the metrics are beside the API', async () => {
  await using gateway = await startTestGateway();
  const { sum } = await scrape(metricsUrlOf(gateway));
  expect(sum('mx_gateway_build_info', { mx_api_version: 'v20111101' })).toBe(1);
});

test('in production, there are no metrics without a port of their own', async () => {
  await using gateway = await startTestGateway({ config: { isProduction: true } });
  expect((await fetch(metricsUrlOf(gateway))).status).toBe(404);
});

test.for([true, false])(
  'with a port of their own, the metrics are only there (production: %s)',
  async (isProduction) => {
    await using gateway = await startWithPort({ isProduction });
    expect((await fetch(new URL('/metrics', gateway.url))).status).toBe(404);
    const { sum } = await scrape(gateway.metricsUrl);
    expect(sum('mx_gateway_ready')).toBe(1);
    for (const path of ['/', '/graphql', '/metrics/', '/ready']) {
      expect((await fetch(new URL(path, gateway.metricsUrl))).status).toBe(404);
    }
    const post = await fetch(gateway.metricsUrl, { method: 'POST', body: '{}' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const head = await fetch(gateway.metricsUrl, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  },
);

test.for([
  ['without tokens', { kind: 'none' }],
  ['with tokens', jwt],
] as const)(
  'a page that rebinds its own name to loopback cannot read metrics (%s)',
  async ([, auth]) => {
    await using gateway = await startWithPort({ auth });
    await using beside = await startTestGateway({ config: { auth } });
    for (const url of [gateway.metricsUrl, metricsUrlOf(beside)]) {
      expect(await rawRequest(url, 'evil.example')).toMatch(/^HTTP\/1\.1 421 /);
      expect(await rawRequest(url, '127.0.0.1')).toMatch(/^HTTP\/1\.1 200 /);
    }
  },
);

test('the metrics can be read while the gateway finishes its requests', async () => {
  await using gateway = await startWithPort({});
  const { promise, resolve } = Promise.withResolvers<void>();
  gateway.holdMx(promise);
  const asked = gateway.ask('{ user(guid: "USR-00000000-0000-4000-8000-000000000000") { id } }');
  await gateway.isHeld;
  const stopped = gateway.stop();
  const { sum } = await scrape(gateway.metricsUrl);
  expect(sum('mx_gateway_ready')).toBe(0);
  expect(sum('mx_gateway_mx_calls_in_flight')).toBe(1);
  resolve();
  expect((await asked).status).toBe(200);
  await stopped;
  await expect(fetch(gateway.metricsUrl)).rejects.toThrow('fetch failed');
});

test('a port that is in use is named, and nothing stays open', async () => {
  await using gateway = await startWithPort({});
  const port = Number(new URL(gateway.metricsUrl).port);
  const second = startGateway({ ...gateway.config, metricsPort: port }, gateway.events);
  await expect(second).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}: the port is already in use.`,
  );
});

test('METRICS_PORT is a port, and not the port of clients', () => {
  expect(problemsOf({ METRICS_PORT: '4000' })).toEqual([
    'METRICS_PORT and PORT are both 4000. Set METRICS_PORT to another port, which clients cannot reach.',
  ]);
  expect(problemsOf({ METRICS_PORT: '65536' })).toEqual([
    'METRICS_PORT is "65536"; it must be a whole number from 0 to 65535.',
  ]);
  expect(problemsOf({ METRICS_PORT: '9464' })).toEqual([]);
  expect(problemsOf({ METRICS_PORT: '0', PORT: '0' })).toEqual([]);
});
