import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { Secret } from '../../src/secret.ts';
import { AUDIENCE, ISSUER, startKeyServer } from '../auth/issuer.ts';
import { json, status, startFakeMx } from '../support/fake-mx.ts';
import { startTestGateway } from '../support/gateway.ts';
import { freePort } from '../support/ports.ts';
import { examineEnv, withMx } from './examining.ts';

const webhooks = { WEBHOOK_USERNAME: 'mx', WEBHOOK_PASSWORD: 'webhook-password' };

test('a gateway that can be reached opens WebSockets and receives webhooks', async () => {
  await using gateway = await startTestGateway({
    config: { webhooks: { username: 'mx', password: new Secret('webhook-password') } },
  });
  const { origin } = new URL(gateway.url);
  const { about, findings } = await examineEnv({ PORT: '0', ...webhooks }, { url: origin });
  expect(about('proxies')).toMatch(
    /A gateway responds at .*\nok: .* opens WebSockets\.\nok: .* passes webhooks/,
  );
  expect(JSON.stringify(findings)).not.toContain('webhook-password');
});

test('a gateway that wants a token is a gateway', async () => {
  await using keys = await startKeyServer();
  await using gateway = await startTestGateway({
    config: {
      auth: {
        kind: 'jwt',
        keys: { kind: 'jwks', url: keys.url },
        issuer: ISSUER,
        audience: AUDIENCE,
      },
    },
  });
  const { about } = await examineEnv({ PORT: '0' }, { url: new URL(gateway.url).origin });
  expect(about('proxies')).toContain('ok: A gateway responds');
});

test('a proxy that does not pass the upgrade or webhooks is named, with its remedy', async () => {
  await using proxy = await startFakeMx(json({ data: {} }));
  const { about } = await examineEnv({ PORT: '0', ...webhooks }, { url: proxy.baseUrl });
  expect(about('proxies')).toMatch(/failed: .* does not open a WebSocket: .* is 200/);
  expect(about('proxies')).toContain('proxy_http_version 1.1');
  expect(about('proxies')).toContain('does not pass /webhooks/mx');
});

test.for([503, 404, 200])(
  'a front that responds with %s, and no GraphQL, is named',
  async (code) => {
    await using proxy = await startFakeMx(status(code));
    const { about } = await examineEnv({ PORT: '0' }, { url: proxy.baseUrl });
    expect(about('proxies')).toContain(
      `responds with ${code} to /graphql, but not as a gateway does`,
    );
  },
);

test('a front that is away is named', async () => {
  const { about } = await examineEnv(
    { PORT: '0' },
    { url: `http://127.0.0.1:${await freePort()}` },
  );
  expect(about('proxies')).toContain('failed: The gateway cannot be reached: nothing listens');
});

test('the proxies whose X-Forwarded-For is believed are listed', async () => {
  const many = await examineEnv({ PORT: '0', TRUSTED_PROXIES: 'private,203.0.113.0/24' });
  expect(many.about('proxies')).toContain('believed from private, 203.0.113.0/24');
  const none = await examineEnv({ PORT: '0', TRUSTED_PROXIES: 'none' });
  expect(none.about('proxies')).toContain('never believed');
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
