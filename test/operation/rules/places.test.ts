import { expect, test } from 'vitest';
import { Refusal } from '../../../src/operation/refusal.ts';
import { createSocketPlaces, createStreamPlaces } from '../../../src/operation/rules/places.ts';
import type { CreateSharedPlaces } from '../../../src/shared/shared-places.ts';
import { createOwnState } from '../../support/own-state.ts';

/** Places of a gateway of its own. */
const createPlaces: CreateSharedPlaces = (options) => createOwnState().createPlaces(options);

const user = (caller: string) => ({ caller, viewer: { kind: 'user', userGuid: 'USR-1' } }) as const;

test('each end user has a number of places, and a returned place is available once more', async () => {
  const { take } = createStreamPlaces(createPlaces, 2);
  const release = await take(user('ada'));
  if (release instanceof Refusal) throw release;
  expect(await take(user('ada'))).toBeTypeOf('function');
  expect(await take(user('ada'))).toBeInstanceOf(Refusal);
  expect(await take(user('bob'))).toBeTypeOf('function');

  release();
  release();
  expect(await take(user('ada'))).toBeTypeOf('function');
  expect(await take(user('ada'))).toBeInstanceOf(Refusal);
});

test('a service has any number of places', async () => {
  const { take } = createStreamPlaces(createPlaces, 1);
  const service = { caller: 'partner:jobs', viewer: { kind: 'partner' } } as const;
  for (const release of await Promise.all([take(service), take(service), take(service)])) {
    expect(release).toBeTypeOf('function');
  }
});

test('the refusal of one stream too many is the 429 of HTTP, that of a socket too many closes it', async () => {
  const streams = await createStreamPlaces(createPlaces, 0).take(user('ada'));
  expect(streams).toMatchObject({ limit: 'streamsPerUser', http: { status: 429 } });
  expect(streams).toMatchObject({ close: undefined });
  expect(await createSocketPlaces(createPlaces, 0).take(user('ada'))).toMatchObject({
    limit: 'socketsPerUser',
    close: { code: 4429, reason: 'Too many sockets' },
  });
});
