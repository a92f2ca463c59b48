import type { Breaker, Outcome } from './breaker.ts';
import type { Deadline } from './deadline.ts';
import { MxError } from './errors.ts';
import { toCutFailure, toFailure } from './failure.ts';
import type { Gate } from './gate.ts';
import type { Endpoint, EndpointName } from './headers.ts';
import type { Holds } from './holds.ts';
import { isSuccess, isTrouble, toMxErrorCode } from './http-status.ts';
import { parseRetryAfter, retryDelayMs, type RetryBudget } from './retry.ts';
import type { Transport, WireAnswer, WireFailure } from './transport.ts';

/** One call, as its attempts see it. */
export interface Call {
  readonly name: EndpointName;
  readonly endpoint: Endpoint;
  readonly deadline: Deadline;
  path: string;
  body: string | null;
  /** Counted here for whoever reports the call; so is the status. */
  attempts: number;
  status: number | null;
}

export interface AttemptsOptions {
  readonly transport: Transport;
  readonly gate: Gate;
  readonly breaker: Breaker;
  readonly holds: Holds;
  readonly budget: RetryBudget;
  readonly now: () => number;
  readonly random: () => number;
  /** May reject when the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Told after each attempt that leaves the breaker not closed. */
  readonly onDown: () => void;
}

interface Attempted {
  readonly result: WireAnswer | WireFailure;
  readonly retryAfterMs: number | undefined;
}

const SHED_RETRY_MS = 1_000;
const HERD_MS = 250;
/** Less than any answer takes. */
const LEAST_MS = 10;

/**
 * Makes the attempts of calls: waits out what MX asked for, keeps to the bounds, retries reads.
 * Resolves with a successful answer and rejects with an `MxError` whose message lacks verb and route.
 */
export function createAttempts(options: AttemptsOptions): (call: Call) => Promise<WireAnswer> {
  const { transport, gate, breaker, holds, budget, now, random, sleep, onDown } = options;

  async function pause(ms: number, { deadline, endpoint }: Call) {
    const stop = new AbortController();
    deadline.onCut(() => stop.abort());
    try {
      await sleep(ms, stop.signal);
    } catch (error) {
      if (deadline.cut() === undefined) throw error;
    } finally {
      deadline.onCut(undefined);
    }
    if (deadline.cut() !== undefined) throw toCutFailure(endpoint, false);
  }

  async function waitForHold(call: Call) {
    for (;;) {
      const hold = holds.of(call.name, now());
      if (hold === undefined) return;
      const waitMs = hold.untilMs - now();
      const spareMs = call.deadline.remainingMs() - waitMs;
      if (spareMs <= 0) throw new MxError(hold.code, 'held back', { retryAfterMs: waitMs });
      // Spread, or all that waited would call in the same millisecond.
      await pause(waitMs + random() * Math.min(HERD_MS, spareMs), call);
    }
  }

  /** Undefined when a `Retry-After` came while the call stood in the queue. */
  async function attempt(call: Call): Promise<Attempted | undefined> {
    const { endpoint, path, body, deadline } = call;
    refuseWhileDown(breaker.waitMs(now()));
    const entered = gate.enter(deadline);
    if (!(typeof entered === 'boolean' ? entered : await entered)) {
      if (deadline.cut() !== undefined) throw toCutFailure(endpoint, false);
      throw new MxError('UNAVAILABLE', 'too many calls', { retryAfterMs: SHED_RETRY_MS });
    }
    try {
      // A write begun in the last moment would only end as one whose outcome nobody knows.
      const isLate = deadline.cut() !== undefined || deadline.remainingMs() < LEAST_MS;
      if (isLate) throw toCutFailure(endpoint, false);
      if (holds.of(call.name, now()) !== undefined) return undefined;
      const admission = breaker.admit(now());
      if (admission.kind === 'refused') return refuseWhileDown(admission.retryAfterMs);
      call.attempts += 1;
      const { method, headers } = endpoint;
      const result = await transport.exchange({ method, path, headers, body }, deadline);
      const isProbe = admission.kind === 'probe';
      breaker.record({ endpoint: call.name, outcome: judge(call, result), isProbe }, now());
      if (breaker.state() !== 'closed') onDown();
      return { result, retryAfterMs: takeRetryAfter(call, result) };
    } finally {
      gate.leave();
    }
  }

  function judge(call: Call, result: WireAnswer | WireFailure): Outcome {
    if (result.kind === 'failure') {
      if (result.cause === 'cut' && call.deadline.cut() === 'aborted') return 'unknown';
      return result.cause === 'oversized' ? 'good' : 'bad';
    }
    if (!isTrouble(result.status)) return 'good';
    // Calls that were under way when MX asked for a pause get the same answer: one event, not many.
    const isEcho = result.retryAfter !== undefined && holds.of(call.name, now()) !== undefined;
    return isEcho ? 'unknown' : 'bad';
  }

  /** While the call still has its place, so that the next in the queue knows. */
  function takeRetryAfter(call: Call, result: WireAnswer | WireFailure): number | undefined {
    if (result.kind === 'failure' || !isTrouble(result.status)) return undefined;
    const retryAfterMs = parseRetryAfter(result.retryAfter, now());
    if (retryAfterMs !== undefined) {
      holds.add(call.name, { untilMs: now() + retryAfterMs, code: toMxErrorCode(result.status) });
    }
    return retryAfterMs;
  }

  return async function makeAttempts(call) {
    let isRetrying = false;
    try {
      for (let failures = 0; ;) {
        await waitForHold(call);
        const attempted = await attempt(call);
        if (attempted === undefined) continue;
        const { result, retryAfterMs } = attempted;
        const { method } = call.endpoint;
        const status = result.kind === 'answer' ? result.status : undefined;
        call.status = status ?? null;
        if (result.kind === 'answer' && isSuccess(result.status)) return result;
        const failure = toFailure(call.endpoint, result, retryAfterMs);
        const mayPass = result.kind === 'answer' || mayPassNextTime(result);
        const remainingMs = call.deadline.remainingMs();
        const delayMs = retryDelayMs(
          { method, attempt: failures, status, mayPass, retryAfterMs, remainingMs },
          random,
        );
        if (delayMs === undefined || breaker.state() !== 'closed') throw failure;
        if (!isRetrying && !budget.take()) throw failure;
        isRetrying = true;
        failures += 1;
        await pause(delayMs, call);
      }
    } finally {
      if (isRetrying) budget.giveBack();
    }
  };
}

function refuseWhileDown(retryAfterMs: number): undefined {
  if (retryAfterMs > 0) throw new MxError('UNAVAILABLE', 'MX is down', { retryAfterMs });
}

function mayPassNextTime({ cause }: WireFailure): boolean {
  return cause === 'unreachable' || cause === 'broken';
}
