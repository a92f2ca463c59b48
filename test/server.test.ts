import { closeSync, openSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openNamedPipe } from './support/named-pipe.ts';
import { findFreePort, type GatewayProcess, isUp, spawnGateway } from './support/process.ts';

/** A process takes seconds to start on a machine that has other work. */
const patient = { timeout: 60_000 };

async function ask(port: string, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"query Q { __typename }"}',
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  }
}

/** What the log says beside the lines of the start. */
function linesAfterStart(gateway: GatewayProcess): Record<string, unknown>[] {
  return gateway
    .lines()
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event !== 'started' && event !== 'sandbox-token');
}

test('a full disk under the log blocks neither responses nor the shutdown', patient, async () => {
  const port = await findFreePort();
  const full = openSync('/dev/full', 'w');
  await using gateway = spawnGateway({ PORT: port }, { stdout: full });
  closeSync(full);
  await isUp(port);
  await ask(port, 50);
  gateway.kill('SIGTERM');
  expect(await gateway.exited).toBe(0);
  expect(gateway.stderr()).toBe('The log cannot be written (ENOSPC). Lines are being lost.\n');
});

test(
  'a reader of the log that has stalled blocks neither responses nor the shutdown',
  patient,
  async () => {
    const port = await findFreePort();
    using pipe = await openNamedPipe();
    const env = { PORT: port, LOG_LEVEL: 'trace' };
    await using gateway = spawnGateway(env, { stdout: pipe.writer });
    await isUp(port);
    await ask(port, 500); // more than a pipe holds
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
    expect(gateway.stderr()).toBe('');
  },
);

test('a lost reader of the log blocks neither responses nor shutdown', patient, async () => {
  const port = await findFreePort();
  using pipe = await openNamedPipe();
  await using gateway = spawnGateway({ PORT: port }, { stdout: pipe.writer });
  await isUp(port);
  pipe.closeReader();
  await ask(port, 50);
  gateway.kill('SIGINT');
  expect(await gateway.exited).toBe(0);
  expect(gateway.stderr()).toBe('The log cannot be written (EPIPE). Lines are being lost.\n');
});

test('a refused start ends with 78 although its reason cannot be written', patient, async () => {
  const full = openSync('/dev/full', 'w');
  using pipe = await openNamedPipe();
  await using onFullDisk = spawnGateway({ PORT: 'x' }, { stderr: full });
  await using withoutReader = spawnGateway({ PORT: 'x' }, { stderr: pipe.writer });
  pipe.closeReader();
  closeSync(full);
  expect(await onFullDisk.exited).toBe(78);
  expect(await withoutReader.exited).toBe(78);
});

test('a clean shutdown writes every line, the last of them at its end', patient, async () => {
  await using gateway = spawnGateway({ PORT: '0' });
  const { port } = new URL(await gateway.started);
  await ask(port, 200);
  gateway.kill('SIGHUP');
  expect(await gateway.exited).toBe(0);
  const events = linesAfterStart(gateway).map(({ event }) => event);
  const operations = Array.from({ length: 200 }, () => 'operation');
  expect(events).toEqual([...operations, 'stopping', 'stopped']);
});

test('a second signal, also of another kind, ends the process at once', patient, async () => {
  await using gateway = spawnGateway({ PORT: '0' });
  const { port } = new URL(await gateway.started);
  const client = connect(Number(port), '127.0.0.1').on('error', () => {});
  client.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n');
  client.write('content-length: 9\r\n\r\n{');
  await ask(port, 1); // by then the request before it has been read as well
  gateway.kill('SIGTERM');
  await expect.poll(() => gateway.lines().join('')).toContain('"stopping"');
  const stoppedAt = performance.now();
  gateway.kill('SIGINT');
  expect(await gateway.exited).toBe(1);
  expect(performance.now() - stoppedAt).toBeLessThan(4_000);
  client.destroy();
});

test('other signals do not end the gateway', patient, async () => {
  await using gateway = spawnGateway({ PORT: '0' });
  const { port } = new URL(await gateway.started);
  gateway.kill('SIGPIPE');
  gateway.kill('SIGUSR1');
  await delay(100);
  await ask(port, 1);
  expect(gateway.stderr()).toBe('');
});

const mishap = (code: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${code} })`)}`,
});

test.for([
  ['an error that nothing handles', 'throw new Error("s3" + "cret")'],
  ['a promise that nothing handles', 'Promise.reject(new Error("s3" + "cret"))'],
  ['a rejection with anything', 'Promise.reject("s3cret")'],
] as const)('%s is one line of the log, and ends the process with 1', patient, async ([, code]) => {
  await using gateway = spawnGateway({ PORT: '0', ...mishap(code) });
  await gateway.started;
  gateway.kill('SIGUSR2');
  expect(await gateway.exited).toBe(1);
  expect(linesAfterStart(gateway)).toMatchObject([
    { level: 'fatal', event: 'crashed', error: expect.anything() },
  ]);
  expect(gateway.lines().join('')).not.toContain('s3cret');
  expect(gateway.stderr()).toMatch(/^The gateway hit a bug and is exiting\.[^\n]*\n$/);
});

test('a warning of Node is a line of the log', patient, async () => {
  const env = { PORT: '0', ...mishap('process.emitWarning("Too much.", "SomeWarning")') };
  await using gateway = spawnGateway(env);
  await gateway.started;
  gateway.kill('SIGUSR2');
  await expect
    .poll(() => linesAfterStart(gateway))
    .toMatchObject([
      { level: 'warn', event: 'node-warning', name: 'SomeWarning', msg: 'Too much.' },
    ]);
  expect(gateway.stderr()).toBe('');
});

test('limits of the environment apply to the whole process', patient, async () => {
  await using gateway = spawnGateway({
    PORT: '0',
    // The examples for agents are deeper than three levels.
    MCP_DOCUMENTS: 'none',
    LIMIT_DEPTH: '3',
    LIMIT_KEEP_ALIVE_MS: '7000',
    LIMIT_BODY_BYTES: '1024',
  });
  const url = await gateway.started;
  const post = (query: string) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
  const response = await post('{ users { nodes { members { nodes { name } } } } }');
  expect(response.headers.get('keep-alive')).toContain('timeout=7');
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { limit: 'depth' } }] });
  expect((await post(`{ __typename } #${'x'.repeat(1_024)}`)).status).toBe(413);
});
