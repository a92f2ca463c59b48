import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import {
  json,
  reset,
  silence,
  startTestClient,
  status,
  type Reply,
} from '../../support/fake-mx.ts';

const USER = 'USR-1';
const KEY = { userGuid: USER, memberGuid: 'MBR-1' };
const user = json({ user: { guid: USER } });

test('a hundred calls that fail at once make a fifth more attempts at most', async () => {
  await using t = await startTestClient([status(500)]);
  const calls = Array.from({ length: 100 }, () => t.client.users.read(USER));
  const results = await Promise.allSettled(calls);
  expect(results.every(({ status: outcome }) => outcome === 'rejected')).toBe(true);
  const reads = t.mx.seen.filter(({ url }) => url === `/users/${USER}`); // the others are probes
  expect(reads.length).toBeLessThanOrEqual(120);
});

test('calls stop when MX is down, are refused at once, and resume without help', async () => {
  let reply: Reply = reset;
  await using t = await startTestClient([(response, request) => reply(response, request)]);
  expect(t.client.health()).toBe('up');
  await expect
    .poll(() => t.client.users.read(USER).catch(() => t.client.health()), { interval: 10 })
    .toBe('down');
  const { length } = t.mx.seen;
  await expect(t.client.users.create({ email: 'a@b.c' })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'POST /users: MX is down',
    retryAfterMs: expect.any(Number),
  });
  expect(t.mx.seen.slice(length).filter(({ url }) => url.startsWith(`/users/`))).toEqual([]);
  reply = user;
  await expect.poll(() => t.client.health()).toBe('up');
  expect(t.mx.seen.at(-1)?.url).toMatch(/^\/(institutions|users)\?page=1&records_per_page=10$/);
  await expect(t.client.users.read(USER)).resolves.toMatchObject({ guid: USER });
});

test('the start and the end of an outage are reported once each', async () => {
  let reply: Reply = status(503);
  const told: string[] = [];
  await using t = await startTestClient([(response, request) => reply(response, request)], {
    onHealth: (health) => told.push(health),
  });
  const read = () => t.client.users.read(USER).catch(() => {});
  await expect.poll(() => read().then(() => told), { interval: 10 }).toEqual(['down']);
  reply = user;
  await expect.poll(() => told).toEqual(['down', 'up']);
});

test('the breaker closes though a probe has no response', async () => {
  await using t = await startTestClient([silence], { timeoutMs: 6_000 });
  const calls = Array.from({ length: 5 }, () => t.client.users.read(USER).catch(() => {}));
  await expect.poll(() => t.client.health(), { interval: 20 }).toBe('down');
  await Promise.all(calls);
  const startedAt = performance.now();
  await t.client[Symbol.asyncDispose]();
  expect(performance.now() - startedAt).toBeLessThan(2_500);
});

test('calls wait, and none fails, while MX is away for a moment', async () => {
  let reply: Reply = user;
  await using t = await startTestClient([(response, request) => reply(response, request)], {
    sleep: undefined,
  });
  // Of these the retries are a part.
  await Promise.all(Array.from({ length: 100 }, () => t.client.users.read(USER)));
  const { length } = t.mx.seen;
  reply = reset;
  const reads = Array.from({ length: 10 }, () => t.client.users.read(USER));
  await expect.poll(() => t.mx.seen.length, { interval: 5 }).toBeGreaterThanOrEqual(length + 15);
  const write = t.client.users.create({ email: 'a@b.c' });
  reply = user;
  await expect(Promise.all([...reads, write])).resolves.toHaveLength(11);
  expect(t.client.health()).toBe('up');
});

test.for(['USR-2', undefined])(
  'a failing user or endpoint does not open the breaker: %s',
  async (ill) => {
    await using t = await startTestClient([
      (response, request) => {
        const isIll = request.url.includes(`/${ill ?? 'members'}`);
        (isIll ? status(500) : user)(response, request);
      },
    ]);
    const call = () => (ill === undefined ? t.client.members.list(USER) : t.client.users.read(ill));
    const endsAt = performance.now() + 500;
    while (performance.now() < endsAt) {
      await expect(call()).rejects.toMatchObject({ status: 500 });
      expect(t.client.health()).toBe('up');
    }
    await expect(t.client.users.read(USER)).resolves.toMatchObject({ guid: USER });
  },
);

test('a hanging read is made again within its deadline, and a hanging write is not', async () => {
  await using t = await startTestClient([silence, user], { timeoutMs: 1_000 });
  await expect(t.client.users.read(USER)).resolves.toMatchObject({ guid: USER });
  expect(t.reports).toMatchObject([{ attempts: 2, code: null }]);
  t.mx.script(silence, user);
  await expect(t.client.users.update(USER, { email: 'a@b.c' })).rejects.toMatchObject({
    code: 'OUTCOME_UNKNOWN',
  });
  expect(t.mx.seen).toHaveLength(3);
});

test('hanging reads keep to the end of their deadline when they are many', async () => {
  await using t = await startTestClient([silence], { timeoutMs: 1_000 });
  const calls = Array.from({ length: 100 }, () => t.client.users.read(USER));
  const results = await Promise.allSettled(calls);
  const codes = new Set(
    results.map((result) => result.status === 'rejected' && result.reason.code),
  );
  expect(codes.isSubsetOf(new Set(['TIMEOUT', 'UNAVAILABLE']))).toBe(true);
  const reads = t.mx.seen.filter(({ url }) => url === `/users/${USER}`);
  expect(reads.length).toBeLessThanOrEqual(120);
});

