import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { beta, startTestSandbox, v2025 } from '../mx-http.ts';

type Body = Readonly<Record<string, unknown>>;

/** A server that receives webhooks, and the sandbox that sends them, on a clock of the test. */
async function startBench(options: SandboxOptions = {}) {
  await using started = new AsyncDisposableStack();
  const received: Body[] = [];
  const headers: (string | undefined)[] = [];
  let status = 204;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      received.push(JSON.parse(text) as Body);
      headers.push(request.headers.authorization, request.headers['content-type']);
      response.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  started.defer(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const clock = createManualClock();
  const target = { url: `http://127.0.0.1:${port}/hook`, username: 'mx', password: 'secret' };
  const { now, sleep } = clock;
  const t = started.use(
    await startTestSandbox({ now, sleep, webhooks: target, jobMs: 10_000, ...options }),
  );
  const running = started.move();
  return {
    ...t,
    clock,
    headers,
    target,
    answer(next: number) {
      status = next;
    },
    /** The webhooks that were sent, once as many attempts as this have ended. */
    async sent(count: number) {
      await expect.poll(() => t.sandbox.webhooks.length).toBeGreaterThanOrEqual(count);
      return received.splice(0);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Lets the clock pass in small steps, so that responses arrive in between. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) await clock.advance(Math.min(left, 1_000));
}

const inShort = (body: Body): string => {
  const [root = ''] = Object.keys(body).filter((key) => key !== 'action' && key !== 'type');
  const kind = body['type'] ?? root;
  const subject = (body[root] ?? {}) as Body;
  const detail = body['connection_status'] ?? subject['status_name'] ?? body['action'];
  return [kind, detail].join(' ');
};

test('a member that connects sends what MX sends, with the credentials', async () => {
  await using t = await startBench();
  const path = await t.createMember('any');
  const created = await t.sent(2);
  expect(created.map(inShort).toSorted()).toEqual(['member created', 'user created']);
  expect(new Set(t.headers)).toEqual(
    new Set(['Basic bXg6c2VjcmV0', 'application/json; charset=utf-8']),
  );

  await pass(t.clock, 10_001);
  const [, , user_guid, , member_guid] = path.split('/');
  const sent = await t.sent(9);
  expect(sent.map(inShort).toSorted()).toEqual([
    'AGGREGATION member_data_updated',
    'account created',
    'account created',
    'account created',
    'job COMPLETED',
    'member updated',
    'member updated',
  ]);
  expect(sent).toContainEqual({
    action: 'member_data_updated',
    completed_at: Math.floor(t.clock.now() / 1_000),
    completed_on: '2026-11-22',
    is_background: false,
    job_guid: expect.stringMatching(/^JOB-/),
    member_guid,
    transactions_created_count: expect.any(Number),
    transactions_updated_count: 0,
    type: 'AGGREGATION',
    user_guid,
  });
});

test('a rewards job sends REWARD with its counts', async () => {
  await using t = await startBench();
  const user = t.sandbox.control.addUser();
  const member = t.sandbox.control.addMember(user);
  await t.sent(5);
  await t.call(`POST /users/${user}/members/${member}/fetch_rewards`, undefined, {
    ...beta,
    'content-type': 'application/json',
  });
  await pass(t.clock, 10_001);
  await expect.poll(() => t.sandbox.webhooks.map(({ body }) => body['type'])).toContain('REWARD');
  const { body } = t.sandbox.webhooks.find((each) => each.body['type'] === 'REWARD') ?? {};
  expect(body).toEqual({
    action: 'member_data_updated',
    completed_at: Math.floor(t.clock.now() / 1_000),
    completed_on: '2026-11-22',
    member_guid: member,
    rewards_created_count: 0,
    rewards_updated_count: 4,
    type: 'REWARD',
    user_guid: user,
  });
});

test('a challenge sends CONNECTION_STATUS and a job webhook, and CONNECTED sends neither', async () => {
  await using t = await startBench();
  await t.createMember('challenge');
  await pass(t.clock, 4_001);
  const sent = (await t.sent(5)).map(inShort);
  expect(sent).toContain('CONNECTION_STATUS CHALLENGED');
  expect(sent).toContain('job CHALLENGED');
  const { body } = t.sandbox.webhooks.find((each) => each.body['type'] !== undefined) ?? {};
  expect(body).toMatchObject({ action: 'CHANGED', connection_status_id: 3 });
  await pass(t.clock, 300_001);
  await expect
    .poll(() => t.sandbox.webhooks.map(({ body: late }) => late['connection_status']))
    .toContain('EXPIRED');
});

test('the first data of a member that was created with products is announced', async () => {
  await using t = await startBench();
  const user = t.sandbox.control.addUser();
  const { body } = await t.call(
    `POST /users/${user}/members`,
    {
      member: {
        institution_code: 'mxbank',
        credentials: [
          { guid: 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1', value: 'mxuser' },
          { guid: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d', value: 'any' },
        ],
      },
      data_request: { products: ['rewards'] },
    },
    v2025,
  );
  await pass(t.clock, 10_001);
  await expect
    .poll(() => t.sandbox.webhooks.map((each) => each.body))
    .toContainEqual({
      type: 'initial_data_ready',
      guid: expect.stringMatching(/^[\da-f-]{36}$/),
      client_guid: 'CLT-sandbox',
      user_guid: user,
      member_guid: body.member.guid,
    });
});

test('revisions of an object grow, and its deletion is announced', async () => {
  await using t = await startBench();
  const user = await t.createUser();
  await t.call(`PUT /users/${user}`, { user: { metadata: 'y' } });
  await t.call(`DELETE /users/${user}`);
  const sent = await t.sent(3);
  const revisions = sent.map(({ action, user: body }) => [action, (body as Body)['revision']]);
  expect(Object.fromEntries(revisions)).toEqual({ created: 1, updated: 2, deleted: 3 });
});

test('MX-Skip-Webhook suppresses the webhook of a write, and nothing else', async () => {
  await using t = await startBench();
  const user = await t.createUser();
  await t.call(
    `PUT /users/${user}`,
    { user: { metadata: 'y' } },
    { ...beta, 'mx-skip-webhook': '1' },
  );
  await t.call(`PUT /users/${user}`, { user: { metadata: 'z' } });
  const sent = await t.sent(2);
  expect(sent.map(inShort).toSorted()).toEqual(['user created', 'user updated']);
});

test('a webhook that is not received is sent again, 12 times in 17 hours', async () => {
  await using t = await startBench();
  t.answer(500);
  await t.createUser();
  const times: number[] = [];
  const startedAt = t.clock.now();
  for (let attempt = 1; attempt <= 13; attempt += 1) {
    await t.sent(attempt);
    times.push((t.clock.now() - startedAt) / 1_000);
    // The pause begins with the response, so nothing else can wait on this clock.
    await expect.poll(() => t.clock.sleeping()).toBe(attempt === 13 ? 0 : 1);
    if (attempt < 13) await t.clock.advance(15_000 * 2 ** (attempt - 1));
  }
  expect(times).toEqual([
    0, 15, 45, 105, 225, 465, 945, 1_905, 3_825, 7_665, 15_345, 30_705, 61_425,
  ]);
  await t.clock.advance(86_400_000);
  expect(t.sandbox.webhooks.map(({ attempt, status }) => [attempt, status])).toEqual(
    Array.from({ length: 13 }, (_, at) => [at + 1, 500]),
  );
});

test('a webhook is sent again after 429, and not after it was received', async () => {
  await using t = await startBench();
  t.answer(429);
  await t.createUser();
  await t.sent(1);
  t.answer(204);
  await expect.poll(() => t.clock.sleeping()).toBe(1);
  await t.clock.advance(15_000);
  await t.sent(2);
  await expect.poll(() => t.clock.sleeping()).toBe(0);
  await t.clock.advance(86_400_000);
  expect(t.sandbox.webhooks.map(({ status }) => status)).toEqual([429, 204]);
});

test('without an address nothing is sent, and a later address hears only of later events', async () => {
  await using t = await startBench({ webhooks: undefined });
  await t.createUser();
  await t.clock.advance(60_000);
  expect(t.sandbox.webhooks).toEqual([]);
  t.sandbox.control.sendWebhooksTo(t.target);
  const later = t.sandbox.control.addUser();
  const sent = await t.sent(1);
  expect(sent).toMatchObject([{ action: 'created', user: { guid: later } }]);
  t.sandbox.control.sendWebhooksTo(undefined);
  t.sandbox.control.addUser();
  expect(t.clock.sleeping()).toBe(0);
});
