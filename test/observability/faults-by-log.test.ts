import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { AuthConfig } from '../../src/config/auth.ts';
import { createPretty } from '../../src/observability/pretty/pretty.ts';
import { Secret } from '../../src/secret.ts';
import {
  AUDIENCE,
  createEcSigner,
  createSecretSigner,
  ISSUER,
  type KeyServer,
  mint,
  startKeyServer,
} from '../auth/issuer.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { findFreePort } from '../support/process.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';

const page = await readFile(new URL('../../docs/operating.md', import.meta.url), 'utf8');
const section = /^## Find the fault in the log$[^]*?(?=^## )/m.exec(page)?.[0] ?? '';
/** The lines that the page shows, without their times. */
const shown = [...section.matchAll(/^```text\n([^]*?)^```$/gm)].flatMap(([, block = '']) =>
  block
    .trimEnd()
    .split('\n')
    .map((line) => line.trimStart()),
);

const format = createPretty({ hasColours: false });
const AT_INFO: readonly unknown[] = ['info', 'warn', 'error', 'fatal'];

/** What an operator sees at LOG_LEVEL=info on a terminal, without the times. */
function linesAtInfo({ logs }: TestGateway): string[] {
  return logs
    .filter((line) => AT_INFO.includes((JSON.parse(line) as { level: string }).level))
    .flatMap((line) => format(line).trimEnd().split('\n'))
    .map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d{3} /, '').trimStart());
}

/** The lines that tests have found in a log. */
const proven = new Set<string>();

/** The lines of the page that the log contains; `…` stands for any text. */
function foundIn(gateway: TestGateway): string[] {
  const lines = linesAtInfo(gateway);
  const found = shown.filter((each) => {
    const parts = each.split('…').map((part) => RegExp.escape(part));
    const pattern = new RegExp(`^${parts.join('.*')}$`);
    return lines.some((line) => pattern.test(line));
  });
  for (const line of found) proven.add(line);
  return found;
}

const query = '{ viewer { rewardsSummary { units { unit } } } }';
const token = (claims: object = {}, seconds = 900) =>
  mintNow({ mx_user_guid: household.userGuid, ...claims }, seconds);
const inAnHour = Math.floor(Date.now() / 1_000) + 3_600;

test.for<[string, string, string]>([
  ['has expired', token({}, -60), 'the token has expired'],
  ['is not valid yet', token({ nbf: inAnHour }), 'is not valid yet'],
  ['was issued by a clock that is ahead', token({ iat: inAnHour }), 'issued in the future'],
  ['is for another audience', token({ aud: 'x' }), 'aud of the token is not AUTH_AUDIENCE'],
  ['is of another issuer', token({ iss: 'x' }), 'iss of the token is not AUTH_ISSUER'],
  ['was changed', `${token().slice(0, -4)}AAAA`, 'signed with another key, or was changed'],
  ['names nobody', token({ mx_user_guid: undefined, sub: 'x' }), 'no user has the external id'],
])('the log alone says that a token %s', async ([, given, cause]) => {
  await using gateway = await startTestGateway({ config: { auth: tokenAuth } });
  await gateway.post({ query }, { authorization: `Bearer ${given}` });
  expect(foundIn(gateway)).toContainEqual(expect.stringContaining(cause));
  expect(foundIn(gateway)).toHaveLength(1);
});

const signer = createEcSigner('known');

async function startWithKeys(url: string, given = signer) {
  const keys = { kind: 'jwks', url } as const;
  const auth: AuthConfig = { kind: 'jwt', keys, issuer: ISSUER, audience: AUDIENCE };
  const gateway = await startTestGateway({ config: { auth } });
  await gateway.post({ query }, { authorization: `Bearer ${mint(given)}` });
  return gateway;
}

test('the log alone says that a token is signed with a key that is not published', async () => {
  await using keys = await startKeyServer(signer);
  await using gateway = await startWithKeys(keys.url, createEcSigner('unknown'));
  expect(foundIn(gateway)).toContainEqual(
    expect.stringContaining('a key that is not in the key set'),
  );
});

type Reply = Parameters<KeyServer['answer']>[0];

test.for<[string, Reply, string]>([
  ['responds with 500', (response) => response.writeHead(500).end(), 'status 500'],
  ['is not JSON', (response) => response.end('<html>'), 'is not JSON'],
  ['has no keys', (response) => response.end('{"keys":[]}'), 'not a key set with keys'],
  [
    'has no usable keys',
    (response) => response.end(JSON.stringify({ keys: [createSecretSigner('x').jwk] })),
    'can verify a token',
  ],
])('the log alone says that the key set %s', async ([, reply, cause]) => {
  await using keys = await startKeyServer(signer);
  keys.answer(reply);
  await using gateway = await startWithKeys(keys.url);
  expect(foundIn(gateway)).toContainEqual(expect.stringContaining(cause));
});

test('the log alone says that the key set cannot be reached', async () => {
  await using gateway = await startWithKeys(`http://127.0.0.1:${await findFreePort()}/jwks`);
  expect(foundIn(gateway)).toContainEqual(expect.stringContaining('ECONNREFUSED'));
});

test('the log alone says that MX blocks the address of the gateway', async () => {
  const blocked = { status: 403, body: 'Forbidden' };
  await using gateway = await startTestGateway({
    sandbox: { intercept: () => blocked },
    config: { auth: tokenAuth },
  });
  await gateway.post({ query }, { authorization: `Bearer ${token()}` });
  expect(foundIn(gateway)).toContainEqual(
    expect.stringContaining('does not know the address of the gateway'),
  );
});

test('the log alone says which calls of a slow MX made an operation slow', async () => {
  await using gateway = await startTestGateway({
    sandbox: { latencyMs: 60 },
    config: { auth: tokenAuth, slowOperationMs: 50 },
  });
  const named = `query Wallet ${query}`;
  await gateway.post({ query: named }, { authorization: `Bearer ${token()}` });
  expect(foundIn(gateway)).toContainEqual(
    expect.stringContaining('GET /users/{user_guid}/members'),
  );
  expect(foundIn(gateway)).toContainEqual(expect.stringContaining('name=Wallet'));
});

test('the log alone says that MX does not respond in time', async () => {
  await using gateway = await startTestGateway({
    sandbox: { latencyMs: 2_000 },
    config: { auth: tokenAuth, timeoutMs: 100 },
  });
  await gateway.post({ query }, { authorization: `Bearer ${token()}` });
  expect(foundIn(gateway)).toContainEqual(expect.stringContaining('MX_TIMEOUT_MS'));
});

test('the log alone says that MX cannot be reached', async () => {
  const baseUrl = `http://127.0.0.1:${await findFreePort()}`;
  const upstream = { kind: 'mx', baseUrl, clientId: 'x', apiKey: new Secret('x') } as const;
  await using gateway = await startTestGateway({ config: { auth: tokenAuth, upstream } });
  await gateway.post({ query }, { authorization: `Bearer ${token()}` });
  expect(foundIn(gateway)).toContainEqual(expect.stringContaining('unreachable (ECONNREFUSED)'));
});

test('each line on the page is one that a fault has made', () => {
  expect(shown.length).toBeGreaterThan(10);
  expect(shown.filter((line) => !proven.has(line))).toEqual([]);
});
