import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { limits } from '../../src/limits.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { hasNginx, isNginxRequired } from '../support/nginx.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { watchStatus } from '../support/watching.ts';
import { secondsOf, startFront } from './front.ts';
import { startDeployed } from './replicas.ts';

const patient = { timeout: 60_000, skip: !hasNginx && !isNginxRequired };
const variables = { id: household.bankId };

test('nginx closes an idle connection to a gateway before the gateway does', () => {
  expect(secondsOf('keepalive_timeout') * 1000).toBeLessThan(limits.keepAliveMs);
});

test('the pings of idle streams pass, more often than nginx requires', patient, async () => {
  const pauseMs = 13_000;
  expect(secondsOf('proxy_read_timeout') * 1000).toBeGreaterThan(2 * pauseMs);
  expect(secondsOf('proxy_send_timeout') * 1000).toBeGreaterThan(2 * pauseMs);
  // Yoga sends more pings in tests.
  vi.stubEnv('NODE_ENV', 'production');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    await using gateway = await startTestGateway({ config: { statusPollMs: 60_000 } });
    await using front = await startFront({ gateways: [gateway.url] });
    await using raw = await openRawSocket(front.url);
    raw.subscribe('1', watchStatus, variables);
    await raw.next('1');
    await using sse = await openText(front.url);
    await sse.until(/event: next\n.*\n\n/);

    const pinged = once(raw.socket, 'ping');
    vi.advanceTimersByTime(pauseMs);
    await pinged;
    await sse.until(/event: next\n.*\n\n(?::\n\n)+/);
  } finally {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  }
});

const SECRET = 'a-secret-of-32-bytes-or-more-for-tests';
const jwt = { AUTH_JWT_SECRET: SECRET, AUTH_ISSUER: 'https://id.example.com', AUTH_AUDIENCE: 'mx' };

/** Sends as many bad tokens as one address may send. Resolves with the status of one more. */
async function exhaust(url: string, forwarded: string): Promise<number> {
  const ask = async () => (await fetch(url, badToken(forwarded))).status;
  for (let count = 0; count < limits.refusedTokensPerAddress; count += 1)
    expect(await ask()).toBe(401);
  return ask();
}

const badToken = (forwarded: string) => ({
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    authorization: 'Bearer a.b.c',
    'x-forwarded-for': forwarded,
  },
  body: '{"query":"{ viewer { guid } }"}',
});

test('behind a load balancer, the address that it has added is the client', patient, async () => {
  await using t = await startDeployed({ env: jwt, count: 1, isBehindBalancer: true });
  expect(await exhaust(t.url, '203.0.113.9')).toBe(429);
  // The left part is only the client's claim.
  expect((await fetch(t.url, badToken('198.51.100.7, 203.0.113.9'))).status).toBe(429);
  expect((await fetch(t.url, badToken('203.0.113.9, 198.51.100.7'))).status).toBe(401);
});

test('without a load balancer, a client cannot claim an address', patient, async () => {
  await using t = await startDeployed({ env: jwt, count: 1 });
  // The test itself has a near address, which is not counted.
  expect(await exhaust(t.url, '203.0.113.9')).toBe(401);
});

/** A subscription over SSE, as text. */
async function openText(url: string) {
  const abort = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: watchStatus, variables }),
    signal: abort.signal,
  });
  const chunks = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async until(form: RegExp) {
      while (!form.test(text)) {
        const read = await chunks?.read();
        if (read?.value === undefined) throw new Error(`The stream has ended: ${text}`);
        text += read.value;
      }
    },
    [Symbol.asyncDispose]: async () => abort.abort(),
  };
}
