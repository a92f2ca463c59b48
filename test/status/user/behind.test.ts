import { expect, test } from 'vitest';
import { isBehind, isSameState } from '../../../src/status/user/behind.ts';
import { aStatus, finished, running } from '../models.ts';

const earlier = aStatus();

test.for([
  { state: earlier, known: running, behind: true, why: 'it shows an earlier job' },
  { state: running, known: earlier, behind: false, why: 'it shows a later job' },
  { state: running, known: finished, behind: true, why: 'the job has succeeded since' },
  { state: finished, known: running, behind: false, why: 'the job has succeeded' },
  {
    state: running,
    known: { ...running, connectionStatus: 'DENIED', isBeingAggregated: false },
    behind: true,
    why: 'the job has failed since',
  },
  {
    state: { ...running, connectionStatus: 'CHALLENGED' },
    known: { ...running, connectionStatus: 'REJECTED', isBeingAggregated: false },
    behind: false,
    why: 'a wrong answer may lead to another challenge',
  },
  {
    state: { ...running, aggregatedAt: null, successfullyAggregatedAt: null },
    known: {
      ...earlier,
      connectionStatus: 'CREATED',
      aggregatedAt: null,
      successfullyAggregatedAt: null,
    },
    behind: false,
    why: 'a first job may have begun',
  },
  { state: earlier, known: earlier, behind: false, why: 'they are equal' },
])('a state is behind: $behind, because $why', ({ state, known, behind }) => {
  expect(isBehind(state, known)).toBe(behind);
});

test('states are the same if a list could not tell them apart', () => {
  const withFraction = { ...earlier, aggregatedAt: '2026-11-22T09:00:00.250Z' };
  expect(isSameState(earlier, withFraction)).toBe(true);
  expect(isSameState(earlier, running)).toBe(false);
});
