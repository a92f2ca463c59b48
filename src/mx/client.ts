import { setTimeout as sleepFor } from 'node:timers/promises';
import { ledgerNow } from '../ledger.ts';
import { limits } from '../limits.ts';
import { LazyCalls, type MxCalls } from './api/calls.ts';
import { createEndpoints, type ApiVersion, type Credentials } from './endpoints.ts';
import type { Health } from './health.ts';
import { lanes, type CallScope } from './scope.ts';
import { type BreakerState, createBreaker } from './wire/breaker.ts';
import { createCallRate } from './wire/call-rate.ts';
import type { CallReport } from './wire/call-report.ts';
import { createSend } from './wire/call.ts';
import { type CallCounts, createConcurrency } from './wire/concurrency.ts';
import type { Schedule } from './wire/deadline.ts';
import { createFairShare } from './wire/fair-share.ts';
import { createLostCauses } from './wire/lost-causes.ts';
import { createNewcomers } from './wire/newcomers.ts';
import {
  createOperationScope,
  type OperationScope,
  type OperationReader,
} from './wire/operation-scope.ts';
import { createPatience } from './wire/patience.ts';
import { createPause } from './wire/pause.ts';
import { createProbe } from './wire/probe.ts';
import { createProber } from './wire/prober.ts';
import { createRetryAfters } from './wire/retry-after.ts';
import { createRetryBudget } from './wire/retry-budget.ts';
import { createStandby } from './wire/standby.ts';
import { createTransport, type Transport } from './wire/transport.ts';

export type { MxCalls } from './api/calls.ts';
export type { ChallengeAnswer } from './api/challenge.ts';
export type { List, Page, PageRequest } from './api/pages.ts';

/** Disposing lets calls in flight finish. Calls on the client itself belong to no caller. */
export interface MxClient extends MxCalls, AsyncDisposable {
  /** Returns the same calls on behalf of a scope. */
  readonly in: (scope: CallScope) => MxCalls;
  /** Starts the reads of one operation. */
  readonly startOperation: (reader: OperationReader) => OperationScope;
  /** MX is not `up` from the opening of the circuit breaker until a probe succeeds. */
  readonly health: () => Health;
  /** What the client does now, for metrics. */
  readonly state: () => CallCounts & { readonly breaker: BreakerState; readonly health: Health };
}

export type { Health } from './health.ts';

export interface MxClientOptions extends Credentials {
  /** The origin of MX, with an optional path that precedes every route. */
  readonly baseUrl: string;
  readonly apiVersion: ApiVersion;
  /** The total deadline of one call, including waits and retries. */
  readonly timeoutMs: number;
  /**
   * The most concurrent calls on the wire; defaults to 128. Another `limits.waitingCalls` calls
   * wait, and further calls are shed.
   */
  readonly maxConcurrency?: number | undefined;
  /** How many reads and writes per second this process may make now; by default any number. */
  readonly perSecond?: { readonly reads: () => number; readonly writes: () => number } | undefined;
  /** Called after every call has ended. */
  readonly onCall?: ((report: CallReport) => void) | undefined;
  /** Called when MX goes down, and when it is up again. */
  readonly onHealth?: ((health: Health) => void) | undefined;
  /** Milliseconds since 1970; the clock must be monotonic. */
  readonly now?: (() => number) | undefined;
  /** A number from 0 up to 1. */
  readonly random?: (() => number) | undefined;
  /** Rejects when the signal fires. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<unknown>) | undefined;
  readonly schedule?: Schedule | undefined;
  /** Defaults to the network. */
  readonly transport?: Transport | undefined;
}

const MAX_CONCURRENCY = 128;

/** Opens no connection before the first call. */
export function createMxClient(options: MxClientOptions): MxClient {
  const { baseUrl, apiVersion, timeoutMs } = options;
  const { maxConcurrency = MAX_CONCURRENCY, onCall = () => {}, onHealth } = options;
  const { now = ledgerNow, random = Math.random, sleep = defaultSleep } = options;
  const { schedule = scheduleByTimer, perSecond } = options;

  const { origin, pathname } = new URL(baseUrl);
  const { transport = createTransport(origin, maxConcurrency) } = options;
  const health = () => (breaker.state() === 'open' ? (breaker.refusal() ?? 'down') : 'up');
  let lastHealth: Health = 'up';
  const breaker = createBreaker(() => {
    standby.wake();
    prober.wake();
    if (health() === lastHealth) return;
    lastHealth = health();
    onHealth?.(lastHealth);
  });
  // A probe without a response must not prevent the client from closing.
  const closing = new AbortController();
  const pause = createPause(sleep);
  const standby = createStandby({ breaker, pause, now, random });
  const retryAfters = createRetryAfters();
  const held = createFairShare({ total: limits.answerBytes, generosity: 1 });
  const concurrency = createConcurrency({
    limit: maxConcurrency,
    queueLimit: limits.waitingCalls,
    rates: perSecond && {
      reads: createCallRate({ perSecond: perSecond.reads, now }),
      writes: createCallRate({ perSecond: perSecond.writes, now }),
    },
    schedule,
  });
  const sendIn = createSend({
    endpoints: createEndpoints(apiVersion, options, pathname.replace(/(?<!\/)\/+$/, '')),
    transport,
    concurrency,
    held,
    breaker,
    standby,
    retryAfters,
    lostCauses: createLostCauses(),
    patience: createPatience(timeoutMs),
    retryBudget: createRetryBudget(),
    newcomers: createNewcomers(),
    timeoutMs,
    now,
    random,
    pause,
    schedule,
    onCall,
  });
  const prober = createProber({
    breaker,
    probe: createProbe(sendIn({ lane: lanes.other, signal: closing.signal })),
    now,
    schedule,
  });

  const own = new LazyCalls(sendIn({ lane: lanes.other }), apiVersion);

  return {
    apiVersion,
    users: own.users,
    institutions: own.institutions,
    members: own.members,
    accounts: own.accounts,
    rewards: own.rewards,
    creditCardProducts: own.creditCardProducts,
    transactions: own.transactions,
    widgets: own.widgets,
    in: (scope) => new LazyCalls(sendIn(scope), apiVersion),
    startOperation: (reader) =>
      createOperationScope({ ...reader, atOnce: maxConcurrency, held, concurrency }),
    health,
    state: () => ({ ...concurrency.counts(), breaker: breaker.state(), health: health() }),
    [Symbol.asyncDispose]: async () => {
      prober.stop();
      closing.abort();
      await transport.close();
    },
  };
}

/** Schedules with a timer that does not keep the process alive. */
function scheduleByTimer(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
}

function defaultSleep(ms: number, signal: AbortSignal): Promise<void> {
  return sleepFor(ms, undefined, { signal });
}
