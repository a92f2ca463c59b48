import { expect, test } from 'vitest';
import { MxError } from '../../src/mx/errors.ts';
import { ELSEWHERE_MS } from '../../src/status/pace.ts';
import { settle } from '../support/manual-clock.ts';
import { collect, createHubBench, heldRead, POLL_MS } from './hub-bench.ts';
import { aMember, aStatus, key, startedMember } from './models.ts';

test('the hub refers an OAuth member to its institution once the member is known to be one', async () => {
  await using bench = createHubBench();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  bench.mx.isOAuth = () => promise;
  bench.mx.status = aStatus({ connectionStatus: 'DENIED' });
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  expect(seen.map(({ nextAction }) => nextAction)).toEqual(['UPDATE_CREDENTIALS']);
  resolve(true);
  await bench.clock.advance(5 * POLL_MS);
  expect(seen.map(({ nextAction }) => nextAction)).toEqual([
    'UPDATE_CREDENTIALS',
    'AUTHORIZE_OAUTH',
  ]);
  expect(seen[1]?.revision).not.toBe(seen[0]?.revision);
  expect(bench.mx.oauthReads).toBe(1);
});

test('the hub sends no event when the kind of member changes no advice', async () => {
  await using bench = createHubBench();
  bench.mx.isOAuth = () => bench.clock.sleep(1).then(() => true);
  bench.mx.status = aStatus({ connectionStatus: 'DEGRADED' });
  const { seen } = collect(bench.hub.watch(key));
  await bench.clock.advance(1);
  const late = collect(bench.hub.watch(key));
  await bench.clock.advance(5 * POLL_MS);
  expect(seen.map(({ isOAuth }) => isOAuth)).toEqual([null]);
  expect(late.seen.map(({ isOAuth }) => isOAuth)).toEqual([true]);
});

test('the hub goes on without the kind of member', async () => {
  await using bench = createHubBench();
  bench.mx.isOAuth = () => Promise.reject(new MxError('UNAVAILABLE', 'GET member 503'));
  bench.mx.status = aStatus({ connectionStatus: 'DENIED' });
  const reader = collect(bench.hub.watch(key));
  await bench.clock.advance(5 * POLL_MS);
  expect(reader.seen.map(({ isOAuth }) => isOAuth)).toEqual([null]);
  expect(reader.ended).toBe(false);
});

test('the hub learns the kind of member from a start, without a call', async () => {
  await using bench = createHubBench();
  bench.hub.jobStarted(key, aMember({ ...startedMember, isOAuth: true }));
  const { seen } = collect(bench.hub.watch(key));
  await settle();
  expect(seen[0]?.isOAuth).toBe(true);
  expect(bench.mx.oauthReads).toBe(0);
});

test('the hub starts no stream with an old status when the kind of member becomes known', async () => {
  await using bench = createHubBench();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  bench.mx.isOAuth = () => promise;
  bench.mx.status = aStatus({ connectionStatus: 'DENIED' });
  collect(bench.hub.watch(key));
  // Long enough for pauses that are longer than a status is fresh.
  await bench.clock.advance(ELSEWHERE_MS + 70_000);
  const read = heldRead();
  bench.mx.status = read.script;
  const late = collect(bench.hub.watch(key));
  resolve(true);
  await settle();
  expect(late.seen).toEqual([]);
  await read.give(aStatus());
  expect(late.seen.map(({ connectionStatus }) => connectionStatus)).toEqual(['CONNECTED']);
});

test('the hub delays the status of a connected member by a second at most', async () => {
  await using bench = createHubBench();
  bench.mx.isOAuth = () => new Promise(() => {});
  const { seen } = collect(bench.hub.watch(key));
  await bench.clock.advance(999);
  expect(seen).toEqual([]);
  await bench.clock.advance(1);
  expect(seen.map(({ nextAction }) => nextAction)).toEqual(['NONE']);
});
