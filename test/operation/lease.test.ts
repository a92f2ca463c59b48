import { expect, test } from 'vitest';
import { takeLease } from '../../src/operation/lease.ts';
import { Refusal } from '../../src/operation/refusal.ts';
import { OperationNotes } from '../../src/operation/request.ts';
import { createStreamPlaces } from '../../src/operation/rules/places.ts';
import type { SessionEnd } from '../../src/operation/session-end.ts';
import { createOwnState } from '../support/own-state.ts';
import { ada } from '../support/pipeline.ts';

test.for([
  ['expired', 'token-expired'],
  ['revoked', 'token-revoked'],
] as const)('a stream whose session is %s ends with the word %s', async ([how, word]) => {
  let endSession: ((how: SessionEnd) => void) | undefined;
  const notes = new OperationNotes();
  const client = { gone: new AbortController().signal };
  const lease = await takeLease(
    { ...ada, expiresAt: 1 },
    { client, notes },
    {
      places: createStreamPlaces(createOwnState().createPlaces),
      onSessionEnd: (_session, onEnd) => {
        endSession = onEnd;
        return () => {};
      },
    },
  );
  if (lease === null || lease instanceof Refusal) throw new TypeError('no lease');
  const ends: unknown[] = [];
  lease.onEnd((error) => ends.push(error));
  expect(notes.ended).toBeUndefined();
  endSession?.(how);
  expect(notes.ended).toBe(word);
  expect(ends).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
});
