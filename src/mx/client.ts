import { setTimeout as sleepFor } from 'node:timers/promises';
import { createAccountCalls, type AccountCalls } from './account.ts';
import { createBreaker } from './breaker.ts';
import { createSend } from './call.ts';
import {
  createCreditCardProductCalls,
  type CreditCardProductCalls,
} from './credit-card-product.ts';
import type { Schedule } from './deadline.ts';
import type { Exchange } from './exchange.ts';
import { createGate } from './gate.ts';
import { createEndpoints, type ApiVersion, type Credentials } from './headers.ts';
import { createHolds } from './holds.ts';
import { createInstitutionCalls, type InstitutionCalls } from './institution.ts';
import { createLostCauses } from './lost-causes.ts';
import { createMemberCalls, type MemberCalls } from './member.ts';
import { createPatience } from './patience.ts';
import { createPause } from './pause.ts';
import { createProbe } from './probe.ts';
import { createRecovery } from './recovery.ts';
import { createRetryBudget } from './retry-budget.ts';
import { createRewardCalls, type RewardCalls } from './reward.ts';
import { createStandby } from './standby.ts';
import { createTransactionCalls, type TransactionCalls } from './transaction.ts';
import { createTransport, type Transport } from './transport.ts';
import { createUserCalls, type UserCalls } from './user.ts';
import { createWidgetCalls, type WidgetCalls } from './widget.ts';

export type { ChallengeAnswer } from './challenge.ts';
export type { List, Page, PageRequest } from './pages.ts';

/**
 * The MX Platform API, one property per resource. Every function rejects with an `MxError` and
 * nothing else, except that a read whose signal fires rejects with the signal's reason. The
 * deadline of the client holds for all. Disposing lets calls under way finish.
 */
export interface MxClient extends AsyncDisposable {
  /**
   * Which arguments the client can express: v20111101 leaves `products` out, v20250224
   * `skipAggregation`. Refusing them is the caller's part.
   */
  readonly apiVersion: ApiVersion;
  readonly users: UserCalls;
  readonly institutions: InstitutionCalls;
  readonly members: MemberCalls;
  readonly accounts: AccountCalls;
  readonly rewards: RewardCalls;
  readonly creditCardProducts: CreditCardProductCalls;
  readonly transactions: TransactionCalls;
  readonly widgets: WidgetCalls;
  /** Down from when the circuit breaker opens until a probe finds MX well again. */
  readonly health: () => 'up' | 'down';
}

export interface MxClientOptions extends Credentials {
  /** Origin of MX, with an optional path that goes before every route. */
  readonly baseUrl: string;
  readonly apiVersion: ApiVersion;
  /** Total deadline of one call, waits and retries included. */
  readonly timeoutMs: number;
  /** Calls on the wire at once; 128 unless given. Another 1000 wait, the rest are shed. */
  readonly maxConcurrency?: number | undefined;
  /** Told of every call once it has ended. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined;
  /** Milliseconds since 1970, never going back. */
  readonly now?: (() => number) | undefined;
  /** From 0 up to 1. */
  readonly random?: (() => number) | undefined;
  /** Rejects when the signal fires. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<unknown>) | undefined;
  readonly schedule?: Schedule | undefined;
  /** Over the network unless given. */
  readonly transport?: Transport | undefined;
}

const MAX_CONCURRENCY = 128;
const QUEUE_LIMIT = 1_000;

/** Opens no connection before the first call. */
export function createMxClient(options: MxClientOptions): MxClient {
  const { baseUrl, apiVersion, timeoutMs } = options;
  const { maxConcurrency = MAX_CONCURRENCY, onExchange = () => {} } = options;
  const { now = monotonicNow, random = Math.random, sleep = defaultSleep } = options;
  const { schedule = scheduleByTimer } = options;

  const { origin, pathname } = new URL(baseUrl);
  const { transport = createTransport(origin, maxConcurrency) } = options;
  const breaker = createBreaker(() => {
    standby.wake();
    recovery.wake();
  });
  const pause = createPause(sleep);
  const standby = createStandby({ breaker, pause, now, random });
  const holds = createHolds();
  const send = createSend({
    endpoints: createEndpoints(apiVersion, options, pathname.replace(/\/+$/, '')),
    transport,
    gate: createGate({ limit: maxConcurrency, queueLimit: QUEUE_LIMIT }),
    breaker,
    standby,
    holds,
    lostCauses: createLostCauses(),
    patience: createPatience(timeoutMs),
    retryBudget: createRetryBudget(),
    timeoutMs,
    now,
    random,
    pause,
    schedule,
    onExchange,
  });
  const recovery = createRecovery({
    breaker,
    probe: createProbe(send),
    now,
    schedule,
  });

  return {
    apiVersion,
    users: createUserCalls(send),
    institutions: createInstitutionCalls(send, apiVersion),
    members: createMemberCalls(send, apiVersion),
    accounts: createAccountCalls(send),
    rewards: createRewardCalls(send),
    creditCardProducts: createCreditCardProductCalls(send),
    transactions: createTransactionCalls(send, apiVersion),
    widgets: createWidgetCalls(send, apiVersion),
    health: () => (breaker.state() === 'open' ? 'down' : 'up'),
    [Symbol.asyncDispose]: async () => {
      recovery.stop();
      await transport.close();
    },
  };
}

function monotonicNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Keeps no process alive. */
function scheduleByTimer(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
}

function defaultSleep(ms: number, signal: AbortSignal): Promise<void> {
  return sleepFor(ms, undefined, { signal });
}
