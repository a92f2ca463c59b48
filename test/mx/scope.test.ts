import { expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { json, raw, type Reply, silence, startTestClient } from '../support/fake-mx.ts';

const USER = 'USR-1';
const user = json({ user: { guid: USER } });
const MB = 1024 * 1024;

/** Answers as soon as the test says so. */
function createReply(answer: Reply) {
  const held: (() => void)[] = [];
  const reply: Reply = (response, request) => held.push(() => answer(response, request));
  return { reply, release: () => held.splice(0).forEach((each) => each()), held };
}

test('the calls of a scope end with it, in flight, queued or not started, and others go on', async () => {
  const { reply, release, held } = createReply(user);
  await using t = await startTestClient([reply], { maxConcurrency: 2 });
  const stop = new AbortController();
  const { users } = t.client.in({ lane: 'a', signal: stop.signal });
  const reads = Array.from({ length: 5 }, () => users.read(USER).catch((error: unknown) => error));
  await expect.poll(() => held.length).toBe(2);
  const other = t.client.users.read(USER);
  const reason = new Error('left');
  stop.abort(reason);
  expect(await Promise.all(reads)).toEqual(reads.map(() => reason));
  await expect(users.read(USER)).rejects.toBe(reason);
  await expect.poll(() => held.length).toBe(3);
  release();
  await expect(other).resolves.toMatchObject({ guid: USER });
  expect(t.mx.seen).toHaveLength(3);
});

test('a write of a scope goes on when the scope ends, and is in no budget', async () => {
  const { reply, release, held } = createReply(user);
  await using t = await startTestClient([reply]);
  const operation = t.client.startOperation({ lane: 'a', isWhole: true });
  const { users } = t.client.in(operation);
  const update = users.update(USER, { email: 'a@b.c' });
  await expect.poll(() => held.length).toBe(1);
  operation.end();
  release();
  await expect(update).resolves.toMatchObject({ guid: USER });
  expect(operation.calls()).toBe(0);
  await expect(users.read(USER)).rejects.toMatchObject({ code: 'ABANDONED' });
});

test('an operation ends when its client leaves, also before it starts', async () => {
  await using t = await startTestClient([silence]);
  const left = new AbortController();
  const read = t.client
    .in(t.client.startOperation({ lane: 'a', left: left.signal, isWhole: true }))
    .users.read(USER);
  left.abort();
  await expect(read).rejects.toMatchObject({ code: 'ABANDONED' });
  const late = t.client.in(
    t.client.startOperation({ lane: 'a', left: left.signal, isWhole: true }),
  );
  await expect(late.users.read(USER)).rejects.toMatchObject({ code: 'ABANDONED' });
});

test('an operation has no more calls in flight than places, and each call its whole time', async () => {
  let atOnce = 0;
  let most = 0;
  const slow: Reply = (response, request) => {
    most = Math.max(most, (atOnce += 1));
    setTimeout(() => {
      atOnce -= 1;
      user(response, request);
    }, 500);
  };
  await using t = await startTestClient([slow], { maxConcurrency: 4, timeoutMs: 3_000 });
  const { users } = t.client.in(t.client.startOperation({ lane: 'a', isWhole: true }));
  // Together they take longer than one of them may.
  await Promise.all(Array.from({ length: 40 }, () => users.read(USER)));
  expect(most).toBeLessThanOrEqual(4);
});

test('a refusal for too many calls at once ends an operation as a whole, or else one call', async () => {
  await using t = await startTestClient([silence], { maxConcurrency: 1, timeoutMs: 60_000 });
  const stop = new AbortController();
  const others = t.client.in({ lane: USER, signal: stop.signal });
  const crowd = Array.from({ length: 1 + limits.waitingCalls / 2 }, () =>
    others.users.read(USER).catch(() => {}),
  );
  const refusal = { code: 'RATE_LIMITED', limit: 'waitingCalls' };
  const event = t.client.startOperation({ lane: 'a', isWhole: false });
  await expect(t.client.in(event).users.read(USER)).rejects.toMatchObject(refusal);
  expect(event.signal.aborted).toBe(false);
  const whole = t.client.startOperation({ lane: 'a', isWhole: true });
  await expect(t.client.in(whole).users.read(USER)).rejects.toMatchObject(refusal);
  expect(whole.signal.reason).toMatchObject(refusal);
  // Of whom it is known in advance.
  const late = t.client.startOperation({ lane: USER, isWhole: true });
  expect(late.signal.reason).toMatchObject(refusal);
  stop.abort();
  await Promise.all(crowd);
});

test('an operation with too many calls ends whole, with one reason', async () => {
  await using t = await startTestClient([silence]);
  const operation = t.client.startOperation({ lane: 'a', isWhole: true });
  const { users } = t.client.in(operation);
  const reads = Array.from({ length: limits.callsPerOperation + 1 }, () =>
    users.read(USER).catch((error: unknown) => error),
  );
  const errors = new Set(await Promise.all(reads));
  expect(errors.size).toBe(1);
  expect([...errors]).toMatchObject([{ code: 'OVER_BUDGET', limit: 'callsPerOperation' }]);
  expect(operation.signal.reason).toBe([...errors][0]);
});

/** Pages of a list of a thousand users each, with so many bytes of something else. */
function pages(count: number, bytes: number): Reply {
  return (response, request) => {
    const page = Number(new URL(request.url, 'http://mx').searchParams.get('page') ?? 1);
    const pagination = {
      current_page: page,
      per_page: 1_000,
      total_entries: count * 1_000,
      total_pages: count,
    };
    const members = Array.from({ length: 1_000 }, (_, index) => ({
      guid: `MBR-${page}-${index}`,
      user_guid: USER,
    }));
    const body = JSON.stringify({ members, pagination, more: 'x'.repeat(bytes) });
    raw(body)(response, request);
  };
}

test('a list of many large pages ends its operation, and not the process', async () => {
  await using t = await startTestClient([pages(40, 7 * MB)], { timeoutMs: 60_000 });
  const operation = t.client.startOperation({ lane: USER, isWhole: true });
  const { members } = t.client.in(operation);
  await expect(members.list(USER)).rejects.toMatchObject({
    code: 'OVER_BUDGET',
    limit: 'answerBytesPerOperation',
  });
  operation.end();
  expect(t.mx.seen.length).toBeLessThan(20);
  // What it held is free again.
  t.mx.script(pages(3, 5 * MB));
  const next = t.client.startOperation({ lane: USER, isWhole: true });
  expect((await t.client.in(next).members.list(USER)).items).toHaveLength(3_000);
  next.end();
});

test('the operations of one user hold half of the bytes at most, and others the rest', async () => {
  await using t = await startTestClient([pages(4, 6.5 * MB)], { timeoutMs: 60_000 });
  const list = (guid: string) => {
    const operation = t.client.startOperation({ lane: guid, isWhole: true });
    return t.client
      .in(operation)
      .members.list(guid)
      .then(({ items }) => items.length)
      .catch((error: unknown) => error);
  };
  expect(await list(USER)).toBe(4_000);
  expect(await list(USER)).toMatchObject({ code: 'RATE_LIMITED', limit: 'answerBytes' });
});

test('a response outside an operation is held no longer than its reading takes', async () => {
  await using t = await startTestClient([pages(1, 7 * MB)], { timeoutMs: 60_000 });
  for (let call = 0; call < 12; call += 1) {
    expect((await t.client.members.list(USER)).items).toHaveLength(1_000);
  }
});
