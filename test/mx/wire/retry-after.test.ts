import { expect, test } from 'vitest';
import { createRetryAfters, type RetryAfter } from '../../../src/mx/wire/retry-after.ts';

const user = (name: string) => ({ owner: name, name });
const member = (owner: string, name: string) => ({ owner, name: `${owner}/${name}` });
const nobody = { owner: undefined, name: undefined };
const busy = (untilMs: number): RetryAfter => ({ untilMs, code: 'RATE_LIMITED' });

test('holds back one endpoint for one user until the time has passed', () => {
  const retryAfters = createRetryAfters();
  retryAfters.add('readUser', user('ada'), busy(1_000), 0);
  expect(retryAfters.of('readUser', user('ada'), 999)).toEqual(busy(1_000));
  expect(retryAfters.of('readUser', user('bob'), 0)).toBeUndefined();
  expect(retryAfters.of('listMembers', user('ada'), 0)).toBeUndefined();
  expect(retryAfters.of('readUser', user('ada'), 1_000)).toBeUndefined();
});

test('holds back one member of a user alone', () => {
  const retryAfters = createRetryAfters();
  retryAfters.add('readMember', member('ada', 'bank'), busy(1_000), 0);
  expect(retryAfters.of('readMember', member('ada', 'bank'), 0)).toBeDefined();
  expect(retryAfters.of('readMember', member('ada', 'card'), 0)).toBeUndefined();
});

test('keeps the later of two ends, in whichever order they come', () => {
  const retryAfters = createRetryAfters();
  retryAfters.add('readUser', user('ada'), busy(1_000), 0);
  retryAfters.add('readUser', user('ada'), { untilMs: 3_000, code: 'UNAVAILABLE' }, 0);
  retryAfters.add('readUser', user('ada'), busy(2_000), 0);
  expect(retryAfters.of('readUser', user('ada'), 0)).toEqual({
    untilMs: 3_000,
    code: 'UNAVAILABLE',
  });
});

test('holds everybody back when three users in a row were asked to stay away', () => {
  const retryAfters = createRetryAfters();
  retryAfters.add('readUser', user('ada'), busy(9_000), 0);
  retryAfters.add('readUser', user('bob'), busy(5_000), 0);
  expect(retryAfters.of('readUser', user('cy'), 0)).toBeUndefined();
  retryAfters.add('readUser', user('cy'), busy(7_000), 0);
  expect(retryAfters.of('readUser', user('dan'), 0)).toEqual(busy(5_000));
  expect(retryAfters.of('listMembers', user('dan'), 0)).toBeUndefined();
  expect(retryAfters.of('readUser', user('dan'), 5_000)).toBeUndefined();
  expect(retryAfters.of('readUser', user('ada'), 5_000)).toEqual(busy(9_000));
});

test('does not take three members of one user for everybody', () => {
  const retryAfters = createRetryAfters();
  for (const name of ['a', 'b', 'c']) {
    retryAfters.add('readMember', member('ada', name), busy(9_000), 0);
  }
  expect(retryAfters.of('readMember', member('bob', 'a'), 0)).toBeUndefined();
});

test('lets others call when one of them was answered in between', () => {
  const retryAfters = createRetryAfters();
  retryAfters.add('readUser', user('ada'), busy(9_000), 0);
  retryAfters.add('readUser', user('bob'), busy(9_000), 0);
  retryAfters.answered('readUser');
  retryAfters.add('readUser', user('cy'), busy(9_000), 0);
  expect(retryAfters.of('readUser', user('dan'), 0)).toBeUndefined();
  expect(retryAfters.of('readUser', user('ada'), 0)).toEqual(busy(9_000));
});

test('believes one answer about nobody for ten seconds, and three as long as they say', () => {
  const retryAfters = createRetryAfters();
  retryAfters.add('createUser', nobody, busy(60_000), 0);
  expect(retryAfters.of('createUser', nobody, 0)).toEqual(busy(10_000));
  expect(retryAfters.of('createUser', nobody, 10_000)).toBeUndefined();
  retryAfters.add('createUser', nobody, busy(60_000), 10_000);
  retryAfters.add('createUser', nobody, busy(60_000), 20_000);
  expect(retryAfters.of('createUser', nobody, 30_000)).toEqual(busy(60_000));
});

test('remembers ten thousand holds and forgets the oldest', () => {
  const retryAfters = createRetryAfters();
  for (let index = 0; index <= 10_000; index += 1) {
    retryAfters.add('readUser', user(`user ${index}`), busy(index === 5 ? 9_000 : 1_000), 0);
    retryAfters.answered('readUser');
  }
  expect(retryAfters.of('readUser', user('user 0'), 0)).toBeUndefined();
  expect(retryAfters.of('readUser', user('user 1'), 0)).toBeDefined();
});
