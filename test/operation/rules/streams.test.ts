import { expect, test } from 'vitest';
import { createConnectionLimit } from '../../../src/operation/rules/streams.ts';

const user = (caller: string) => ({ caller, viewer: { kind: 'user', userGuid: 'USR-1' } }) as const;

test('gives each end user so many places, and a returned one once more', () => {
  const { take } = createConnectionLimit(2);
  const release = take(user('ada'));
  expect(take(user('ada'))).toBeTypeOf('function');
  expect(take(user('ada'))).toBeUndefined();
  expect(take(user('bob'))).toBeTypeOf('function');

  release?.();
  release?.();
  expect(take(user('ada'))).toBeTypeOf('function');
  expect(take(user('ada'))).toBeUndefined();
});

test('counts no service', () => {
  const { take } = createConnectionLimit(1);
  const service = { caller: 'partner:jobs', viewer: { kind: 'partner' } } as const;
  expect([take(service), take(service), take(service)]).not.toContain(undefined);
});
