import { expect, test } from 'vitest';
import type { ChallengeModel } from '../../src/mx/api/challenge.ts';
import type { MemberStatusModel } from '../../src/mx/api/member-status.ts';
import { toObservedStatus, toPartialStatus } from '../../src/status/observed-status.ts';
import { fingerprint, fingerprintOf, toRevision } from '../../src/status/revision.ts';
import { aQuestion, aStatus, challenged, key } from './models.ts';

const changes: readonly Partial<MemberStatusModel>[] = [
  { connectionStatus: 'DEGRADED' },
  { connectionStatus: 'INVENTED_TOMORROW' },
  { connectionStatus: null },
  { isBeingAggregated: true },
  { isAuthenticated: null },
  { hasProcessedAccounts: false },
  { hasProcessedTransactions: false },
  { hasProcessedAccountNumbers: false },
  { aggregatedAt: '2026-11-22T09:00:01Z' },
  { successfullyAggregatedAt: null },
  { challenges: [aQuestion('CRD-1')] },
];

test.for(changes)('a revision changes with %j', (change) => {
  expect(fingerprint(aStatus(change))).not.toBe(fingerprint(aStatus()));
});

const base = { guid: 'CRD-1', label: 'Pick one', typeRaw: 'OPTIONS' };
const image = { ...base, kind: 'IMAGE_DATA', image: 'a' } as const;
const options = { ...base, kind: 'OPTIONS', options: [{ value: '1', label: 'One' }] } as const;
const imageOptions = {
  ...base,
  kind: 'IMAGE_OPTIONS',
  options: [{ value: '1', label: 'One', dataUri: 'a' }],
} as const;
const pairs: readonly (readonly [string, ChallengeModel, ChallengeModel])[] = [
  ['a guid', aQuestion('CRD-1'), aQuestion('CRD-2')],
  ['a label', image, { ...image, label: 'Type it' }],
  ['a raw type', image, { ...image, typeRaw: '13' }],
  ['an image', image, { ...image, image: 'b' }],
  ['an option', options, { ...options, options: [{ value: '2', label: 'One' }] }],
  [
    "an option's image",
    imageOptions,
    { ...imageOptions, options: [{ value: '1', label: 'One', dataUri: 'b' }] },
  ],
];

const print = (challenge: ChallengeModel) => fingerprint(aStatus({ challenges: [challenge] }));

test.for(pairs)('a revision changes with %s of a challenge', ([, one, other]) => {
  expect(print(one)).not.toBe(print(other));
});

test('a revision does not depend on the order of challenges', () => {
  const challenges = [aQuestion('CRD-1'), aQuestion('CRD-2')];
  expect(fingerprint(aStatus({ challenges: challenges.toReversed() }))).toBe(
    fingerprint(aStatus({ challenges })),
  );
});

test('a fingerprint stays the same after a restart', () => {
  // A literal: were it to change, every client's last revision would stop to count.
  expect(fingerprint(challenged('CRD-1'))).toBe('VSjB0JdrR_Tnv8vl');
});

test('a revision keeps the fingerprint', () => {
  const current = fingerprint(aStatus());
  expect(fingerprintOf(toRevision('2026-11-22T12:00:00.000Z', current))).toBe(current);
});

test.for(['', 'x', '0mi9tvw00', '0mi9tvw00.short', `${'0'.repeat(9)}.${'é'.repeat(16)}`])(
  'a fingerprint is not found in %j',
  (text) => {
    expect(fingerprintOf(text)).toBeNull();
  },
);

test('later revisions sort after earlier ones, as text', () => {
  const times = [
    '1970-01-01T00:00:00.000Z',
    '2026-11-22T12:00:00.000Z',
    '2101-01-01T00:00:00.000Z',
  ];
  const revisions = times.map((time, i) => toRevision(time, 'zyx'.charAt(i).repeat(16)));
  expect(revisions.toSorted()).toEqual(revisions);
});

test('two observations of the same state have the same fingerprint', () => {
  const [one, other] = ['2026-11-22T12:00:00.000Z', '2026-11-22T12:00:03.000Z'].map((observedAt) =>
    toObservedStatus(key, aStatus(), { observedAt, isOAuth: null }),
  );
  expect(fingerprintOf(one?.revision ?? '')).toBe(fingerprintOf(other?.revision ?? ''));
  expect(one?.revision).not.toBe(other?.revision);
});

test('a status that was not read has a revision that no state has', () => {
  const connection = {
    connectionStatus: 'CONNECTED',
    isBeingAggregated: false,
    aggregatedAt: null,
    successfullyAggregatedAt: null,
  };
  const partial = toPartialStatus(key, connection, {
    observedAt: '2026-11-22T12:00:00.000Z',
    isOAuth: false,
  });
  expect(fingerprintOf(partial.revision)).toBeNull();
  expect(partial).toMatchObject({ nextAction: 'NONE', isSettled: true, isAuthenticated: null });
});
