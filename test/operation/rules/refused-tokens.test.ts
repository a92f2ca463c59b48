import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { AuthError, ExpiredToken } from '../../../src/auth/auth-error.ts';
import type { Session } from '../../../src/auth/authenticator.ts';
import { nearNetworkOf } from '../../../src/http/client-address.ts';
import { limits } from '../../../src/limits.ts';
import { createAuthenticate } from '../../../src/operation/rules/refused-tokens.ts';
import { createCaller } from '../../support/caller.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { openRawSocket } from '../../support/raw-socket.ts';
import { mintNow, tokenAuth } from '../../support/tenants.ts';

const session = { caller: 'user:USR-1' } as Session;
const tokens: Readonly<Record<string, () => Session>> = {
  good: () => session,
  bad: () => refuse(new AuthError('UNAUTHENTICATED', 'the signature is wrong')),
  old: () => refuse(new ExpiredToken()),
  unsure: () => refuse(new AuthError('UNAVAILABLE', 'no keys')),
};

function refuse(error: Error): never {
  throw error;
}

/** An edge of a CDN, with many users behind it. */
const EDGE = '203.0.113.9';
const requestFrom = (remoteAddress: string) =>
  ({ socket: { remoteAddress }, headers: {} }) as unknown as IncomingMessage;

function start() {
  let time = 1_000;
  const authenticate = createAuthenticate({
    authenticate: async (authorization) =>
      tokens[authorization ?? '']?.() ?? refuse(new AuthError('UNAUTHENTICATED', 'no token')),
    monotonicNow: () => time,
  });
  const ask = (token: string | undefined, address = EDGE) =>
    authenticate(token, () => nearNetworkOf(requestFrom(address))).catch((error: unknown) =>
      error instanceof AuthError ? error.message : error,
    );
  const spend = async (address = EDGE) => {
    for (let count = 0; count < limits.refusedTokensPerAddress; count += 1) {
      expect(await ask('bad', address)).toBe('the signature is wrong');
    }
  };
  return {
    ask,
    spend,
    advance: (ms: number) => {
      time += ms;
    },
  };
}

const limited = { code: 'RATE_LIMITED', limit: 'refusedTokensPerAddress' };

test('bad tokens of one address are refused with a delay after a hundred, for fifteen minutes', async () => {
  const { ask, spend, advance } = start();
  await spend();
  expect(await ask('bad')).toMatchObject({ ...limited, retryAfterMs: 15 * 60_000 });
  expect(await ask('bad', '203.0.113.10')).toBe('the signature is wrong');
  advance(15 * 60_000);
  expect(await ask('bad')).toBe('the signature is wrong');
});

test('a good token of such an address is admitted, and every other caller gets its usual response', async () => {
  const { ask, spend } = start();
  await spend();
  expect(await ask('good')).toBe(session);
  expect(await ask('old')).toBe('the token has expired');
  expect(await ask(undefined)).toBe('no token');
  expect(await ask('unsure')).toBe('no keys');
});

test('good, expired and missing tokens count against no address', async () => {
  const { ask, spend } = start();
  for (let count = 0; count < 500; count += 1) {
    for (const token of ['good', 'old', undefined, 'unsure']) await ask(token);
  }
  await spend();
  expect(await ask('bad')).toMatchObject(limited);
});

test('a proxy that names no client is not counted', async () => {
  const { ask, spend } = start();
  await spend('10.0.0.1');
  expect(await ask('bad', '10.0.0.1')).toBe('the signature is wrong');
});

test('a hundred thousand addresses are not all remembered', async () => {
  const { ask, spend } = start();
  await spend();
  const before = process.memoryUsage().heapUsed;
  for (let high = 0; high < 256; high += 1) {
    for (let low = 0; low < 256; low += 1) await ask('bad', `198.51.${high}.${low}`);
  }
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(60e6);
  // Forgotten as the oldest: a flood from everywhere is none that addresses could stop.
  expect(await ask('bad')).toBe('the signature is wrong');
});

test('too many bad tokens are refused on each transport, and users of the same edge are admitted', async () => {
  await using gateway = await startTestGateway({ config: { auth: tokenAuth } });
  const forwarded = { 'x-forwarded-for': EDGE };
  const body = { query: '{ viewer { guid } }' };
  const bad = { ...forwarded, authorization: 'Bearer a.b.c' };
  for (let count = 0; count < limits.refusedTokensPerAddress; count += 1) {
    expect((await gateway.post(body, bad)).status).toBe(401);
  }
  for (const accept of ['application/json', 'text/event-stream']) {
    const refused = await gateway.post(body, { ...bad, accept });
    expect([refused.status, Number(refused.headers.get('retry-after')) > 800]).toEqual([429, true]);
    expect(await refused.text()).toContain('"limit":"refusedTokensPerAddress"');
  }
  await using socket = await openRawSocket(gateway.url, { headers: bad });
  expect(await socket.closed).toEqual({ code: 4429, reason: 'Too many tokens refused' });

  const token = mintNow({ mx_user_guid: household.userGuid });
  const good = await gateway.post(body, { ...forwarded, authorization: `Bearer ${token}` });
  expect(await good.json()).toEqual({ data: { viewer: { guid: household.userGuid } } });
  await using open = await openRawSocket(gateway.url, {
    headers: { ...forwarded, authorization: `Bearer ${token}` },
  });
  open.subscribe('1', '{ viewer { guid } }');
  expect(await open.next('1')).toMatchObject({ type: 'next' });
  const without = await gateway.post(body, forwarded);
  expect(without.status).toBe(401);
  await using elsewhere = createCaller({ url: gateway.url, token: 'a.b.c' });
  expect((await elsewhere.ask('http', body)).status).toBe(401);
});
