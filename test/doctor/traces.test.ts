import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { ok } from '../../src/doctor/finding.ts';
import { withoutSecrets } from '../../src/doctor/report.ts';
import { findSecrets } from '../../src/doctor/secrets.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { freePort } from '../support/ports.ts';
import { createSelfSigned } from '../support/self-signed.ts';
import { examineEnv, withMx } from './examining.ts';

const KEY = 's3cret-key';

/** What the doctor says of the collector at an endpoint. */
async function lookAt(endpoint: string, more: Record<string, string> = {}, stepMs = 10_000) {
  await using sandbox = await startSandbox();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...more };
  const { about, findings } = await examineEnv(withMx(sandbox.url, env), { stepMs });
  expect(JSON.stringify(findings)).not.toContain(KEY);
  return about('traces');
}

test('a collector that accepts an export without spans is well, with the settings of exports', async () => {
  await using receiver = await startOtlpReceiver();
  const { origin } = new URL(receiver.url);
  const env = {
    OTEL_EXPORTER_OTLP_HEADERS: `api-key=${KEY}`,
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  };
  expect(await lookAt(origin, env)).toBe(
    `ok: The collector at ${new URL(origin).host} accepts traces.`,
  );
  expect(receiver.spans).toEqual([]);
  expect(receiver.headers).toMatchObject([
    { 'api-key': KEY, 'content-encoding': 'gzip', 'content-type': 'application/x-protobuf' },
  ]);
  expect(receiver.bytes()).toEqual(Buffer.from([0x0a, 0]));
});

test.for([
  [401, {}, 'wants a key (401)', 'Set OTEL_EXPORTER_OTLP_HEADERS'],
  [403, { OTEL_EXPORTER_OTLP_HEADERS: `k=${KEY}` }, 'does not accept the key in', 'Check the key'],
  [404, {}, 'accepts no traces at this path (404)', 'the gateway appends /v1/traces'],
  [302, {}, 'redirects are not followed (302)', 'the URL that accepts traces'],
  [415, {}, 'does not accept an export in protobuf (415)', 'OTEL_EXPORTER_OTLP_COMPRESSION'],
] as const)('a collector that responds with %s has failed', async ([status, env, words, fix]) => {
  await using receiver = await startOtlpReceiver();
  receiver.respond = (_request, response) =>
    response.writeHead(status, { location: '/' }).end(`text of the collector ${KEY}`);
  const found = await lookAt(new URL(receiver.url).origin, env);
  expect(found).toMatch(/^failed: /);
  expect(found).toContain(words);
  expect(found).toContain(fix);
  expect(found).not.toContain('text of the collector');
});

test('a path that ends with /v1/traces twice is named', async () => {
  await using receiver = await startOtlpReceiver();
  receiver.respond = (_request, response) => response.writeHead(404).end();
  const found = await lookAt(receiver.url);
  expect(found).toContain('ends with /v1/traces twice (404)');
  expect(found).toContain('→ Omit /v1/traces from OTEL_EXPORTER_OTLP_ENDPOINT');
});

test('a web server that responds with a page to everything is no collector', async () => {
  await using receiver = await startOtlpReceiver();
  receiver.respond = (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<p>Welcome');
  expect(await lookAt(new URL(receiver.url).origin)).toMatch(/^failed: .* with a web page/);
});

test('a collector that is busy is a warning', async () => {
  await using receiver = await startOtlpReceiver();
  receiver.respond = (_request, response) => response.writeHead(503).end();
  expect(await lookAt(new URL(receiver.url).origin)).toMatch(/^warning: .*now \(503\)/);
});

test('a collector that is away, unknown, or does not end its response is named', async () => {
  const away = await lookAt(`http://127.0.0.1:${await freePort()}`);
  expect(away).toMatch(/^failed: No trace can be exported: nothing listens at 127/);
  expect(away).toContain('All spans are lost.');
  expect(await lookAt('http://collector.invalid:4318')).toContain('DNS has no address');
  await using receiver = await startOtlpReceiver();
  receiver.respond = (_request, response) => response.writeHead(200).write('…');
  const slow = await lookAt(new URL(receiver.url).origin, {}, 300);
  expect(slow).toMatch(/^failed: .* does not respond in time \(late\)/);
});

/** A server on loopback that handles each connection itself. */
async function listen(server: Server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
      }),
  };
}

const ignore = (socket: Socket) => socket.on('error', () => {});

test('a collector that speaks gRPC is told from one that is down', async () => {
  // The first frame of HTTP/2, SETTINGS, with which a gRPC server greets.
  const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
  await using grpc = await listen(
    createServer((socket) => ignore(socket).resume().write(settings)),
  );
  const found = await lookAt(`http://${grpc.host}`);
  expect(found).toMatch(/^failed: .* does not respond as an HTTP server does \((?:HPE_|ECONN)/);
  expect(found).toContain('usually 4318');
});

test('a server without TLS at an https URL, and an authority that is not trusted, are named', async () => {
  await using receiver = await startOtlpReceiver();
  const plain = await lookAt(new URL(receiver.url).origin.replace('http', 'https'));
  expect(plain).toMatch(/^failed: .* does not use TLS at this port/);
  expect(plain).toContain('→ Write http:// into OTEL_EXPORTER_OTLP_ENDPOINT');
  await using tls = await listen(createHttpsServer(createSelfSigned('127.0.0.1')));
  const selfSigned = await lookAt(`https://${tls.host}`);
  expect(selfSigned).toMatch(/^failed: No trace can be exported: the TLS of .* is not trusted/);
  expect(selfSigned).toContain('NODE_EXTRA_CA_CERTS');
});

test('without an endpoint the doctor asks nobody, and says so', async () => {
  const { about } = await examineEnv({ PORT: '0' });
  expect(about('traces')).toBe(
    'ok: There are no traces: OTEL_EXPORTER_OTLP_ENDPOINT is not set, or they are switched off.',
  );
});

test('each value of the headers would be replaced in a report, as it is written and as it is sent', () => {
  const env = { OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'a=first-value, b=second%20value' };
  const finding = ok('traces', 'first-value second%20value second value');
  expect(withoutSecrets([finding], findSecrets(env, null))[0]?.sentence).toBe(
    '[secret] [secret] [secret]',
  );
});
