import type { MemberStatusModel } from '../mx/api/member-status.ts';
import type { MemberKey } from '../mx/api/member.ts';
import { untilNextPoll } from './pace.ts';
import type { StatusReading } from './paced-reads.ts';
import { createPatience, isFinal, type Rest } from './patience.ts';
import type { Recovery } from './recovery.ts';
import type { WatchedMember } from './watched-member.ts';

/** The source of the statuses of one member. The loop disposes it at its end. */
export interface StatusSource extends Disposable {
  /**
   * May return a recent reading of another caller.
   *
   * @param isListEnough true if no watcher needs more than MX's list of members contains
   */
  readonly read: (signal: AbortSignal, isListEnough: () => boolean) => Promise<StatusReading>;
  /**
   * Settles after `ms`, when another reader has news for this source, or immediately when the
   * signal aborts (it may then resolve or reject).
   */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

export interface PollOptions {
  /** May return a recent reading of another caller. */
  readonly readStatus: (key: MemberKey, signal: AbortSignal) => Promise<StatusReading>;
  /** Creates the source of a member's loop. Defaults to `readStatus` and `sleep`. */
  readonly createSource?: ((key: MemberKey) => StatusSource) | undefined;
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
  /** Ends the rest after a failure when MX is back. Defaults to none. */
  readonly recovery?: Recovery | undefined;
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
}

type Answer =
  | { readonly ok: true; readonly reading: StatusReading }
  | { readonly ok: false; readonly error: unknown };

/** Reads the member's status repeatedly, one read at a time, until nobody watches it any more. */
export async function pollUntilStopped(
  member: WatchedMember,
  options: PollOptions,
  { prepare, present, standIn }: PollJudgement,
): Promise<void> {
  const { readStatus, pollMs, monotonicNow, sleep, jitter, recovery } = options;
  const { mayComeYet = () => true } = options;
  const { key, stopped } = member;
  using source = options.createSource?.(key) ?? {
    read: (signal: AbortSignal) => readStatus(key, signal),
    rest: sleep,
    [Symbol.dispose]: () => {},
  };
  const pace = { pollMs, jitter };
  const patience = createPatience(pace, monotonicNow);
  let quiet = 0;
  let newsAt = monotonicNow();

  async function read(): Promise<Answer> {
    try {
      const reading = await source.read(stopped, member.isListEnough);
      await prepare(reading.value);
      return { ok: true, reading };
    } catch (error) {
      return { ok: false, error };
    }
  }

  /** How much longer to wait for MX to know a member; 0 when the wait is over. */
  function leftToKnow(error: unknown): number {
    return member.current() === null && mayComeYet(key) ? patience.leftToKnow(error) : 0;
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
      const goodAt = monotonicNow();
      const isOverdue = member.current()?.isOverdue ?? false;
      if (changed || (model.isBeingAggregated && !isOverdue)) quiet = 0;
      if (changed) newsAt = goodAt;
      const ageMs = goodAt - reading.readAt;
      const nextMs = untilNextPoll(model, { answers: quiet, ms: goodAt - newsAt, isOverdue }, pace);
      patience.succeeded(nextMs);
      rest = { ms: Math.max(0, nextMs - ageMs), isLast: false };
      quiet += 1;
    } else {
      const { error } = answer;
      const model = standIn(error);
      // The remaining time is read once, because it decreases between two calls.
      const leftMs = model === null ? leftToKnow(error) : 0;
      if (model !== null) member.publish(model, ticket);
      else {
        member.abandon();
        if (leftMs === 0 && isFinal(error)) return member.fail(error);
      }
      rest = patience.afterFailure(error, leftMs, model !== null);
    }

    using trouble = answer.ok ? undefined : recovery?.startRest(ticket.wake);
    const end = trouble?.signal ?? ticket.wake;
    try {
      await source.rest(rest.ms, end);
    } catch (error) {
      if (!end.aborted) throw error;
    }
    if (ticket.wake.aborted) {
      quiet = 0;
      newsAt = monotonicNow();
    } else if (rest.isLast && !answer.ok && trouble?.isBack() !== true) {
      return member.fail(answer.error);
    }
  }
}
