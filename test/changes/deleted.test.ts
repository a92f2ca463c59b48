import { expect, test } from 'vitest';
import { createDeleted } from '../../src/changes/deleted.ts';

const key = { userGuid: 'USR-1', memberGuid: 'MBR-1' };

test('a deleted member is known as deleted, and no other', () => {
  const deleted = createDeleted();
  deleted.addMember(key);
  expect(deleted.hasMember(key)).toBe(true);
  expect(deleted.hasMember({ ...key, userGuid: 'USR-2' })).toBe(false);
  expect(deleted.hasMember({ ...key, memberGuid: 'MBR-2' })).toBe(false);
});

test('all members of a deleted user are known as deleted', () => {
  const deleted = createDeleted();
  deleted.addUser('USR-1');
  expect(deleted.hasMember(key)).toBe(true);
  expect(deleted.hasMember({ ...key, userGuid: 'USR-2' })).toBe(false);
});

test('the oldest deletions are forgotten first', () => {
  const deleted = createDeleted({ max: 2 });
  for (const memberGuid of ['MBR-1', 'MBR-2', 'MBR-3']) deleted.addMember({ ...key, memberGuid });
  expect(deleted.hasMember(key)).toBe(false);
  expect(deleted.hasMember({ ...key, memberGuid: 'MBR-3' })).toBe(true);
});
