import { expect, test } from 'vitest';
import { createHolds, type Hold } from '../../../src/mx/wire/retry-after.ts';

const user = (name: string) => ({ owner: name, name });
const member = (owner: string, name: string) => ({ owner, name: `${owner}/${name}` });
const nobody = { owner: undefined, name: undefined };
const busy = (untilMs: number): Hold => ({ untilMs, code: 'RATE_LIMITED' });

test('holds back one endpoint for one user until the time has passed', () => {
  const holds = createHolds();
  holds.add('readUser', user('ada'), busy(1_000), 0);
  expect(holds.of('readUser', user('ada'), 999)).toEqual(busy(1_000));
  expect(holds.of('readUser', user('bob'), 0)).toBeUndefined();
  expect(holds.of('listMembers', user('ada'), 0)).toBeUndefined();
  expect(holds.of('readUser', user('ada'), 1_000)).toBeUndefined();
});

test('holds back one member of a user alone', () => {
  const holds = createHolds();
  holds.add('readMember', member('ada', 'bank'), busy(1_000), 0);
  expect(holds.of('readMember', member('ada', 'bank'), 0)).toBeDefined();
  expect(holds.of('readMember', member('ada', 'card'), 0)).toBeUndefined();
});

test('keeps the later of two ends, in whichever order they come', () => {
  const holds = createHolds();
  holds.add('readUser', user('ada'), busy(1_000), 0);
  holds.add('readUser', user('ada'), { untilMs: 3_000, code: 'UNAVAILABLE' }, 0);
  holds.add('readUser', user('ada'), busy(2_000), 0);
  expect(holds.of('readUser', user('ada'), 0)).toEqual({ untilMs: 3_000, code: 'UNAVAILABLE' });
});

test('holds everybody back when three users in a row were asked to stay away', () => {
  const holds = createHolds();
  holds.add('readUser', user('ada'), busy(9_000), 0);
  holds.add('readUser', user('bob'), busy(5_000), 0);
  expect(holds.of('readUser', user('cy'), 0)).toBeUndefined();
  holds.add('readUser', user('cy'), busy(7_000), 0);
  expect(holds.of('readUser', user('dan'), 0)).toEqual(busy(5_000));
  expect(holds.of('listMembers', user('dan'), 0)).toBeUndefined();
  expect(holds.of('readUser', user('dan'), 5_000)).toBeUndefined();
  expect(holds.of('readUser', user('ada'), 5_000)).toEqual(busy(9_000));
});

test('does not take three members of one user for everybody', () => {
  const holds = createHolds();
  for (const name of ['a', 'b', 'c']) {
    holds.add('readMember', member('ada', name), busy(9_000), 0);
  }
  expect(holds.of('readMember', member('bob', 'a'), 0)).toBeUndefined();
});

test('lets others call when one of them was answered in between', () => {
  const holds = createHolds();
  holds.add('readUser', user('ada'), busy(9_000), 0);
  holds.add('readUser', user('bob'), busy(9_000), 0);
  holds.answered('readUser');
  holds.add('readUser', user('cy'), busy(9_000), 0);
  expect(holds.of('readUser', user('dan'), 0)).toBeUndefined();
  expect(holds.of('readUser', user('ada'), 0)).toEqual(busy(9_000));
});

test('believes one answer about nobody for ten seconds, and three as long as they say', () => {
  const holds = createHolds();
  holds.add('createUser', nobody, busy(60_000), 0);
  expect(holds.of('createUser', nobody, 0)).toEqual(busy(10_000));
  expect(holds.of('createUser', nobody, 10_000)).toBeUndefined();
  holds.add('createUser', nobody, busy(60_000), 10_000);
  holds.add('createUser', nobody, busy(60_000), 20_000);
  expect(holds.of('createUser', nobody, 30_000)).toEqual(busy(60_000));
});

test('remembers ten thousand holds and forgets the oldest', () => {
  const holds = createHolds();
  for (let index = 0; index <= 10_000; index += 1) {
    holds.add('readUser', user(`user ${index}`), busy(index === 5 ? 9_000 : 1_000), 0);
    holds.answered('readUser');
  }
  expect(holds.of('readUser', user('user 0'), 0)).toBeUndefined();
  expect(holds.of('readUser', user('user 1'), 0)).toBeDefined();
});
