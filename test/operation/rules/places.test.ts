import { expect, test } from 'vitest';
import { Refusal } from '../../../src/operation/refusal.ts';
import { createSocketPlaces, createStreamPlaces } from '../../../src/operation/rules/places.ts';

const user = (caller: string) => ({ caller, viewer: { kind: 'user', userGuid: 'USR-1' } }) as const;

test('each end user has a number of places, and a returned place is available once more', () => {
  const { take } = createStreamPlaces(2);
  const release = take(user('ada'));
  if (release instanceof Refusal) throw release;
  expect(take(user('ada'))).toBeTypeOf('function');
  expect(take(user('ada'))).toBeInstanceOf(Refusal);
  expect(take(user('bob'))).toBeTypeOf('function');

  release();
  release();
  expect(take(user('ada'))).toBeTypeOf('function');
  expect(take(user('ada'))).toBeInstanceOf(Refusal);
});

test('a service has any number of places', () => {
  const { take } = createStreamPlaces(1);
  const service = { caller: 'partner:jobs', viewer: { kind: 'partner' } } as const;
  for (const release of [take(service), take(service), take(service)]) {
    expect(release).toBeTypeOf('function');
  }
});

test('the refusal of one stream too many is the 429 of HTTP, that of a socket too many closes it', () => {
  const streams = createStreamPlaces(0).take(user('ada'));
  expect(streams).toMatchObject({ limit: 'streamsPerUser', http: { status: 429 } });
  expect(streams).toMatchObject({ close: undefined });
  expect(createSocketPlaces(0).take(user('ada'))).toMatchObject({
    limit: 'socketsPerUser',
    close: { code: 4429, reason: 'Too many sockets' },
  });
});
