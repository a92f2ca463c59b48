import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { status, startFakeMx } from '../support/fake-mx.ts';
import { startTestGateway } from '../support/gateway.ts';
import { freePort } from '../support/ports.ts';
import { examineEnv, withMx } from './examining.ts';

test('a gateway that can be reached is ready and opens WebSockets', async () => {
  await using gateway = await startTestGateway();
  const { origin } = new URL(gateway.url);
  const { about } = await examineEnv({ PORT: '0' }, { url: origin });
  expect(about('proxies')).toMatch(/is ready to serve\.\nok: .* opens WebSockets\./);
});

test('a proxy that does not pass the upgrade is named, with its remedy', async () => {
  await using proxy = await startFakeMx(status(200));
  const { about } = await examineEnv({ PORT: '0' }, { url: proxy.baseUrl });
  expect(about('proxies')).toMatch(/failed: .* does not open a WebSocket: .* is 200/);
  expect(about('proxies')).toContain('proxy_http_version 1.1');
});

test.for([
  [503, 'is not ready'],
  [404, 'responds with 404 to /ready'],
] as const)('a front that responds with %s is named', async ([code, words]) => {
  await using proxy = await startFakeMx(status(code));
  const { about } = await examineEnv({ PORT: '0' }, { url: proxy.baseUrl });
  expect(about('proxies')).toContain(words);
});

test('a front that is away is named', async () => {
  const { about } = await examineEnv(
    { PORT: '0' },
    { url: `http://127.0.0.1:${await freePort()}` },
  );
  expect(about('proxies')).toContain('failed: The gateway cannot be reached: nothing listens');
});

test('a proxy for calls of other programs is not used, and the doctor says so', async () => {
  await using sandbox = await startSandbox();
  const env = withMx(sandbox.url, { HTTPS_PROXY: 'http://user:pass@proxy.example.com:3128' });
  const { about, unwell, findings } = await examineEnv(env);
  expect(unwell()).toEqual(['proxies']);
  expect(about('proxies')).toMatch(
    /^warning: HTTPS_PROXY is set, but the gateway calls MX directly/,
  );
  expect(JSON.stringify(findings)).not.toContain('pass@');
});
