import { limits } from '../../limits.ts';
import { createPatience, isFinal, type Rest } from '../patience.ts';
import type { Recovery } from '../recovery.ts';
import type { SharedPoll } from '../replicas/shared-poll.ts';
import { untilNextList } from './list-pace.ts';
import { type MemberList, type MemberListReading, printOfList } from './member-list.ts';
import type { WatchedList } from './watched-list.ts';

export interface ListLoopOptions {
  /** Opens the poll of the user's member list. The loop disposes it at its end. */
  readonly openPoll: (userGuid: string) => SharedPoll<MemberList>;
  /** The least time between two polls of one user, in milliseconds. */
  readonly pollMs: number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** A number from 0 to 1. */
  readonly jitter: () => number;
  /** False for a user that was deleted through the gateway. */
  readonly mayComeYet: (userGuid: string) => boolean;
  /** Called before watchers receive a list. */
  readonly onNews: (userGuid: string) => void;
  /** Ends the rest after a failure when MX is back. Defaults to none. */
  readonly recovery?: Recovery | undefined;
}

type Answer =
  | { readonly ok: true; readonly reading: MemberListReading }
  | { readonly ok: false; readonly error: unknown };

/**
 * Reads a user's member list repeatedly, one read at a time, until nobody watches it any more.
 *
 * @param nudgedAt the time of the last change to a member, on the monotonic clock
 * @param onRead called after each list that was published
 */
export async function pollListUntilStopped(
  list: WatchedList,
  options: ListLoopOptions,
  { nudgedAt, onRead }: { readonly nudgedAt: () => number; readonly onRead: () => void },
): Promise<void> {
  const { openPoll, pollMs, monotonicNow, jitter, mayComeYet, onNews, recovery } = options;
  const { userGuid, stopped } = list;
  using poll = openPoll(userGuid);
  const pace = { pollMs, jitter };
  const patience = createPatience(pace, monotonicNow);
  let print: string | null = null;
  let quiet = 0;
  let newsAt = monotonicNow();

  async function read(): Promise<Answer> {
    try {
      return { ok: true, reading: await poll.read(stopped) };
    } catch (error) {
      return { ok: false, error };
    }
  }

  function restAfter(reading: MemberListReading): Rest {
    const { items } = reading.value;
    const at = monotonicNow();
    const before = print;
    print = printOfList(reading.value);
    const isNews = print !== before;
    if (isNews) newsAt = at;
    const isOverdue = at - newsAt >= limits.jobPatienceMs;
    const isBusy = !isOverdue && items.some((member) => member.isBeingAggregated);
    if (isNews || isBusy) quiet = 0;
    const quietness = {
      answers: quiet,
      ms: at - newsAt,
      isOverdue,
      sinceNudgeMs: at - nudgedAt(),
    };
    quiet += 1;
    const nextMs = untilNextList(items, quietness, pace);
    patience.succeeded(nextMs);
    return { ms: Math.max(0, nextMs - (at - reading.readAt)), isLast: false };
  }

  while (!stopped.aborted) {
    // The ticket comes before the read, so that a nudge during the read shortens the rest.
    const ticket = list.startRead();
    const answer = await read();
    if (stopped.aborted) return;

    let rest: Rest;
    if (answer.ok) {
      onNews(userGuid);
      list.publish(answer.reading, ticket);
      onRead();
      rest = restAfter(answer.reading);
    } else {
      const { error } = answer;
      list.abandon(error);
      const isUnknown = list.latest() === null && mayComeYet(userGuid);
      const leftMs = isUnknown ? patience.leftToKnow(error) : 0;
      if (leftMs === 0 && isFinal(error)) return list.fail(error);
      rest = patience.afterFailure(error, leftMs, false);
    }

    using trouble = answer.ok ? undefined : recovery?.startRest(ticket.wake);
    const end = trouble?.signal ?? ticket.wake;
    try {
      await poll.rest(rest.ms, end);
    } catch (error) {
      if (!end.aborted) throw error;
    }
    if (ticket.wake.aborted) {
      quiet = 0;
      newsAt = monotonicNow();
    } else if (rest.isLast && !answer.ok && trouble?.isBack() !== true) {
      return list.fail(answer.error);
    }
  }
}
