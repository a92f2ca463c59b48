import type { MxError } from '../errors.ts';
import type { AttemptOutcome, Breaker } from './breaker.ts';
import type { Concurrency } from './concurrency.ts';
import { startStep, type Schedule } from './deadline.ts';
import { toCutFailure, toLateFailure, toShedFailure } from './failure.ts';
import { isTrouble, refusalOfUs, toMxErrorCode } from './http-status.ts';
import type { LostCauses } from './lost-causes.ts';
import type { Patience } from './patience.ts';
import type { RetryAfters } from './retry-after.ts';
import { parseRetryAfter } from './retry.ts';
import type { Standby } from './standby.ts';
import type { Transport, WireAnswer, WireFailure } from './transport.ts';
import type { WireCall } from './wire-call.ts';

export interface WireAttemptOptions {
  readonly transport: Transport;
  readonly concurrency: Concurrency;
  readonly breaker: Breaker;
  readonly standby: Standby;
  readonly retryAfters: RetryAfters;
  readonly lostCauses: LostCauses;
  readonly patience: Patience;
  readonly now: () => number;
  readonly schedule: Schedule;
}

export interface Attempted {
  readonly result: WireAnswer | WireFailure;
  readonly retryAfterMs: number | undefined;
}

export interface AttemptKind {
  /** True when the breaker has requested this attempt. */
  readonly isProbe: boolean;
  /**
   * Called when half of the remaining time has passed without a response; true if the attempt may
   * be given up.
   */
  readonly mayGiveUp: () => boolean;
}

/** One attempt of a call. Reports its result to the breaker, the retries and the budgets. */
export interface WireAttempt {
  readonly atOnce: (call: WireCall, kind: AttemptKind) => Promise<Attempted>;
  /**
   * Makes the attempt when it has its turn in the queue. Undefined if a `Retry-After` arrived
   * meanwhile or MX went down: then no attempt has been made.
   */
  readonly inTurn: (
    call: WireCall,
    kind: AttemptKind,
  ) => Promise<Attempted | undefined> | undefined;
}

/** Every response takes longer than this. */
const MIN_ANSWER_MS = 10;
/** The share of the remaining time for a read that may be retried. */
const SHARE = 0.5;

