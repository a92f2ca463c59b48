import { expect, test, vi } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { startOtlpReceiver, tracesTo } from '../../support/otlp-receiver.ts';
import { freePort } from '../../support/ports.ts';
import { spawnCommand } from '../../support/process.ts';
import { linesOf } from '../log-lines.ts';
import { metricsUrlOf, scrape } from '../metrics/scrape.ts';
import { tracesOf } from './traces-of.ts';

const query = '{ __typename }';

/** The lines about the collector, and the time of the stop in milliseconds. */
async function runAgainst(url: string, operations = 3) {
  const gateway = await startTestGateway({ config: { traces: tracesTo(url) } });
  for (let times = 0; times < operations; times += 1) {
    expect(await gateway.query(query)).toEqual({ data: { __typename: 'Query' } });
  }
  const startedAt = performance.now();
  await gateway[Symbol.asyncDispose]();
  return { stopMs: performance.now() - startedAt, lines: linesOf(gateway, 'traces') };
}

test('a collector that refuses is one line, with its status and not its text', async () => {
  await using receiver = await startOtlpReceiver();
  receiver.respond = (_request, response) => response.writeHead(500).end('s3cret of the collector');
  const { lines } = await runAgainst(receiver.url);
  expect(lines).toMatchObject([{ level: 'warn', health: 'away', code: '500' }]);
  expect(Number(lines[0]?.['dropped'])).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(lines)).not.toContain('s3cret');
});

test('a collector that is down or hangs holds a stop up for three seconds at most', async () => {
  await using receiver = await startOtlpReceiver();
  receiver.respond = () => {};
  const urls = [receiver.url, `http://127.0.0.1:${await freePort()}/v1/traces`];
  const stops = await Promise.all(urls.map((url) => runAgainst(url)));
  for (const { stopMs } of stops) expect(stopMs).toBeLessThan(5_000);
});

test('a stop flushes, with the headers of the settings', async () => {
  await using receiver = await startOtlpReceiver();
  const headers = new Secret({ 'api-key': 'k3y' });
  const gateway = await startTestGateway({
    config: { traces: tracesTo(receiver.url, { headers }) },
  });
  await gateway.query(query);
  await gateway[Symbol.asyncDispose]();
  expect(receiver.spans.map(({ name }) => name)).toContain('query');
  expect(receiver.headers).toMatchObject([
    { 'api-key': 'k3y', 'content-type': 'application/x-protobuf' },
  ]);
  expect(receiver.bytes().toString('latin1')).not.toContain('k3y');
  expect(gateway.logs.join()).not.toContain('k3y');
});

test('exports are compressed, and variables that the settings do not have reach no export', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'none');
  vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', '1');
  const { spans, headers } = await tracesOf((gateway) => gateway.query(query), {
    compression: 'gzip',
  });
  vi.unstubAllEnvs();
  expect(headers).toMatchObject([{ 'content-encoding': 'gzip' }]);
  expect(spans.map(({ name }) => name)).toContain('query');
});

test('a collector that refuses costs no operation, and both metrics count its spans', async () => {
  await using receiver = await startOtlpReceiver();
  receiver.respond = (_request, response) => response.writeHead(400).end();
  await using gateway = await startTestGateway({ config: { traces: tracesTo(receiver.url) } });
  const countOf = async (name: string) =>
    (await scrape(metricsUrlOf(gateway))).sum(`mx_gateway_trace_spans_${name}_total`);
  // A full batch is exported without waiting for more.
  const fill = async () => {
    const body = { query };
    const all = await Promise.all(Array.from({ length: 600 }, () => gateway.post(body)));
    for (const response of all) expect(response.status).toBe(200);
  };
  expect([await countOf('exported'), await countOf('dropped')]).toEqual([0, 0]);
  await fill();
  await expect.poll(() => countOf('dropped')).toBeGreaterThanOrEqual(512);
  expect(await countOf('exported')).toBe(0);
  receiver.respond = undefined;
  await fill();
  await expect.poll(() => countOf('exported')).toBeGreaterThanOrEqual(512);
  const [away, up] = linesOf(gateway, 'traces');
  expect([away?.['health'], up?.['health']]).toEqual(['away', 'up']);
});

// prom-client needs OpenTelemetry's API, with or without traces.
const spy = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      if (/@opentelemetry\\/(?!api\\/)/.test(url)) process.stderr.write('loaded ' + url + '\\n');
      return next(url, context);
    },
  });
`)}`;

test.for([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, true],
] as const)('with %o, a process loads the SDK: %s', async ([env, isLoaded]) => {
  await using gateway = spawnCommand([process.execPath, '--import', spy, 'src/server.ts'], {
    PORT: '0',
    ...env,
  });
  await gateway.started;
  expect(gateway.stderr().includes('loaded')).toBe(isLoaded);
});
