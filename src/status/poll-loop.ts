import type { MemberStatusModel } from '../mx/api/member-status.ts';
import type { MemberKey } from '../mx/api/member.ts';
import { isMxError } from '../mx/errors.ts';
import { UNKNOWN_PATIENCE_MS, UNKNOWN_PAUSES_MS } from './new-member.ts';
import { PATIENCE_MS, untilKnown, untilNextPoll, untilRetry } from './pace.ts';
import type { StatusReading } from './paced-reads.ts';
import type { WatchedMember } from './watched-member.ts';

export interface PollOptions {
  /** May return a recent reading of another caller. */
  readonly readStatus: (key: MemberKey, signal: AbortSignal) => Promise<StatusReading>;
  /** The least time between two polls of one member, in milliseconds. */
  readonly pollMs: number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** A number from 0 to 1. */
  readonly jitter: () => number;
  /** False for a member that was deleted through the gateway, which MX will never know. Defaults to true. */
  readonly mayComeYet?: ((key: MemberKey) => boolean) | undefined;
}

/** The decisions that the loop leaves to its owner. */
export interface PollJudgement {
  /** Runs before a reading is published. Must not reject. */
  readonly prepare: (model: MemberStatusModel) => Promise<void>;
  /** The status to send, given the status that was read. */
  readonly present: (model: MemberStatusModel) => MemberStatusModel;
  /**
   * The placeholder status to send after a failure that is known to pass; null for other failures.
   */
  readonly standIn: (error: unknown) => MemberStatusModel | null;
  /** True when a retry cannot help; not called when there is a placeholder. */
  readonly isFinal: (error: unknown) => boolean;
}

type Answer =
  | { readonly ok: true; readonly reading: StatusReading }
  | { readonly ok: false; readonly error: unknown };

interface Rest {
  readonly ms: number;
  /** True if the loop gives up after this rest, unless a nudge requests another read. */
  readonly isLast: boolean;
}

/** Reads the member's status repeatedly, one read at a time, until nobody watches it any more. */
export async function pollUntilStopped(
  member: WatchedMember,
  options: PollOptions,
  { prepare, present, standIn, isFinal }: PollJudgement,
): Promise<void> {
  const { readStatus, pollMs, monotonicNow, sleep, jitter } = options;
  const { mayComeYet = () => true } = options;
  const { key, stopped } = member;
  const pace = { pollMs, jitter };
  const beganAt = monotonicNow();
  let goodAt = beganAt;
  let quiet = 0;
  let newsAt = goodAt;
  let failures = 0;

  async function read(): Promise<Answer> {
    try {
      const reading = await readStatus(key, stopped);
      await prepare(reading.value);
      return { ok: true, reading };
    } catch (error) {
      return { ok: false, error };
    }
  }

  /** How much longer to wait for MX to know a member; 0 when the wait is over. */
  function leftToKnow(error: unknown): number {
    if (!isMxError(error, 'NOT_FOUND') || member.current() !== null || !mayComeYet(key)) return 0;
    return Math.max(0, beganAt + UNKNOWN_PATIENCE_MS - monotonicNow());
  }

  function restUntilKnown(leftMs: number): Rest {
    failures += 1;
    return { ms: Math.min(UNKNOWN_PAUSES_MS[failures - 1] ?? leftMs, leftMs), isLast: false };
  }

  function restAfterFailure(error: unknown, hasStandIn: boolean): Rest {
    failures += 1;
    const retryAfterMs = isMxError(error) ? error.retryAfterMs : undefined;
    const retryMs = hasStandIn
      ? untilKnown(failures, pace)
      : untilRetry(failures, retryAfterMs, pace);
    const leftMs = Math.max(0, goodAt + PATIENCE_MS - monotonicNow());
    return { ms: Math.min(retryMs, leftMs), isLast: retryMs >= leftMs };
  }

  while (!stopped.aborted) {
    // The ticket comes before the read, so that a nudge during the read shortens the rest.
    const ticket = member.startRead();
    const answer = await read();
    if (stopped.aborted) return;

    let rest: Rest;
    if (answer.ok) {
      const { reading } = answer;
      const model = present(reading.value);
      const changed = member.publish(model, ticket, reading);
      goodAt = monotonicNow();
      failures = 0;
      const isOverdue = member.current()?.isOverdue ?? false;
      if (changed || (model.isBeingAggregated && !isOverdue)) quiet = 0;
      if (changed) newsAt = goodAt;
      const ageMs = monotonicNow() - reading.readAt;
      const nextMs = untilNextPoll(model, { answers: quiet, ms: goodAt - newsAt, isOverdue }, pace);
      rest = { ms: Math.max(0, nextMs - ageMs), isLast: false };
      quiet += 1;
    } else {
      const model = standIn(answer.error);
      // The remaining time is read once, because it decreases between two calls.
      const leftMs = model === null ? leftToKnow(answer.error) : 0;
      if (model !== null) member.publish(model, ticket);
      else {
        member.abandon();
        if (leftMs === 0 && isFinal(answer.error)) return member.fail(answer.error);
      }
      rest = leftMs > 0 ? restUntilKnown(leftMs) : restAfterFailure(answer.error, model !== null);
    }

    try {
      await sleep(rest.ms, ticket.wake);
    } catch (error) {
      if (!ticket.wake.aborted) throw error;
    }
    if (ticket.wake.aborted) {
      quiet = 0;
      newsAt = monotonicNow();
    } else if (rest.isLast && !answer.ok) return member.fail(answer.error);
  }
}