test('silence opens the breaker before the deadline of any call', async () => {
  await using t = await startTestClient([silence], { timeoutMs: 8_000 });
  const calls = Array.from({ length: 10 }, () => t.client.users.read(USER).catch(() => 'ended'));
  const startedAt = performance.now();
  await expect.poll(() => t.client.health(), { interval: 20 }).toBe('down');
  expect(performance.now() - startedAt).toBeLessThan(6_000);
  t.mx.script(user);
  await expect.poll(() => t.client.health(), { interval: 20 }).toBe('up');
  await Promise.all(calls);
});

test('queued calls are refused when MX goes down, not at their deadlines', async () => {
  await using t = await startTestClient([silence], { maxConcurrency: 8, timeoutMs: 8_000 });
  const outcomes = Array.from({ length: 20 }, () =>
    t.client.users.read(USER).then(
      () => 'answered',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    ),
  );
  await expect.poll(() => t.client.health(), { interval: 20 }).toBe('down');
  const last = await Promise.race([outcomes.at(-1), new Promise((go) => setTimeout(go, 1_000))]);
  expect(last).toBe('GET /users/{user_guid}: MX is down');
});

test('many refusals during one pause count as one failure, not as an outage', async () => {
  const busy = status(429, { 'retry-after': '60' });
  await using t = await startTestClient([busy]);
  const calls = Array.from({ length: 40 }, () => t.client.users.read(USER));
  await Promise.allSettled(calls);
  expect(t.client.health()).toBe('up');
});

test('calls in flight stay within their bound, and the others are queued', async () => {
  let atOnce = 0;
  let most = 0;
  const slow: Reply = (response, request) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    setImmediate(() => {
      atOnce -= 1;
      user(response, request);
    });
  };
  await using t = await startTestClient([slow], { maxConcurrency: 4 });
  await Promise.all(Array.from({ length: 50 }, () => t.client.users.read(USER)));
  expect(t.mx.seen).toHaveLength(50);
  expect(most).toBeLessThanOrEqual(4);
});

test("a call over its user's part of the queue is refused at once, and others wait", async () => {
  await using t = await startTestClient([silence], { maxConcurrency: 1, timeoutMs: 3_000 });
  const read = (guid: string) => t.client.users.read(guid).catch((error: unknown) => error);
  const startedAt = performance.now();
  const waiting = Array.from({ length: 1 + limits.waitingCalls / 2 }, () => read(USER));
  expect(await read(USER)).toMatchObject({
    code: 'RATE_LIMITED',
    limit: 'waitingCalls',
    retryAfterMs: 1_000,
  });
  // Long before any deadline.
  expect(performance.now() - startedAt).toBeLessThan(1_400);
  expect(await read('USR-2')).not.toHaveProperty('limit', 'waitingCalls');
  await Promise.all(waiting);
});

test('a call over the bound of the queue is refused at once', async () => {
  await using t = await startTestClient([silence], { maxConcurrency: 1, timeoutMs: 3_000 });
  const read = (guid: string) => t.client.users.read(guid).catch((error: unknown) => error);
  const waiting = Array.from({ length: 1 + limits.waitingCalls }, (_, index) =>
    read(`USR-${index}`),
  );
  expect(await read('USR-A')).toMatchObject({
    code: 'UNAVAILABLE',
    limit: 'waitingCalls',
    retryAfterMs: 1_000,
  });
  await Promise.all(waiting);
});

test('the deadline of a call includes its time in the queue and in pauses', async () => {
  await using t = await startTestClient([silence], { maxConcurrency: 1, timeoutMs: 300 });
  const startedAt = performance.now();
  const [first, second, third] = await Promise.allSettled([
    t.client.members.aggregate(KEY),
    t.client.members.readStatus(KEY),
    t.client.members.aggregate(KEY),
  ]);
  expect(first).toMatchObject({ reason: { code: 'OUTCOME_UNKNOWN' } });
  expect(second).toMatchObject({ reason: { code: 'TIMEOUT' } });
  expect(third).toMatchObject({ reason: { code: 'UNAVAILABLE' } });
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test('a queued call is not made to an endpoint that MX has closed meanwhile', async () => {
  const busy: Reply = (response, request) =>
    setImmediate(() => status(429, { 'retry-after': '60' })(response, request));
  await using t = await startTestClient([busy], { maxConcurrency: 1 });
  const calls = Array.from({ length: 5 }, () => t.client.users.read(USER));
  const results = await Promise.allSettled(calls);
  expect(results.map((result) => result.status === 'rejected' && result.reason.code)).toEqual(
    Array.from({ length: 5 }, () => 'RATE_LIMITED'),
  );
  expect(t.mx.seen).toHaveLength(1);
});

test('a call whose turn comes after its deadline is not made', async () => {
  await using t = await startTestClient([user], {
    timeoutMs: 1_000,
    perSecond: { reads: () => 1, writes: () => 1 },
    now: () => 0,
  });
  const refused = { code: 'RATE_LIMITED', retryAfterMs: 1_000 };
  await t.client.users.read(USER);
  await expect(t.client.users.read(USER)).rejects.toMatchObject({
    ...{ ...refused, limit: 'readsPerSecond' },
  });
  await t.client.users.create({ email: 'a@b.c' });
  await expect(t.client.users.create({ email: 'a@b.c' })).rejects.toMatchObject({
    ...{ ...refused, limit: 'writesPerSecond' },
  });
  expect(t.mx.seen).toHaveLength(2);
});
