import { expect, test } from 'vitest';
import { isMxError, MxError } from '../../src/mx/errors.ts';

test('isMxError accepts only MxErrors, by code when one is given', () => {
  const error = new MxError('NOT_FOUND', 'GET /users/{user_guid}: 404', { status: 404 });
  expect(isMxError(error)).toBe(true);
  expect(isMxError(error, 'NOT_FOUND')).toBe(true);
  expect(isMxError(error, 'CONFLICT')).toBe(false);
  expect(isMxError(new Error('NOT_FOUND'))).toBe(false);
  expect(isMxError(undefined)).toBe(false);
});

test('an MxError carries its code, status, delay and cause', () => {
  const cause = new Error('why');
  expect(new MxError('RATE_LIMITED', 'x', { status: 429, retryAfterMs: 5, cause })).toMatchObject({
    name: 'MxError',
    code: 'RATE_LIMITED',
    status: 429,
    retryAfterMs: 5,
    cause,
  });
});
