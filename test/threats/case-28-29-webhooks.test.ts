import { expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { Secret } from '../../src/secret.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { startTenantGateway } from '../support/tenant-gateway.ts';
import { createTenant, memberIdOf } from '../support/tenants.ts';
import { postWebhook, webhookCredentials } from '../support/webhooks.ts';

const [ada, bob] = [createTenant('ada', 0), createTenant('bob', 1)];
/** No poll comes by itself within a test. */
const config = { webhooks: webhookCredentials, statusPollMs: 60_000 };

const adasMember = { user_guid: ada.userGuid, member_guid: ada.memberGuids[0] };
const status = { ...adasMember, type: 'CONNECTION_STATUS', connection_status: 'DENIED' };
const reward = { ...adasMember, type: 'REWARD', completed_at: 1_531_947_410 };

/** Ada watches her first member. */
async function startWatched() {
  const t = await startTenantGateway([ada, bob], config);
  const params = { authorization: `Bearer ${ada.token()}` };
  const socket = await openRawSocket(t.url, { params });
  socket.subscribe('1', watch, { id: memberIdOf(ada) });
  await socket.next('1');
  // The traits of a connected member are read besides.
  await expect.poll(() => t.mx.calls.length).toBeGreaterThanOrEqual(2);
  t.mx.calls.length = 0;
  return {
    ...t,
    socket,
    async [Symbol.asyncDispose]() {
      await socket[Symbol.asyncDispose]();
      await t[Symbol.asyncDispose]();
    },
  };
}

const watch = 'subscription ($id: ID!) { memberStatus(memberId: $id) { connectionStatusRaw } }';
/** A query that has its response once everything that came before it has been handled. */
const ask = { query: '{ viewer { email } }' };
const statusCall = `GET /users/${ada.userGuid}/members/${ada.memberGuids[0]}/status`;

test('case 28: a webhook with wrong or no credentials is refused, and causes no call', async () => {
  await using t = await startWatched();
  const wrong = [
    { ...webhookCredentials, password: new Secret('webhook-canary-7f3b') },
    { ...webhookCredentials, password: new Secret('') },
    { ...webhookCredentials, username: 'MX' },
  ];
  for (const credentials of wrong) expect(await postWebhook(t, status, credentials)).toBe(401);
  const url = new URL('/webhooks/mx', t.url);
  const headers = [{}, { authorization: `Bearer ${ada.token()}` }];
  for (const each of headers) {
    const init = { method: 'POST', headers: each, body: JSON.stringify(status) };
    expect((await fetch(url, init)).status).toBe(401);
  }
  await t.as(ada).ask('http', ask);
  expect(t.mx.calls).toEqual([`GET /users/${ada.userGuid}`]);
  const lines = t.gateway.logs.filter((line) => line.includes('"event":"refused"'));
  expect(lines).toHaveLength(5);
  expect(lines.join()).not.toContain('canary');
});

test('case 28: a replayed webhook causes one read', async () => {
  await using t = await startWatched();
  for (let at = 0; at < 20; at += 1) expect(await postWebhook(t, reward)).toBe(204);
  await expect.poll(() => t.mx.calls).toContain(statusCall);
  await t.as(ada).ask('http', ask);
  const statusReads = () => t.mx.calls.filter((call) => call === statusCall);
  expect(statusReads()).toHaveLength(1);
});

test('case 28: without credentials in the settings, nothing is at the path', async () => {
  await using t = await startTenantGateway([ada], { ...config, webhooks: null });
  expect(await postWebhook(t, status)).toBe(404);
});

test('case 28: a huge webhook is refused, and the gateway serves on', async () => {
  await using t = await startTenantGateway([ada], config);
  const huge = JSON.stringify({ ...status, text: 'x'.repeat(limits.webhookBytes) });
  expect(await postWebhook(t, huge)).toBe(413);
  expect(await postWebhook(t, status)).toBe(204);
  expect((await t.as(ada).ask('http', ask)).status).toBe(200);
});

test('case 28: the time of a refusal does not depend on how much of the password is right', async () => {
  await using t = await startTenantGateway([ada], config);
  const password = webhookCredentials.password.reveal();
  const guesses = ['', password.slice(0, -1), `x${password.slice(1)}`, password.repeat(50)];
  // The shortest time of each guess: other work on the machine only makes times longer.
  const shortest = guesses.map(() => Number.POSITIVE_INFINITY);
  const ROUNDS = 150;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, guess] of guesses.entries()) {
      const startedAt = performance.now();
      const guessed = { ...webhookCredentials, password: new Secret(guess) };
      expect(await postWebhook(t, '{}', guessed)).toBe(401);
      shortest[at] = Math.min(shortest[at] ?? 0, performance.now() - startedAt);
    }
  }
  expect(Math.max(...shortest) - Math.min(...shortest)).toBeLessThan(5);
});

test('case 29: a webhook about somebody unknown is received, and causes no call', async () => {
  await using t = await startWatched();
  const strangers = [
    { ...status, member_guid: 'MBR-unknown' },
    { ...status, user_guid: 'USR-unknown' },
    { ...status, user_guid: bob.userGuid },
    { ...status, user_guid: '../../users', member_guid: '..' },
    { ...reward, user_guid: 'USR-unknown', member_guid: 'MBR-unknown' },
    { action: 'deleted', user: { guid: 'USR-unknown', revision: 1 } },
    { action: 'deleted', member: { guid: 'MBR-unknown', user_guid: bob.userGuid, revision: 1 } },
    { type: 'NEW_TYPE', user_guid: null, member_guid: [adasMember] },
  ];
  for (const body of strangers) expect(await postWebhook(t, body)).toBe(204);
  await t.as(ada).ask('http', ask);
  expect(t.mx.calls).toEqual([`GET /users/${ada.userGuid}`]);
});
