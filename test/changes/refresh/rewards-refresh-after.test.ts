import { expect, test } from 'vitest';
import { LAG_MS } from '../../../src/changes/refresh/refresh-rules.ts';
import { toObservedStatus } from '../../../src/status/observed-status.ts';
import { aStatus, finished, key, running } from '../../status/models.ts';
import { settle } from '../../support/manual-clock.ts';
import { createRefreshBench } from './rewards-refresh-bench.ts';

const observation = { observedAt: '2026-11-25T12:00:00.000Z', isOAuth: false };
const revisionOf = (status: typeof running) => toObservedStatus(key, status, observation).revision;

test('a returning reader joins the refresh in flight without a second start', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = running;
  const reader = bench.start(revisionOf(running));
  await settle();
  expect(reader.short).toEqual([]);
  await bench.shows({ ...running, hasProcessedAccounts: false });
  await bench.shows(finished);
  expect(reader.short).toEqual(['CONNECTED runs', 'completed']);
  expect(bench.starts()).toBe(0);
  expect(bench.hub.watched()).toBe(0);
});

test('a reader that returns after the end gets the end, without a start', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = finished;
  const reader = bench.start(revisionOf(running));
  await settle();
  expect(reader.short).toEqual(['completed']);
  expect(reader.ended).toBe(true);
  expect(bench.starts()).toBe(0);
});

test('a reader that returns to a failed refresh gets the failure', async () => {
  await using bench = createRefreshBench();
  bench.mx.status = aStatus({
    connectionStatus: 'DENIED',
    aggregatedAt: running.aggregatedAt,
    successfullyAggregatedAt: null,
  });
  const reader = bench.start(revisionOf(running));
  await bench.clock.advance(LAG_MS);
  expect(reader.events.at(-1)).toMatchObject({ kind: 'failed', reason: 'refresh-failed' });
  expect(bench.starts()).toBe(0);
});

test('a returning reader is not asked the open question again', async () => {
  await using bench = createRefreshBench();
  const challenges = [{ guid: 'CRD-1', kind: 'TEXT', typeRaw: 'TEXT', label: 'City?' }] as const;
  const asked = aStatus({ connectionStatus: 'CHALLENGED', isBeingAggregated: true, challenges });
  bench.mx.status = asked;
  const reader = bench.start(revisionOf(asked));
  await bench.clock.advance(30_000);
  expect(reader.short).toEqual([]);
  expect(bench.starts()).toBe(0);
  const fresh = bench.start(revisionOf(running));
  await bench.clock.advance(30_000);
  expect(fresh.events.map(({ kind }) => kind)).toEqual(['challenged']);
});

test('an `after` that is not a revision starts a refresh', async () => {
  await using bench = createRefreshBench();
  bench.start('yesterday');
  await settle();
  expect(bench.starts()).toBe(1);
});
