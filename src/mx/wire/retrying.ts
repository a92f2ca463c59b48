import { MxError } from '../errors.ts';
import { createWireAttempt, toCauses, type WireAttemptOptions } from './attempt.ts';
import { STREAK_MS } from './breaker.ts';
import type { Deadline } from './deadline.ts';
import { toFailure } from './failure.ts';
import { isSuccess } from './http-status.ts';
import type { Newcomers } from './newcomers.ts';
import type { Pause } from './pause.ts';
import type { RetryBudget } from './retry-budget.ts';
import { MAX_RETRIES, retryDelayMs } from './retry.ts';
import type { WireAnswer, WireFailure } from './transport.ts';
import type { WireCall } from './wire-call.ts';

export interface RetryingOptions extends WireAttemptOptions {
  readonly retryBudget: RetryBudget;
  readonly newcomers: Newcomers;
  readonly pause: Pause;
  readonly random: () => number;
}

const HERD_MS = 250;

/**
 * Makes the attempts of calls: it respects MX's waits and the limits, and retries reads. Resolves
 * with a successful response and rejects with an `MxError` whose message lacks verb and route.
 */
export function createRetrying(options: RetryingOptions): (call: WireCall) => Promise<WireAnswer> {
  const { breaker, standby, retryAfters, lostCauses, retryBudget, newcomers } = options;
  const { pause, now, random } = options;
  const attempt = createWireAttempt(options);

  const mustWait = ({ name, subject }: WireCall) =>
    retryAfters.of(name, subject, now()) !== undefined;

  async function waitForRetryAfter(call: WireCall) {
    for (;;) {
      const retryAfter = retryAfters.of(call.name, call.subject, now());
      if (retryAfter === undefined) return;
      const waitMs = retryAfter.untilMs - now();
      const spareMs = call.deadline.remainingMs() - waitMs;
      if (spareMs <= 0) throw new MxError(retryAfter.code, 'held back', { retryAfterMs: waitMs });
      // The end of the wait is spread, so that the waiting calls do not all start in the same
      // millisecond.
      await pause(waitMs + random() * Math.min(HERD_MS, spareMs), call);
    }
  }

  /** True if another attempt may succeed. */
  function isWorthwhile(call: WireCall): boolean {
    return breaker.state() !== 'open' && !lostCauses.include(toCauses(call), now());
  }

  /** If MX seems to be down, waits until that is known. True if MX was down and is back. */
  async function outlasts(call: WireCall): Promise<boolean> {
    if (breaker.isFailing()) await pause(STREAK_MS, call);
    if (breaker.state() !== 'waiting') return false;
    return (await standby.pass(call)) === 'call';
  }

  async function probe(call: WireCall): Promise<WireAnswer> {
    const retryAfter = retryAfters.of(call.name, call.subject, now());
    if (retryAfter !== undefined) {
      const startedAtMs = now();
      breaker.record({ outcome: 'bad', isProbe: true, wasSilent: false, startedAtMs }, startedAtMs);
      throw new MxError(retryAfter.code, 'held back', { retryAfterMs: retryAfter.untilMs - now() });
    }
    const kind = { isProbe: true, mayGiveUp: () => false };
    const { result, retryAfterMs } = await attempt.atOnce(call, kind);
    if (result.kind === 'answer') call.status = result.status;
    if (result.kind === 'answer' && isSuccess(result.status)) return result;
    throw toFailure(call.endpoint, result, retryAfterMs);
  }

  return async function callWithRetries(call) {
    if (call.isProbe) return probe(call);
    retryBudget.callStarted(now());
    for (let failures = 0; ;) {
      if (mustWait(call)) await waitForRetryAfter(call);
      const isProbe = breaker.state() !== 'closed' && (await standby.pass(call)) === 'probe';
      const mayGiveUp = () =>
        failures < MAX_RETRIES && isWorthwhile(call) && retryBudget.hasLeft(now());
      const make = isProbe ? attempt.atOnce : attempt.inTurn;
      const attempted = await make(call, { isProbe, mayGiveUp });
      if (attempted === undefined) continue;
      const { result, retryAfterMs } = attempted;
      const { method } = call.endpoint;
      const status = result.kind === 'answer' ? result.status : undefined;
      call.status = status ?? null;
      if (result.kind === 'answer' && isSuccess(result.status)) return result;
      if (status === 404 && method === 'GET' && call.kind !== 'poll') {
        const patienceMs = newcomers.patienceMs(call.subject, now());
        if (patienceMs !== undefined && patienceMs < call.deadline.remainingMs()) {
          await pause(patienceMs, call);
          continue;
        }
      }
      const failure = toFailure(call.endpoint, result, retryAfterMs);
      const delayMs = retryDelayMs(
        {
          method,
          attempt: failures,
          status,
          mayPass: mayPassNextTime(result, call.deadline),
          retryAfterMs,
          remainingMs: call.deadline.remainingMs(),
        },
        random,
      );
      if (delayMs === undefined || !isWorthwhile(call)) throw failure;
      failures += 1;
      // When MX is back, calls that failed during the outage may retry without the budget, like
      // calls that waited.
      if (retryBudget.take(now())) await pause(delayMs, call);
      else if (!(await outlasts(call))) throw failure;
    }
  };
}

function mayPassNextTime(result: WireAnswer | WireFailure, deadline: Deadline): boolean {
  if (result.kind === 'answer') return true;
  if (result.cause === 'cut') return deadline.cut() === undefined;
  return result.cause === 'unreachable' || result.cause === 'broken';
}
