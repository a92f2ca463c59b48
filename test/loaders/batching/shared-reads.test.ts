import { expect, test } from 'vitest';
import { createSharedReads } from '../../../src/loaders/batching/shared-reads.ts';
import type { MxCalls } from '../../../src/mx/client.ts';
import { MxError } from '../../../src/mx/errors.ts';
import type { CallScope } from '../../../src/mx/scope.ts';

/** Shared reads whose calls go nowhere, with the scopes that they were started in. */
function createBench() {
  const scopes: CallScope[] = [];
  const { share, forget } = createSharedReads({
    in: (scope) => {
      scopes.push(scope);
      return {} as MxCalls;
    },
  });
  return {
    scopes,
    forget,
    share: <T>(
      userGuid: string,
      name: string,
      read: () => Promise<T>,
      reader: CallScope = { lane: userGuid },
    ) => share(reader, { userGuid, name, read }),
  };
}

/** A read that a test ends when it likes. */
function createRead<T>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let calls = 0;
  const read = () => {
    calls += 1;
    return promise;
  };
  return { read, resolve, reject, calls: () => calls };
}

/** A reader that can leave. */
function createReader(lane = 'USR-1') {
  const stop = new AbortController();
  const left = new Error('left');
  return { lane, signal: stop.signal, leave: () => stop.abort(left), left };
}

test('concurrent callers of a read share the response of one call', async () => {
  const { share } = createBench();
  const { read, resolve, calls } = createRead<string>();
  const answers = [1, 2, 3].map(() => share('USR-1', 'members', read));
  resolve('list');
  expect(await Promise.all(answers)).toEqual(['list', 'list', 'list']);
  expect(calls()).toBe(1);
});

test('a shared read is forgotten once its response is there', async () => {
  const { share } = createBench();
  expect(await share('USR-1', 'members', async () => 'first')).toBe('first');
  expect(await share('USR-1', 'members', async () => 'second')).toBe('second');
});

test('two users never share a read, and two reads of one user are two', async () => {
  const { share } = createBench();
  const name = (text: string) => async () => text;
  const answers = await Promise.all([
    share('USR-1', 'members', name('one')),
    share('USR-2', 'members', name('two')),
    share('USR-1', 'accounts', name('three')),
  ]);
  expect(answers).toEqual(['one', 'two', 'three']);
});

test('a failed read reaches all who joined it, and the next caller tries again', async () => {
  const { share } = createBench();
  const { read, reject } = createRead<string>();
  const joined = [1, 2].map(() => share('USR-1', 'members', read));
  reject(new Error('down'));
  expect(await Promise.allSettled(joined)).toMatchObject([
    { reason: { message: 'down' } },
    { reason: { message: 'down' } },
  ]);
  expect(await share('USR-1', 'members', async () => 'up')).toBe('up');
});

test('a read from before a change is not joined after it, and its end does not disturb the new one', async () => {
  const { share, forget } = createBench();
  const [before, after] = [createRead<string>(), createRead<string>()];
  const old = share('USR-1', 'members', before.read);
  forget('USR-1');
  const fresh = share('USR-1', 'members', after.read);
  before.resolve('old');
  expect(await old).toBe('old');

  const joined = share('USR-1', 'members', () => Promise.reject(new Error('not joined')));
  after.resolve('new');
  expect(await Promise.all([fresh, joined])).toEqual(['new', 'new']);
});

test('a user who is forgotten leaves the reads of another in flight', async () => {
  const { share, forget } = createBench();
  const { read, resolve, calls } = createRead<string>();
  const first = share('USR-1', 'members', read);
  forget('USR-2');
  const second = share('USR-1', 'members', read);
  resolve('list');
  expect(await Promise.all([first, second])).toEqual(['list', 'list']);
  expect(calls()).toBe(1);
});

test('users and reads may be named as properties of Object.prototype', async () => {
  const { share } = createBench();
  expect(await share('__proto__', 'constructor', async () => 1)).toBe(1);
  expect(await share('constructor', '__proto__', async () => 2)).toBe(2);
});

test('a shared read goes on while one caller is left, and ends with the last', async () => {
  const { share, scopes } = createBench();
  const { read } = createRead<string>();
  const readers = [createReader(), createReader(), createReader()];
  const answers = readers.map((reader) => share('USR-1', 'members', read, reader));
  for (const [index, { leave, left }] of readers.entries()) {
    expect(scopes[0]?.signal?.aborted).toBe(false);
    leave();
    await expect(answers[index]).rejects.toBe(left);
  }
  expect(scopes).toHaveLength(1);
  expect(scopes[0]?.signal?.aborted).toBe(true);
});

test('the first caller to leave takes nothing from the others', async () => {
  const { share } = createBench();
  const { read, resolve } = createRead<string>();
  const starter = createReader();
  const given = share('USR-1', 'members', read, starter);
  const kept = share('USR-1', 'members', read, createReader());
  starter.leave();
  await expect(given).rejects.toBe(starter.left);
  resolve('list');
  expect(await kept).toBe('list');
});

test('a read that every caller has left is not joined', async () => {
  const { share } = createBench();
  const abandoned = createRead<string>();
  const reader = createReader();
  const given = share('USR-1', 'members', abandoned.read, reader);
  reader.leave();
  await expect(given).rejects.toBe(reader.left);
  expect(await share('USR-1', 'members', async () => 'fresh')).toBe('fresh');
});

test('a caller that has left already starts no read', async () => {
  const { share } = createBench();
  const { read, calls } = createRead<string>();
  const reader = createReader();
  reader.leave();
  await expect(share('USR-1', 'members', read, reader)).rejects.toBe(reader.left);
  expect(calls()).toBe(0);
});

test('a read that is too much for its starter is made again once for those who joined', async () => {
  const { share } = createBench();
  const tooMuch = createRead<string>();
  const starter = createReader();
  const given = share('USR-1', 'members', tooMuch.read, starter);
  const other = createRead<string>();
  const joined = [1, 2, 3].map(() => share('USR-1', 'members', other.read, createReader()));
  const error = new MxError('OVER_BUDGET', 'too many calls', { limit: 'callsPerOperation' });
  tooMuch.reject(error);
  await expect(given).rejects.toBe(error);
  other.resolve('list');
  expect(await Promise.all(joined)).toEqual(['list', 'list', 'list']);
  expect(other.calls()).toBe(1);
});

test('any other failure of a shared read reaches all callers', async () => {
  const { share } = createBench();
  const { read, reject, calls } = createRead<string>();
  const joined = [1, 2].map(() => share('USR-1', 'members', read, createReader()));
  const error = new MxError('UNAVAILABLE', '503');
  reject(error);
  await expect(joined[0]).rejects.toBe(error);
  await expect(joined[1]).rejects.toBe(error);
  expect(calls()).toBe(1);
});

test('a shared read is made in the lane and at the cost of its starter', async () => {
  const { share, scopes } = createBench();
  const reader = { ...createReader('USR-7'), budget: { name: 'the budget' } as never };
  await share('USR-1', 'members', async () => 'list', reader);
  expect(scopes).toMatchObject([{ lane: 'USR-7', budget: { name: 'the budget' } }]);
});
