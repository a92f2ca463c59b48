import { expect, test } from 'vitest';
import { createFlights } from '../../src/loaders/flights.ts';

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

test('those who want the same read while it is under way get the same answer of one call', async () => {
  const flights = createFlights();
  const { read, resolve, calls } = createRead<string>();
  const answers = [1, 2, 3].map(() => flights.share('USR-1', 'members', read));
  resolve('list');
  expect(await Promise.all(answers)).toEqual(['list', 'list', 'list']);
  expect(calls()).toBe(1);
});

test('nothing is kept once the answer is there', async () => {
  const flights = createFlights();
  expect(await flights.share('USR-1', 'members', async () => 'first')).toBe('first');
  expect(await flights.share('USR-1', 'members', async () => 'second')).toBe('second');
});

test('two users never share a read, and two reads of one user are two', async () => {
  const flights = createFlights();
  const name = (text: string) => async () => text;
  const answers = await Promise.all([
    flights.share('USR-1', 'members', name('one')),
    flights.share('USR-2', 'members', name('two')),
    flights.share('USR-1', 'accounts', name('three')),
  ]);
  expect(answers).toEqual(['one', 'two', 'three']);
});

test('a failure reaches all who joined, and the next who asks tries again', async () => {
  const flights = createFlights();
  const { read, reject } = createRead<string>();
  const joined = [1, 2].map(() => flights.share('USR-1', 'members', read));
  reject(new Error('down'));
  expect(await Promise.allSettled(joined)).toMatchObject([
    { reason: { message: 'down' } },
    { reason: { message: 'down' } },
  ]);
  expect(await flights.share('USR-1', 'members', async () => 'up')).toBe('up');
});

test('a read that began before a change is not joined after it, nor does its end disturb the new one', async () => {
  const flights = createFlights();
  const [before, after] = [createRead<string>(), createRead<string>()];
  const old = flights.share('USR-1', 'members', before.read);
  flights.forget('USR-1');
  const fresh = flights.share('USR-1', 'members', after.read);
  before.resolve('old');
  expect(await old).toBe('old');

  const joined = flights.share('USR-1', 'members', () => Promise.reject(new Error('not joined')));
  after.resolve('new');
  expect(await Promise.all([fresh, joined])).toEqual(['new', 'new']);
});

test('forgetting one user leaves the reads of another under way', async () => {
  const flights = createFlights();
  const { read, resolve, calls } = createRead<string>();
  const first = flights.share('USR-1', 'members', read);
  flights.forget('USR-2');
  const second = flights.share('USR-1', 'members', read);
  resolve('list');
  expect(await Promise.all([first, second])).toEqual(['list', 'list']);
  expect(calls()).toBe(1);
});

test('users and reads may bear the names of what every object has', async () => {
  const flights = createFlights();
  expect(await flights.share('__proto__', 'constructor', async () => 1)).toBe(1);
  expect(await flights.share('constructor', '__proto__', async () => 2)).toBe(2);
});
