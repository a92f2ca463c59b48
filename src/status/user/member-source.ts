import type { MemberStatusModel } from '../../mx/api/member-status.ts';
import type { MemberKey, MemberModel } from '../../mx/api/member.ts';
import { CHALLENGED_MS } from '../pace.ts';
import type { StatusReading } from '../paced-reads.ts';
import { PENDING_MS, toMemberState } from '../pending-jobs.ts';
import type { StatusSource } from '../poll-loop.ts';
import type { SharedPoll } from '../replicas/shared-poll.ts';
import { isChallenged } from '../status-table.ts';
import { isBehind, isSameState } from './behind.ts';
import type { UserLists } from './user-lists.ts';

export interface MemberSourceOptions {
  readonly lists: Pick<UserLists, 'current' | 'memberOf' | 'onRead'>;
  /** Opens the poll of MX's status call. */
  readonly openPoll: (key: MemberKey) => SharedPoll<MemberStatusModel>;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
}

/** MX's member list and its status call. */
type Origin = 'list' | 'status';

/** The last reading that the loop of the member got. */
interface Known {
  readonly reading: StatusReading;
  /** The last response that showed this state. */
  readonly origin: Origin;
  /** When the state was first seen, on the monotonic clock. */
  readonly since: number;
  /** When MX's status call was last made for this state; null if it was not. */
  readonly wholeAt: number | null;
}

/**
 * The source of a member's loop. While the member's user is watched as a whole, it is MX's member
 * list, which is read for all members together; otherwise MX's status call.
 *
 * With a list, the status call is made for the challenges of a CHALLENGED member, and, if a watcher
 * needs more than the list contains, once for each state that the list shows.
 */
export function createMemberSource(key: MemberKey, options: MemberSourceOptions): StatusSource {
  const { lists, openPoll, monotonicNow } = options;
  // Without it, the list is enough.
  let poll: SharedPoll<MemberStatusModel> | null = null;
  let known: Known | null = null;
  let isWoken = false;

  function remember(reading: StatusReading, origin: Origin): StatusReading {
    const last = known;
    const isSame = last !== null && isSameState(last.reading.value, reading.value);
    const wholeAt = isSame ? last.wholeAt : null;
    known = {
      reading,
      origin,
      since: isSame ? last.since : monotonicNow(),
      wholeAt: origin === 'status' ? reading.readAt : wholeAt,
    };
    return reading;
  }

  /** The known state with the time of a response that does not change it. */
  function confirm(last: Known, { observedAt, readAt }: StatusReading): StatusReading {
    const reading = { ...last.reading, observedAt, readAt };
    known = { ...last, reading };
    return reading;
  }

  /** True if a response of the other call has already shown a later state. */
  function isLate(reading: StatusReading, origin: Origin, last: Known): boolean {
    return (
      origin !== last.origin &&
      isBehind(reading.value, last.reading.value) &&
      monotonicNow() - last.since < PENDING_MS
    );
  }

  /** Null if the list does not show the member. */
  async function readListed(): Promise<StatusReading | null> {
    // If the list fails, the status call may not.
    const reading = await lists.current(key.userGuid).catch(() => null);
    const member = reading?.value.items.find(({ guid }) => guid === key.memberGuid);
    return reading && member ? { ...reading, value: fromList(member), isOfList: true } : null;
  }

  /** True if the known reading contains everything that is needed. */
  function isEnough({ reading, wholeAt }: Known, isListEnough: boolean): boolean {
    if (!isChallenged(reading.value)) return isListEnough || reading.isOfList !== true;
    // Another challenge may have replaced the earlier one.
    return !isWoken && wholeAt !== null && monotonicNow() - wholeAt < CHALLENGED_MS;
  }

  async function readWhole(listed: StatusReading | null, signal: AbortSignal) {
    try {
      poll ??= openPoll(key);
      const reading = await poll.read(signal);
      if (known !== null && isLate(reading, 'status', known)) return confirm(known, reading);
      const isOld = listed !== null && isBehind(reading.value, listed.value);
      if (!isOld || isChallenged(listed.value)) return remember(reading, 'status');
    } catch (error) {
      // Without its challenges, the status would mislead.
      if (listed === null || isChallenged(listed.value)) throw error;
    }
    return remember(listed, 'list');
  }

  return {
    async read(signal, isListEnough) {
      const listed = await readListed();
      signal.throwIfAborted();
      if (listed === null) return readWhole(null, signal);
      if (known !== null) {
        if (isLate(listed, 'list', known)) return confirm(known, listed);
        const isSame = isSameState(listed.value, known.reading.value);
        if (isSame && isEnough(known, isListEnough())) {
          return confirm({ ...known, origin: 'list' }, listed);
        }
      }
      const needsNoMore = isListEnough() && !isChallenged(listed.value);
      return needsNoMore ? remember(listed, 'list') : readWhole(listed, signal);
    },
    async rest(ms, signal) {
      const nap = new AbortController();
      const stop = () => nap.abort();
      const stopListening = lists.onRead(key.userGuid, stop);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      const listed = lists.memberOf(key);
      const isAhead = known?.reading.value.isBeingAggregated === true && !listed?.isBeingAggregated;
      try {
        if (listed === null || isAhead) await (poll ??= openPoll(key)).rest(ms, nap.signal);
        else await untilAborted(nap.signal);
      } catch (error) {
        if (!nap.signal.aborted) throw error;
      } finally {
        isWoken = signal.aborted;
        stopListening();
        signal.removeEventListener('abort', stop);
      }
    },
    [Symbol.dispose]: () => poll?.[Symbol.dispose](),
  };
}

/** The status of a member as far as the list contains it. */
function fromList(member: MemberModel): MemberStatusModel {
  return {
    ...toMemberState(member),
    isAuthenticated: null,
    hasProcessedAccounts: null,
    hasProcessedTransactions: null,
    hasProcessedAccountNumbers: null,
    challenges: [],
  };
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
