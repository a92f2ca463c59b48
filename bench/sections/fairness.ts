import { setTimeout as sleep } from 'node:timers/promises';
import { createTarget, load, type Target, toCall } from '../measure/load.ts';
import type { StartedProcess } from '../measure/processes.ts';
import { quantile } from '../measure/quantiles.ts';
import type { Upstream } from '../measure/upstream.ts';
import type { Settings } from '../settings.ts';
import { userGuid, USUAL } from '../upstream/shape.ts';

export interface FairnessFigures {
  /** Of a status while nothing else runs. */
  readonly aloneMs: readonly number[];
  /** Of the same while the wallet of another user runs. */
  readonly besideMs: readonly number[];
}

export const FAIRNESS_LATENCY_MS = 40;
export const HEAVY = { accounts: 1_000, hasBareLists: true } as const;
/** Between two statuses, which are of users whom the gateway sees first. */
const PAUSE_MS = 10;
let users = 20_000;

function next(): number {
  users += 1;
  return users;
}

async function timeStatus(target: Target): Promise<number> {
  const call = await toCall('status', userGuid(USUAL, next()));
  const startedAt = performance.now();
  await target.send(call);
  return performance.now() - startedAt;
}

/** Repeats a status for as long as the wallet runs. */
async function timeBeside(target: Target): Promise<readonly number[]> {
  const wallet = await toCall('wallet', userGuid(HEAVY, next()));
  const running = new AbortController();
  const done = target.send(wallet).finally(() => running.abort());
  const times: number[] = [];
  while (!running.signal.aborted) {
    times.push(await timeStatus(target));
    await sleep(PAUSE_MS);
  }
  await done;
  return times;
}

/** A status of one user beside the running wallet of another, which takes a call an account. */
export async function measureFairness(
  { url }: StartedProcess,
  upstream: Upstream,
  { statuses, warmUpMs }: Settings,
): Promise<FairnessFigures> {
  await using target = createTarget(url, 4);
  await upstream.set({ latencyMs: 0 });
  const warmUp = [await toCall('status', userGuid(USUAL, next()))];
  await load(target, { calls: warmUp, lanes: 2, ms: warmUpMs });
  for (let heavy = 0; heavy < 3; heavy += 1) {
    await target.send(await toCall('wallet', userGuid(HEAVY, next())));
  }
  await upstream.set({ latencyMs: FAIRNESS_LATENCY_MS });
  const aloneMs: number[] = [];
  while (aloneMs.length < statuses) {
    aloneMs.push(await timeStatus(target));
    await sleep(PAUSE_MS);
  }
  const besideMs: number[] = [];
  while (besideMs.length < statuses) besideMs.push(...(await timeBeside(target)));
  await upstream.set({ latencyMs: 0 });
  return { aloneMs, besideMs };
}

/** The ratio of a quantile beside the wallet to the same alone. */
export function fairnessRatio({ aloneMs, besideMs }: FairnessFigures, share: number): number {
  return quantile(besideMs, share) / quantile(aloneMs, share);
}
