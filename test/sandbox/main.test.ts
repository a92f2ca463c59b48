import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { authorization, beta } from './mx-http.ts';

const main = new URL('../../src/sandbox/main.ts', import.meta.url).pathname;

test.for(['SIGTERM', 'SIGINT'] as const)(
  'the sandbox prints its address, serves, and stops on %s',
  async (signal) => {
    const child = spawn(process.execPath, [main], { env: { ...process.env, PORT: '0' } });
    const [printed] = await once(child.stdout, 'data');
    const text = String(printed);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? '';
    expect(text).toContain('sandbox-client');
    expect(text.match(/curl -u /g)).toHaveLength(3);
    const response = await fetch(`${url}/users`, { headers: { ...beta, authorization } });
    expect(response.status).toBe(200);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);

test.for([
  ['127.0.0.1', 200],
  ['0.0.0.0', 401],
] as const)('on %s, the remote control responds with %i', async ([host, status]) => {
  const env = { ...process.env, PORT: '0', HOST: host };
  const child = spawn(process.execPath, [main], { env });
  const [printed] = await once(child.stdout, 'data');
  const port = /http:\/\/[\d.]+:(\d+)/.exec(String(printed))?.[1] ?? '';
  expect(String(printed).includes('/sandbox/control')).toBe(status === 200);
  const response = await fetch(`http://127.0.0.1:${port}/sandbox/control`);
  expect(response.status).toBe(status);
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test('the sandbox reports a taken port in a sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = String((server.address() as AddressInfo).port);
  const child = spawn(process.execPath, [main], { env: { ...process.env, PORT: port } });
  const [[printed], [code]] = await Promise.all([once(child.stderr, 'data'), once(child, 'exit')]);
  expect(String(printed)).toMatch(/^The sandbox cannot listen on 127\.0\.0\.1, port \d+: /);
  expect(code).toBe(1);
  server.close();
});
