import { expect, test } from 'vitest';
import { traitsOf } from '../../src/status/observed-status.ts';
import { aMember } from './models.ts';

test('error code 1001, and no other, means that there are no accounts', () => {
  const codes = [1000, 1001, 1002, 2005, null];
  const found = codes.filter(
    (code) => traitsOf(aMember({ error: { code, message: null } })).hasNoAccounts,
  );
  expect(found).toEqual([1001]);
  expect(traitsOf(aMember({ isOAuth: true }))).toEqual({ isOAuth: true, hasNoAccounts: false });
});
