import { expect, test } from 'vitest';
import { json, reset, silence, startTestClient, status, type Reply } from '../support/fake-mx.ts';

const USER = 'USR-1';
const KEY = { userGuid: USER, memberGuid: 'MBR-1' };
const user = json({ user: { guid: USER } });

test('calls MX three times and a few more when a hundred calls fail at once', async () => {
  await using t = await startTestClient([status(500)]);
  const calls = Array.from({ length: 100 }, () => t.client.users.read(USER));
  const results = await Promise.allSettled(calls);
  expect(results.every(({ status: outcome }) => outcome === 'rejected')).toBe(true);
  expect(t.mx.seen.length).toBeLessThanOrEqual(110);
});

test('stops calling when MX is down, says so at once, and comes back by itself', async () => {
  let reply: Reply = reset;
  await using t = await startTestClient([(response, request) => reply(response, request)]);
  expect(t.client.health()).toBe('up');
  for (let call = 0; call < 20; call += 1) {
    await t.client.users.read(USER).catch(() => {});
  }
  expect(t.mx.seen).toHaveLength(10);
  expect(t.client.health()).toBe('down');
  await expect(t.client.users.create({ email: 'a@b.c' })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'POST /users: MX is down',
    retryAfterMs: expect.any(Number),
  });
  reply = user;
  await expect.poll(() => t.client.health(), { timeout: 3_000 }).toBe('up');
  expect(t.mx.seen.at(-1)?.url).toBe('/institutions?page=1&records_per_page=10');
});

test('many refusals of one pause are one failure, not an outage', async () => {
  const busy = status(429, { 'retry-after': '60' });
  await using t = await startTestClient([busy]);
  const calls = Array.from({ length: 40 }, () => t.client.users.read(USER));
  await Promise.allSettled(calls);
  expect(t.client.health()).toBe('up');
});

test('puts no more calls on the wire than allowed, and the others in a queue', async () => {
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

test('sheds at once what does not fit in the queue', async () => {
  await using t = await startTestClient([silence], { maxConcurrency: 1, timeoutMs: 300 });
  const startedAt = performance.now();
  const waiting = Array.from({ length: 1_001 }, () =>
    t.client.users.read(USER).catch((error: unknown) => error),
  );
  await expect(t.client.users.read(USER)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    retryAfterMs: 1_000,
  });
  expect(performance.now() - startedAt).toBeLessThan(250);
  const errors = await Promise.all(waiting);
  expect(errors.every((error) => error instanceof Error)).toBe(true);
  expect(t.mx.seen).toHaveLength(1);
});

test('counts the time in the queue and in pauses against the one deadline', async () => {
  await using t = await startTestClient([silence], { maxConcurrency: 1, timeoutMs: 200 });
  const startedAt = performance.now();
  const [first, second] = await Promise.allSettled([
    t.client.members.readStatus(KEY),
    t.client.members.aggregate(KEY),
  ]);
  expect(first).toMatchObject({ reason: { code: 'TIMEOUT' } });
  expect(second).toMatchObject({ reason: { code: 'UNAVAILABLE' } });
  expect(performance.now() - startedAt).toBeLessThan(350);
});

test('does not go from the queue to an endpoint that MX closed meanwhile', async () => {
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
