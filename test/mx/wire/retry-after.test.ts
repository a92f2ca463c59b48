import { expect, test } from 'vitest';
import { createRetryAfters, type RetryAfter } from '../../../src/mx/wire/retry-after.ts';

const user = (name: string) => ({ owner: name, name });
const member = (owner: string, name: string) => ({ owner, name: `${owner}/${name}` });
const nobody = { owner: undefined, name: undefined };
const busy = (untilMs: number): RetryAfter => ({ untilMs, code: 'RATE_LIMITED' });

test('a Retry-After holds back one endpoint for one user until its time', () => {
  const retryAfters = createRetryAfters();
  retryAfters.add('readUser', user('ada'), busy(1_000), 0);
  expect(retryAfters.of('readUser', user('ada'), 999)).toEqual(busy(1_000));
  expect(retryAfters.of('readUser', user('bob'), 0)).toBeUndefined();
  expect(retryAfters.of('listMembers', user('ada'), 0)).toBeUndefined();
  expect(retryAfters.of('readUser', user('ada'), 1_000)).toBeUndefined();
});

test('a Retry-After holds back one member of a user alone', () => {
  const retryAfters = createRetryAfters();
  retryAfters.add('readMember', member('ada', 'bank'), busy(1_000), 0);
  expect(retryAfters.of('readMember', member('ada', 'bank'), 0)).toBeDefined();
  expect(retryAfters.of('readMember', member('ada', 'card'), 0)).toBeUndefined();
});

test('the later of two Retry-Afters counts, in either order', () => {
  const retryAfters = createRetryAfters();
  retryAfters.add('readUser', user('ada'), busy(1_000), 0);
  retryAfters.add('readUser', user('ada'), { untilMs: 3_000, code: 'UNAVAILABLE' }, 0);
  retryAfters.add('readUser', user('ada'), busy(2_000), 0);
  expect(retryAfters.of('readUser', user('ada'), 0)).toEqual({
    untilMs: 3_000,
    code: 'UNAVAILABLE',
  });
});

test('Retry-Afters of three users in a row hold all calls back', () => {
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

test('Retry-Afters of three members of one user do not hold all calls back', () => {
  const retryAfters = createRetryAfters();
  for (const name of ['a', 'b', 'c']) {
    retryAfters.add('readMember', member('ada', name), busy(9_000), 0);
  }
  expect(retryAfters.of('readMember', member('bob', 'a'), 0)).toBeUndefined();
});

test('a success between three Retry-Afters lets other calls go', () => {
  const retryAfters = createRetryAfters();
  retryAfters.add('readUser', user('ada'), busy(9_000), 0);
  retryAfters.add('readUser', user('bob'), busy(9_000), 0);
  retryAfters.answered('readUser');
  retryAfters.add('readUser', user('cy'), busy(9_000), 0);
  expect(retryAfters.of('readUser', user('dan'), 0)).toBeUndefined();
  expect(retryAfters.of('readUser', user('ada'), 0)).toEqual(busy(9_000));
});

test('one Retry-After without a user counts for ten seconds, and three for as long as they ask', () => {
  const retryAfters = createRetryAfters();
  retryAfters.add('createUser', nobody, busy(60_000), 0);
  expect(retryAfters.of('createUser', nobody, 0)).toEqual(busy(10_000));
  expect(retryAfters.of('createUser', nobody, 10_000)).toBeUndefined();
  retryAfters.add('createUser', nobody, busy(60_000), 10_000);
  retryAfters.add('createUser', nobody, busy(60_000), 20_000);
  expect(retryAfters.of('createUser', nobody, 30_000)).toEqual(busy(60_000));
});

test('ten thousand Retry-Afters are remembered, and the oldest are forgotten first', () => {
  const retryAfters = createRetryAfters();
  for (let index = 0; index <= 10_000; index += 1) {
    retryAfters.add('readUser', user(`user ${index}`), busy(index === 5 ? 9_000 : 1_000), 0);
    retryAfters.answered('readUser');
  }
  expect(retryAfters.of('readUser', user('user 0'), 0)).toBeUndefined();
  expect(retryAfters.of('readUser', user('user 1'), 0)).toBeDefined();
});
