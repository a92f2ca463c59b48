import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startSandbox, type SandboxRequest } from '../../src/sandbox/sandbox.ts';
import { json, raw, silence, startFakeMx, status } from '../support/fake-mx.ts';
import { freePort } from '../support/ports.ts';
import { createSelfSigned } from '../support/self-signed.ts';
import { API_KEY, CLIENT_ID, examineEnv, withMx } from './examining.ts';

const refusal = (message: string) => ({ error: { message, status: 'error', type: 'error' } });
const versionOf = ({ headers }: SandboxRequest) => headers['accept-version'];

test('with the sandbox and no settings, all is well', async () => {
  const { unwell, findings } = await examineEnv({ PORT: '0' });
  expect(unwell()).toEqual([]);
  expect(findings.map(({ topic }) => topic)).toEqual([
    ...['settings', 'documents', 'port', 'mx', 'tls', 'egress', 'keys', 'version', 'rewards'],
    ...['latency', 'clock', 'key-set', 'redis', 'traces', 'proxies'],
  ]);
  expect(findings.every(({ state }) => state === 'ok')).toBe(true);
});

test('with an MX that accepts all, all is well, and only reads are made', async () => {
  await using sandbox = await startSandbox();
  const { unwell, about } = await examineEnv(withMx(sandbox.url));
  expect(unwell()).toEqual([]);
  expect(about('keys')).toBe('ok: MX accepts MX_CLIENT_ID and MX_API_KEY.');
  expect(sandbox.requests.every(({ method }) => method === 'GET')).toBe(true);
  expect(sandbox.requests.length).toBeLessThan(20);
});

test('a wrong key is named, and the address is not suspected', async () => {
  await using mx = await startFakeMx(json(refusal('Unauthorized'), 401));
  const { about, unwell } = await examineEnv(withMx(mx.baseUrl));
  expect(unwell()).toEqual(['keys']);
  expect(about('keys')).toMatch(/^failed: MX responds with 401: .* MX_CLIENT_ID and MX_API_KEY\./);
  expect(about('egress')).toMatch(/^skipped: /);
});

test('a blocked address is named, with what MX needs to allow it, and the key is not suspected', async () => {
  await using mx = await startFakeMx((response, { headers }) => {
    const code = headers.authorization === undefined ? 401 : 403;
    json(refusal('Forbidden'), code)(response, { method: '', url: '', headers, body: '' });
  });
  const { about, unwell } = await examineEnv(withMx(mx.baseUrl));
  expect(unwell()).toEqual(['egress']);
  expect(about('egress')).toMatch(/^failed: MX responds with 403 .* does not allow the address/);
  expect(about('egress')).toContain('Without a key MX responds with 401');
  expect(about('egress')).toContain('/22');
  expect(about('keys')).toMatch(/^skipped: /);
});

test('a 403 that is given without a key, too, says nothing about the key', async () => {
  await using mx = await startFakeMx(json(refusal('Forbidden'), 403));
  const { about } = await examineEnv(withMx(mx.baseUrl));
  expect(about('egress')).toContain('nothing is known about the key');
});

test('a 403 that is not JSON may come from a firewall', async () => {
  await using mx = await startFakeMx(status(403, { 'content-type': 'text/html' }));
  const { about } = await examineEnv(withMx(mx.baseUrl));
  expect(about('egress')).toContain('a firewall or a proxy between may have sent it');
});

test.for([
  ['v20111101', 'v20250224'],
  ['v20250224', 'v20111101'],
] as const)('if MX accepts only %s, MX_API_VERSION=%s is the mistake', async ([good, bad]) => {
  await using sandbox = await startSandbox({
    intercept: (request) =>
      versionOf(request) === good ? undefined : { status: 406, body: refusal('Not acceptable') },
  });
  const right = await examineEnv(withMx(sandbox.url, { MX_API_VERSION: good }));
  expect(right.about('version')).toBe(`ok: MX accepts ${good}, as MX_API_VERSION says.`);
  const wrong = await examineEnv(withMx(sandbox.url, { MX_API_VERSION: bad }));
  expect(wrong.unwell()).toEqual(['version']);
  expect(wrong.about('version')).toBe(
    `failed: MX responds with 406 to ${bad}, but accepts ${good}. → Set MX_API_VERSION=${good}.`,
  );
  expect(wrong.about('keys')).toMatch(/^ok/);
});

test('an MX that accepts no version that the gateway knows is no fault of the key', async () => {
  await using mx = await startFakeMx(json(refusal('Not acceptable'), 406));
  const { about, unwell } = await examineEnv(withMx(mx.baseUrl));
  expect(unwell()).toEqual(['version']);
  expect(about('version')).toContain('serves neither of them');
});

test('another server is not treated as MX', async () => {
  await using page = await startFakeMx(raw('<html></html>', { 'content-type': 'text/html' }));
  const { about, unwell } = await examineEnv(withMx(page.baseUrl));
  expect(unwell()).toEqual(['mx']);
  expect(about('mx')).toContain('this is not MX');
});

