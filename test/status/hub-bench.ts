import { setImmediate } from 'node:timers/promises';
import type { MemberStatusModel } from '../../src/mx/api/member-status.ts';
import type { MemberKey } from '../../src/mx/api/member.ts';
import { createStatusHub } from '../../src/status/hub.ts';
import type { ObservedStatus } from '../../src/status/observed-status.ts';
import { createRecovery } from '../../src/status/recovery.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { aStatus, readingOf } from './models.ts';

export const POLL_MS = 3000;

/** What MX answers to a read of the status: a value, a failure, or whatever the test decides then. */
export type Script = MemberStatusModel | Error | ((key: MemberKey) => Promise<MemberStatusModel>);

/** A hub with a clock and an MX that do as the test says. */
export function createHubBench({
  jitter = 0,
  mayComeYet,
}: { readonly jitter?: number; readonly mayComeYet?: () => boolean } = {}) {
  const clock = createManualClock();
  const mx = {
    status: aStatus() as Script,
    isOAuth: (() => Promise.resolve(false)) as () => Promise<boolean | null>,
    /** Times of the reads, in milliseconds since the bench was made. */
    reads: [] as number[],
    hasNoAccounts: false,
    oauthReads: 0,
    inFlight: 0,
    mostInFlight: 0,
    aborted: 0,
  };
  const born = clock.monotonicNow();
  const bench = { tick: () => 0 };

  async function readStatus(key: MemberKey, signal: AbortSignal): Promise<MemberStatusModel> {
    const { status } = mx;
    mx.reads.push(clock.monotonicNow() - born);
    mx.inFlight += 1;
    mx.mostInFlight = Math.max(mx.mostInFlight, mx.inFlight);
    const over = new AbortController();
    try {
      return await Promise.race([
        typeof status === 'function' ? status(key) : answer(status),
        new Promise<never>((_resolve, reject) => {
          const abort = (): void => {
            mx.aborted += 1;
            reject(signal.reason as Error);
          };
          signal.addEventListener('abort', abort, { signal: over.signal });
        }),
      ]);
    } finally {
      over.abort();
      mx.inFlight -= 1;
    }
  }

  const recovery = createRecovery({ sleep: clock.sleep, jitter: () => jitter });
  const hub = createStatusHub({
    recovery,
    readStatus: async (key, signal) => readingOf(await readStatus(key, signal), clock),
    readTraits: async () => {
      mx.oauthReads += 1;
      return { isOAuth: await mx.isOAuth(), hasNoAccounts: mx.hasNoAccounts };
    },
    pollMs: POLL_MS,
    mayComeYet,
    now: clock.now,
    monotonicNow: () => clock.monotonicNow() + bench.tick(),
    sleep: clock.sleep,
    jitter: () => jitter,
  });

  return Object.assign(bench, {
    hub,
    recovery,
    clock,
    mx,
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  });
}

function answer(status: MemberStatusModel | Error): Promise<MemberStatusModel> {
  return status instanceof Error ? Promise.reject(status) : Promise.resolve(status);
}

/** Reads everything that an iterator gives, as it comes. */
export function collect(iterator: AsyncIterableIterator<ObservedStatus>) {
  const seen: ObservedStatus[] = [];
  const reader = { seen, ended: false, error: null as unknown };
  void (async () => {
    try {
      for await (const status of iterator) seen.push(status);
    } catch (error) {
      reader.error = error;
    }
    reader.ended = true;
  })();
  return reader;
}

/** A read that is under way until the test answers it. */
export function heldRead() {
  const { promise, resolve, reject } = Promise.withResolvers<MemberStatusModel>();
  return {
    script: () => promise,
    async give(status: MemberStatusModel): Promise<void> {
      resolve(status);
      await setImmediate();
    },
    async refuse(error: Error): Promise<void> {
      reject(error);
      await setImmediate();
    },
  };
}

/** The part of a status that most tests are about. */
export const inShort = ({ connectionStatus, isBeingAggregated }: ObservedStatus) =>
  `${connectionStatus}/${isBeingAggregated ? 'running' : 'idle'}`;