export function createWireAttempt(options: WireAttemptOptions): WireAttempt {
  const {
    transport,
    concurrency,
    breaker,
    standby,
    retryAfters,
    lostCauses,
    patience,
    now,
    schedule,
  } = options;

  /** Waits for a place. False if the call must start again from the beginning. */
  async function takePlace(call: WireCall): Promise<boolean> {
    const { endpoint, deadline, lane, kind } = call;
    const waitedSince = now();
    const step = standby.startStep(deadline);
    const entered = concurrency.enter(lane, kind, step);
    const passage = typeof entered === 'string' ? entered : await entered;
    call.waitedMs += now() - waitedSince;
    const cut = step.cut();
    step.end();
    if (passage === 'in') return true;
    if (cut === 'dropped') return false;
    if (passage === 'cut') throw toCutFailure(endpoint, false);
    if (passage === 'late') throw toLateFailure(endpoint);
    throw toShedFailure(passage);
  }

  /** Makes the attempt, and gives back the place of the call if it has one. */
  async function make(
    call: WireCall,
    { isProbe, mayGiveUp }: AttemptKind,
    hasPlace: boolean,
  ): Promise<Attempted> {
    const { endpoint, path, body, deadline, lane, budget } = call;
    const { method, headers } = endpoint;
    const startedAtMs = now();
    const step = startStep(deadline);
    const shareMs = deadline.remainingMs() * SHARE;
    // A probe gets half of this time, because it is small and all calls wait for it.
    const silentMs = patience.silentMs() * (isProbe ? 0.5 : 1);
    let wasSilent = false;
    let outcome: AttemptOutcome = 'unknown';
    const giveUp = () => {
      if (mayGiveUp()) step.drop();
    };
    let cancel = schedule(() => {
      wasSilent = true;
      breaker.noteSilence({ isProbe, startedAtMs }, now());
      if (method === 'GET') cancel = schedule(giveUp, Math.max(0, shareMs - silentMs));
    }, silentMs);
    call.attempts += 1;
    let refusal: MxError | undefined;
    const admit = (bytes: number) => {
      // The outcome of a write must be reported.
      refusal = endpoint.isWrite ? undefined : budget.takeBytes(lane, bytes);
      return refusal === undefined;
    };
    try {
      const request = { method, path, headers, body, isProbe, admit };
      const result = await transport.exchange(request, step);
      const nowMs = now();
      outcome = judge(call, result);
      if (outcome !== 'unknown') lostCauses.record(toCauses(call), outcome === 'good', nowMs);
      if (outcome === 'good') {
        patience.heard(nowMs - startedAtMs);
        retryAfters.answered(call.name);
      }
      if (refusal !== undefined) throw refusal;
      return { result, retryAfterMs: takeRetryAfter(call, result) };
    } finally {
      cancel();
      step.end();
      breaker.record({ outcome, isProbe, wasSilent, startedAtMs }, now());
      if (hasPlace) concurrency.leave(lane);
    }
  }

  function judge(call: WireCall, result: WireAnswer | WireFailure): AttemptOutcome {
    if (result.kind === 'failure') {
      if (result.cause === 'cut' && call.deadline.cut() === 'aborted') return 'unknown';
      return result.cause === 'oversized' || result.cause === 'unadmitted' ? 'good' : 'bad';
    }
    const refused = refusalOfUs(result.status);
    if (refused !== null) return refused;
    if (!isTrouble(result.status)) return 'good';
    // Calls that were in flight when MX asked for a pause get the same response: this is one event, not many.
    const isEcho = result.retryAfter !== undefined && retryAfterOf(call) !== undefined;
    return isEcho ? 'unknown' : 'bad';
  }

  /**
   * Called while the call still has its place, so that the next call in the queue sees the
   * `Retry-After`.
   */
  function takeRetryAfter(call: WireCall, result: WireAnswer | WireFailure): number | undefined {
    if (result.kind === 'failure' || !isTrouble(result.status)) return undefined;
    const nowMs = now();
    const retryAfterMs = parseRetryAfter(result.retryAfter, result.date, nowMs);
    if (retryAfterMs !== undefined) {
      const retryAfter = { untilMs: nowMs + retryAfterMs, code: toMxErrorCode(result.status) };
      retryAfters.add(call.name, call.subject, retryAfter, nowMs);
    }
    return retryAfterMs;
  }

  function retryAfterOf({ name, subject }: WireCall) {
    return retryAfters.of(name, subject, now());
  }

  /** Undefined if the call must start again from the beginning. */
  function inPlace(call: WireCall, kind: AttemptKind): Promise<Attempted> | undefined {
    const { endpoint, deadline, lane } = call;
    // A write that begins at the last moment would only end with an unknown outcome.
    const isLate = deadline.cut() !== undefined || deadline.remainingMs() < MIN_ANSWER_MS;
    const isFree = breaker.state() === 'closed' && retryAfterOf(call) === undefined;
    if (isFree && !isLate) return make(call, kind, true);
    concurrency.leave(lane);
    if (isLate) throw toCutFailure(endpoint, false);
    return undefined;
  }

  async function whenPlaced(call: WireCall, kind: AttemptKind): Promise<Attempted | undefined> {
    return (await takePlace(call)) ? inPlace(call, kind) : undefined;
  }

  return {
    atOnce: (call, kind) => make(call, kind, false),
    inTurn: (call, kind) =>
      concurrency.enterAtOnce(call.lane, call.kind) ? inPlace(call, kind) : whenPlaced(call, kind),
  };
}

/** The possible causes of a series of failures. */
export function toCauses({ name, subject }: WireCall): readonly string[] {
  return subject.owner === undefined ? [name] : [name, subject.owner];
}
