import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import type { MxErrorCode } from '../../../src/mx/errors.ts';
import { json, startTestClient, status } from '../../support/fake-mx.ts';

const USER = 'USR-11141024-90b3-1bce-cac9-c06ced52ab4c';
const user = json({ user: { guid: USER } });
const users = json({ users: [] });

const statuses: readonly [number, MxErrorCode][] = [
  [400, 'INVALID_INPUT'],
  [401, 'REFUSED_GATEWAY'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [405, 'NOT_ALLOWED'],
  [406, 'REFUSED_GATEWAY'],
  [409, 'CONFLICT'],
  [418, 'BAD_RESPONSE'],
  [422, 'INVALID_INPUT'],
  [429, 'RATE_LIMITED'],
  [500, 'UNAVAILABLE'],
  [502, 'OUTCOME_UNKNOWN'],
  [503, 'UNAVAILABLE'],
  [504, 'OUTCOME_UNKNOWN'],
  [524, 'OUTCOME_UNKNOWN'],
  [206, 'OUTCOME_UNKNOWN'],
  [301, 'BAD_RESPONSE'],
];

test.for(statuses)(
  "a status of %i is %s, and MX's text about it goes nowhere",
  async ([code, name]) => {
    await using t = await startTestClient([json({ error: { message: 'hunter2' } }, code)]);
    const call = t.client.users.create({ email: 'a@b.c' });
    await expect(call).rejects.toMatchObject({
      code: name,
      status: code,
      message: `POST /users: ${code}`,
      cause: undefined,
    });
    expect(t.reports).toMatchObject([{ code: name, status: code, attempts: 1 }]);
  },
);

test.for([200, 201, 202])('a status of %i is a success', async (code) => {
  await using t = await startTestClient([json({ user: { guid: USER } }, code)]);
  await expect(t.client.users.create({ email: 'a@b.c' })).resolves.toMatchObject({ guid: USER });
});

test.for([429, 500, 502, 503, 504])('a read succeeds after one %i', async (code) => {
  await using t = await startTestClient([status(code), user]);
  await expect(t.client.users.read(USER)).resolves.toMatchObject({ guid: USER });
  expect(t.reports).toMatchObject([{ attempts: 2, status: 200, code: null }]);
});

test('calls one after another have their own retries, and leave nothing behind', async () => {
  await using t = await startTestClient();
  const { signal } = new AbortController();
  for (let call = 0; call < 8; call += 1) {
    t.mx.script(status(503), user);
    await t.client.in({ lane: USER, signal }).users.read(USER);
  }
  expect(t.reports.map(({ attempts }) => attempts)).toEqual(Array.from({ length: 8 }, () => 2));
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a read fails after the third failure', async () => {
  await using t = await startTestClient([status(503)]);
  await expect(t.client.users.read(USER)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(t.mx.seen).toHaveLength(3);
});

test.for(['create', 'update', 'delete'] as const)('users.%s is never retried', async (verb) => {
  await using t = await startTestClient([status(503)]);
  const { create, update, delete: remove } = t.client.users;
  const calls = {
    create: () => create({ email: 'a@b.c' }),
    update: () => update(USER, { email: 'a@b.c' }),
    delete: () => remove(USER),
  };
  await expect(calls[verb]()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(t.mx.seen).toHaveLength(1);
});

test('a call is reported once, by its route and never by its path', async () => {
  let clock = 1_000;
  await using t = await startTestClient([status(500), user], { now: () => (clock += 10) });
  await t.client.users.read(USER);
  expect(t.reports).toEqual([
    {
      kind: 'read',
      method: 'GET',
      route: '/users/{user_guid}',
      status: 200,
      code: null,
      durationMs: expect.any(Number),
      attempts: 2,
      startedAt: 1_010,
      waitedMs: 0,
    },
  ]);
  expect(JSON.stringify(t.reports)).not.toContain(USER);
});

test('a call that was refused before it was made is reported, and not made', async () => {
  await using t = await startTestClient([user]);
  await expect(t.client.users.read('..')).rejects.toMatchObject({
    code: 'MALFORMED_ID',
    message: 'GET /users/{user_guid}: user_guid is not an id that MX gives',
  });
  expect(t.reports).toMatchObject([{ code: 'MALFORMED_ID', attempts: 0, status: null }]);
  expect(t.mx.seen).toEqual([]);
});

test('a call goes on when the observer of calls throws', async () => {
  const onCall = () => {
    throw new Error('the log is full');
  };
  await using t = await startTestClient([user], { onCall });
  await expect(t.client.users.read(USER)).resolves.toMatchObject({ guid: USER });
});

/** A clock that only sleeping moves. */
function sleepyClock(startMs: number) {
  let clock = startMs;
  const slept: number[] = [];
  return {
    slept,
    now: () => clock,
    sleep: async (ms: number) => {
      slept.push(ms);
      clock += ms;
    },
  };
}

test('a call waits as long as MX asks when that is within the deadline', async () => {
  const clock = sleepyClock(0);
  await using t = await startTestClient([status(429, { 'retry-after': '2' }), user], clock);
  await expect(t.client.users.read(USER)).resolves.toMatchObject({ guid: USER });
  expect(clock.slept).toEqual([2_050]);
});

test.for<[number, MxErrorCode]>([
  [429, 'RATE_LIMITED'],
  [503, 'UNAVAILABLE'],
])(
  'a response %i that asks for more time than there is fails its call at once with %s',
  async ([code, name]) => {
    const clock = sleepyClock(0);
    await using t = await startTestClient([status(code, { 'retry-after': '86400' })], clock);
    const refused = { code: name, retryAfterMs: 300_000 };
    await expect(t.client.users.read(USER)).rejects.toMatchObject(refused);
    await expect(t.client.users.read(USER)).rejects.toMatchObject(refused);
    expect(t.mx.seen).toHaveLength(1);
    expect(clock.slept).toEqual([]);
  },
);

test('a Retry-After holds back calls for that user to that endpoint, writes too, and no other', async () => {
  const clock = sleepyClock(0);
  const busy = status(429, { 'retry-after': '60' });
  await using t = await startTestClient(
    [busy, user, users, json({ user: { guid: 'USR-2' } })],
    clock,
  );
  const update = (guid: string) => t.client.users.update(guid, { email: 'a@b.c' });
  await expect(update(USER)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 60_000 });
  await expect(update(USER)).rejects.toMatchObject({
    message: 'PUT /users/{user_guid}: held back',
    retryAfterMs: 60_000,
  });
  await t.client.users.read(USER);
  await t.client.users.list({}, { page: 1, perPage: 10 });
  await update('USR-2');
  expect(t.mx.seen.map(({ method }) => method)).toEqual(['PUT', 'GET', 'GET', 'PUT']);
});

test('a Retry-After for three users in a row holds all calls back', async () => {
  const clock = sleepyClock(0);
  await using t = await startTestClient([status(503, { 'retry-after': '86400' })], clock);
  for (const guid of ['USR-1', 'USR-2', 'USR-3', 'USR-4']) {
    await expect(t.client.users.read(guid)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryAfterMs: 300_000,
    });
  }
  expect(t.mx.seen).toHaveLength(3);
});

test('a call to an endpoint that is held back waits, then goes', async () => {
  const clock = sleepyClock(0);
  const busy = status(429, { 'retry-after': '3' });
  await using t = await startTestClient([busy, json({ user: { guid: USER } })], clock);
  await expect(t.client.users.create({ email: 'a@b.c' })).rejects.toMatchObject({
    code: 'RATE_LIMITED',
  });
  await expect(t.client.users.create({ email: 'a@b.c' })).resolves.toMatchObject({ guid: USER });
  expect(clock.slept).toEqual([3_000]);
});

test('a call whose caller leaves during a pause ends there', async () => {
  const gone = new AbortController();
  const sleep = async () => gone.abort(new Error('left'));
  await using t = await startTestClient([status(503)], { sleep });
  await expect(t.client.in({ lane: USER, signal: gone.signal }).users.read(USER)).rejects.toThrow(
    'left',
  );
  expect(t.mx.seen).toHaveLength(1);
});

test('a pause ends with the deadline, not after it', async () => {
  const sleep = (_ms: number, signal: AbortSignal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  await using t = await startTestClient([status(503)], { sleep, timeoutMs: 1_000 });
  await expect(t.client.users.read(USER)).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: 'GET /users/{user_guid}: no answer in time',
  });
});

test('a pause takes real time by default', async () => {
  await using t = await startTestClient([status(503), user], {
    sleep: undefined,
    random: () => 0.5,
  });
  const startedAt = performance.now();
  await t.client.users.read(USER);
  expect(performance.now() - startedAt).toBeGreaterThan(45);
});

test('an error of ours in reading a response is reported as a bad response', async () => {
  const sleep = async () => {
    throw new TypeError('hunter2');
  };
  await using t = await startTestClient([status(503)], { sleep });
  await expect(t.client.users.read(USER)).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
    message: 'GET /users/{user_guid}: unreadable',
    cause: expect.any(TypeError),
  });
});
