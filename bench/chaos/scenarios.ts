import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast, atMost, type Check } from './checks.ts';
import { createLoad, type Done } from './load.ts';
import type { ChaosGateway, ChaosUpstream } from './processes.ts';
import { startChaosWatchers } from './watchers.ts';
import type { Fate, Weather } from './weather.ts';

const PER_SECOND = 100;
const WATCHERS = 20;
const OUTAGE_SECONDS = 15;
/** Until then callers may still wait for MX. */
const OPENS_MS = { silence: 5_000, others: 2_000 };
const RECOVERS_MS = 5_000;
const LATE_MS = 50;

/** The same, and the time in which polls that failed begin again. */
const TOLD_MS = RECOVERS_MS + 2_000;
const RUNNING = { connectionStatus: 'UPDATED', isBeingAggregated: true };
const OVER = { connectionStatus: 'DENIED', isBeingAggregated: false };

const calm: Weather = { kind: 'calm', latencyMs: 20 };
const goodShare = (done: readonly Done[]) =>
  done.filter(({ codes }) => codes.length === 0).length / done.length;
const longest = (done: readonly Done[]) => Math.max(0, ...done.map(({ tookMs }) => tookMs));
const slowShare = (done: readonly Done[]) =>
  done.filter(({ tookMs }) => tookMs > LATE_MS).length / done.length;
const alive = (gateway: ChaosGateway) =>
  atMost('ended processes', gateway.ending() === null ? 0 : 1, 0);

/** A tenth of the calls fails. */
export async function playIllness(
  upstream: ChaosUpstream,
  gateway: ChaosGateway,
  fates: readonly Fate[],
): Promise<readonly Check[]> {
  const load = createLoad(gateway.url);
  await upstream.set(calm);
  await load.run(PER_SECOND, 1);
  const before = await upstream.set({ kind: 'ill', share: 0.1, fates, latencyMs: 20 });
  const { reads: done } = await load.run(PER_SECOND, 30);
  const calls = (await upstream.set(calm)) - before;
  load.close();
  return [
    atLeast('reads that succeed, %', goodShare(done) * 100, 99.8),
    atMost('calls a read', calls / done.length, 1.15),
    alive(gateway),
  ];
}

/** All calls fail in one way, while members are watched, and then MX is back. */
export async function playOutage(
  upstream: ChaosUpstream,
  gateway: ChaosGateway,
  fate: Fate | 'closed',
): Promise<readonly Check[]> {
  const load = createLoad(gateway.url);
  await upstream.set({ ...calm, phase: RUNNING });
  const watchers = startChaosWatchers(gateway.url, WATCHERS);
  const normalFrom = await upstream.set(calm);
  await load.run(PER_SECOND, 5);
  const normal = ((await upstream.set(calm)) - normalFrom) / 5;
  const weather: Weather =
    fate === 'closed' ? { kind: 'closed' } : { kind: 'ill', share: 1, fates: [fate] };
  const before = await upstream.set({ ...weather, latencyMs: 20 });
  const outage = load.run(PER_SECOND, OUTAGE_SECONDS);
  await sleep(OUTAGE_SECONDS * 1_000);
  const calls = (await upstream.set({ ...calm, phase: OVER })) - before;
  const endedAt = performance.now();
  const after = load.run(PER_SECOND, 15);
  const opensMs = fate === 'silence' ? OPENS_MS.silence : OPENS_MS.others;
  const { reads, controls } = await outage;
  const isRefused = ({ startedMs }: Done) =>
    startedMs > opensMs && startedMs < (OUTAGE_SECONDS - 1) * 1_000;
  const refused = reads.filter(isRefused);
  const lastFailedMs = Math.max(
    0,
    ...(await after).reads
      .filter(({ codes }) => codes.length > 0)
      .map(({ startedMs }) => startedMs),
  );
  const toldMs = watchers.toldAt(OVER.connectionStatus) - endedAt;
  const ended = watchers.ended();
  watchers.close();
  load.close();
  const noise = controls.filter(isRefused);
  return [
    atMost(
      `answers after more than ${LATE_MS} ms, %`,
      slowShare(refused) * 100,
      slowShare(noise) * 100 + 1,
    ),
    atMost('the longest answer, ms', longest(refused), longest(noise) + LATE_MS),
    atMost('calls, % of the normal ones', (calls / OUTAGE_SECONDS / normal) * 100, 10),
    atMost('the last failure after the outage, ms', lastFailedMs, RECOVERS_MS),
    atMost('the last watcher is told of a change after, ms', toldMs, TOLD_MS),
    atMost('watchers that were cut', ended, 0),
    alive(gateway),
  ];
}

/** A third of the calls hangs in some way. */
export async function playDeadlines(
  upstream: ChaosUpstream,
  gateway: ChaosGateway,
): Promise<readonly Check[]> {
  const load = createLoad(gateway.url);
  await upstream.set(calm);
  await load.run(PER_SECOND, 1);
  const fates: readonly Fate[] = ['silence', 'slow head', 'slow body'];
  await upstream.set({ kind: 'ill', share: 0.33, fates, latencyMs: 20 });
  const { reads, controls } = await load.run(PER_SECOND, 15);
  await upstream.set(calm);
  load.close();
  return [
    atMost(
      'the longest answer after its deadline, ms',
      longest(reads) - 1_000,
      longest(controls) + LATE_MS,
    ),
    alive(gateway),
  ];
}