test('an MX in trouble is named', async () => {
  await using mx = await startFakeMx(status(503));
  const { about, unwell } = await examineEnv(withMx(mx.baseUrl));
  expect(unwell()).toEqual(['mx']);
  expect(about('mx')).toMatch(/^failed: MX responds with 503/);
});

test('a port at which nothing listens is named', async () => {
  const { about, unwell } = await examineEnv(withMx(`http://127.0.0.1:${await freePort()}`));
  expect(unwell()).toEqual(['mx']);
  expect(about('mx')).toMatch(/^failed: MX cannot be reached: nothing listens .*ECONNREFUSED/);
});

test('a host without an address is named', async () => {
  const { about, unwell } = await examineEnv(withMx('https://mx.invalid'));
  expect(unwell()).toEqual(['mx']);
  expect(about('mx')).toMatch(/^failed: MX cannot be reached: DNS has no address for mx\.invalid/);
});

test('a certificate that is not trusted is named', async () => {
  const server = createServer(createSelfSigned('127.0.0.1'), (_request, response) => {
    response.end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const { about, unwell } = await examineEnv(withMx(`https://127.0.0.1:${port}`));
  server.close();
  server.closeAllConnections();
  expect(unwell()).toEqual(['mx', 'tls']);
  expect(about('tls')).toContain('NODE_EXTRA_CA_CERTS');
});

test('a port without TLS is named, and no certificate is suspected', async () => {
  await using sandbox = await startSandbox();
  const { about, unwell } = await examineEnv(withMx(sandbox.url.replace('http:', 'https:')));
  expect(unwell()).toEqual(['mx', 'tls']);
  for (const topic of ['mx', 'tls'] as const) {
    expect(about(topic)).toMatch(
      /has no TLS, or none .*→ Check the port and the scheme in MX_BASE/,
    );
  }
});

test('an MX that does not respond is named', async () => {
  const waiting = new Set<() => void>();
  await using mx = await startFakeMx((...call) => {
    silence(...call);
    for (const run of waiting) run();
  });
  const { about, unwell } = await examineEnv(withMx(mx.baseUrl, { MX_TIMEOUT_MS: '1234' }), {
    schedule(run, ms) {
      if (ms !== 1234) return () => {};
      waiting.add(run);
      return () => waiting.delete(run);
    },
  });
  expect(unwell()).toEqual(['mx']);
  expect(about('mx')).toMatch(/^failed: MX cannot be reached: .* does not respond in time/);
});

test('a slow MX is named, with its times', async () => {
  let time = 0;
  await using sandbox = await startSandbox({
    intercept({ path }) {
      if (path === '/institutions') time += 2_500;
      return undefined;
    },
  });
  const { about, unwell } = await examineEnv(withMx(sandbox.url), { monotonicNow: () => time });
  expect(unwell()).toEqual(['latency']);
  expect(about('latency')).toMatch(/^warning: MX is slow\. A small read takes 2500 ms/);
});

test('what was found remains when a part takes too long', async () => {
  const waiting = new Map<number, () => void>();
  await using sandbox = await startSandbox({
    intercept({ path }) {
      if (path === '/institutions') waiting.get(4_321)?.();
      return undefined;
    },
  });
  const { about } = await examineEnv(withMx(sandbox.url), {
    totalMs: 4_321,
    schedule(run, ms) {
      // The part about MX is the last one that is still running.
      const all = waiting.get(ms);
      waiting.set(ms, () => (all?.(), run()));
      return () => {};
    },
  });
  expect(about('keys')).toMatch(/^ok/);
  expect(about('mx')).toMatch(/^ok: .*\nfailed: This part did not end within 4\.321 seconds/);
});

test.for([
  [3, 'ok', 'agrees'],
  [20, 'warning', '20 seconds ahead'],
  [-20, 'warning', '20 seconds behind'],
  [300, 'failed', '300 seconds ahead'],
  [-300, 'failed', '300 seconds behind'],
] as const)('a clock that is off by %s s is %s: %s', async ([seconds, state, words]) => {
  const now = Date.parse('2026-11-26T12:00:00.500Z');
  const date = new Date(now - seconds * 1_000).toUTCString();
  await using sandbox = await startSandbox({
    rewrite: (_request, response) => ({ ...response, headers: { ...response.headers, date } }),
  });
  const { about } = await examineEnv(withMx(sandbox.url), {
    now: () => now,
    monotonicNow: () => 0,
  });
  expect(about('clock')).toContain(words);
  expect(about('clock').startsWith(state)).toBe(true);
});

test('no finding contains a key, whatever MX echoes', async () => {
  for (const code of [200, 401, 403, 404, 406, 429, 500]) {
    await using mx = await startFakeMx(
      json(refusal(`${CLIENT_ID}:${API_KEY}`), code, { 'x-echo': API_KEY }),
    );
    const { findings } = await examineEnv(withMx(mx.baseUrl));
    expect(JSON.stringify(findings)).not.toMatch(new RegExp(`${CLIENT_ID}|${API_KEY}`));
  }
});
