import { expect, test } from 'vitest';
import { MxError } from '../../src/mx/errors.ts';
import { PENDING_MS } from '../../src/status/pending-jobs.ts';
import { settle } from '../support/manual-clock.ts';
import { collect, createHubBench, inShort, POLL_MS } from './hub-bench.ts';
import { aMember, aStatus, finished, key, running, STARTED } from './models.ts';

const notFound = new MxError('NOT_FOUND', 'GET …/status 404');
const created = aMember({
  connectionStatus: 'CREATED',
  isBeingAggregated: true,
  aggregatedAt: STARTED,
  successfullyAggregatedAt: null,
});

/** MX has created the member, and its status is 404. */
function createLateBench() {
  const bench = createHubBench();
  bench.mx.status = notFound;
  bench.hub.jobStarted(key, created);
  return bench;
}

test('the hub reports a new member that MX does not know yet, within one read', async () => {
  await using bench = createLateBench();
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  expect(seen).toMatchObject([
    {
      connectionStatus: 'CREATED',
      isBeingAggregated: true,
      aggregatedAt: STARTED,
      successfullyAggregatedAt: null,
      isAuthenticated: null,
      hasProcessedAccounts: null,
      hasProcessedTransactions: null,
      hasProcessedAccountNumbers: null,
      challenges: [],
      nextAction: 'WAIT',
      isSettled: false,
    },
  ]);
  expect(bench.mx.reads).toEqual([0]);
});

test('the hub reads a member that MX does not know yet sooner than a known one', async () => {
  await using bench = createLateBench();
  const { seen } = collect(bench.hub.watch(key));
  await bench.clock.advance(6000);
  expect(bench.mx.reads).toEqual([0, 400, 1200, 2800, 5800]);
  expect(seen.map(inShort)).toEqual(['CREATED/running']);
  bench.mx.status = running;
  await bench.clock.advance(6000);
  expect(bench.mx.reads.slice(5)).toEqual([8800, 11_800]);
  expect(seen.map(inShort)).toEqual(['CREATED/running', 'CONNECTED/running']);
});

test.for([1, POLL_MS + 1])(
  'the hub reports the new member at once to a watcher %i ms later',
  async (laterMs) => {
    await using bench = createLateBench();
    collect(bench.hub.watch(key));
    await bench.clock.advance(laterMs);
    const late = collect(bench.hub.watch(key));
    await settle();
    expect(late.seen.map(inShort)).toEqual(['CREATED/running']);
  },
);

test('the hub does not repeat what a client knows of a new member', async () => {
  await using bench = createLateBench();
  const first = collect(bench.hub.watch(key));
  await settle();
  const after = first.seen[0]?.revision;
  const { seen } = collect(bench.hub.watch(key, { after }));
  await bench.clock.advance(2 * POLL_MS);
  expect(seen).toEqual([]);
});

test('the hub follows a new member to its end although the parts of MX know it one after the other', async () => {
  await using bench = createLateBench();
  const reader = collect(bench.hub.watch(key));
  await settle();
  for (const status of [running, notFound, running, notFound, finished, notFound, finished]) {
    bench.mx.status = status;
    bench.hub.nudge(key);
    await settle();
  }
  expect(reader.seen.map(inShort)).toEqual([
    'CREATED/running',
    'CONNECTED/running',
    'CONNECTED/idle',
  ]);
  expect(reader.ended).toBe(false);
});

test('the hub gives up a new member that MX does not know after 15 s', async () => {
  await using bench = createLateBench();
  const reader = collect(bench.hub.watch(key));
  await bench.clock.advance(PENDING_MS - 1);
  expect(reader.ended).toBe(false);
  await bench.clock.advance(POLL_MS);
  expect(reader).toMatchObject({ ended: true, error: notFound });
});

test('the hub reports a member as deleted when its job started 15 s ago', async () => {
  await using bench = createLateBench();
  bench.mx.status = running;
  const reader = collect(bench.hub.watch(key));
  await bench.clock.advance(PENDING_MS);
  bench.mx.status = notFound;
  await bench.clock.advance(POLL_MS);
  expect(reader).toMatchObject({ ended: true, error: notFound });
});

test('the hub reports a member as deleted at once when its job has no start time', async () => {
  await using bench = createHubBench();
  bench.hub.jobStarted(key, { ...created, aggregatedAt: null });
  bench.mx.status = aStatus({ isBeingAggregated: true });
  const reader = collect(bench.hub.watch(key));
  await settle();
  bench.mx.status = notFound;
  await bench.clock.advance(POLL_MS);
  expect(reader).toMatchObject({ ended: true, error: notFound });
});
