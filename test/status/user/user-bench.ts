import type { MemberStatusModel } from '../../../src/mx/api/member-status.ts';
import type { MemberKey, MemberModel } from '../../../src/mx/api/member.ts';
import { MxError } from '../../../src/mx/errors.ts';
import { createStatusHub } from '../../../src/status/hub.ts';
import { traitsOf } from '../../../src/status/observed-status.ts';
import { createRecovery } from '../../../src/status/recovery.ts';
import { createMemberSource } from '../../../src/status/user/member-source.ts';
import type { StatusesEvent } from '../../../src/status/user/status-book.ts';
import { createUserLists } from '../../../src/status/user/user-lists.ts';
import { createUserStatuses } from '../../../src/status/user/user-statuses.ts';
import { ownKey, ownUser } from '../../support/keys.ts';
import { createManualClock, settle } from '../../support/manual-clock.ts';
import { POLL_MS } from '../hub-bench.ts';
import { aMember, aStatus, readingOf } from '../models.ts';
import { ownPoll } from '../own-poll.ts';

export const userGuid = ownUser('USR-1');
export const keyOf = (memberGuid: string) => ownKey({ userGuid, memberGuid });

/** A user with members at an MX that does as the test says, and everything that polls them. */
export function createUserBench(guids: readonly string[] = ['MBR-1', 'MBR-2']) {
  const clock = createManualClock();
  const born = clock.monotonicNow();
  const mx = {
    /** The statuses, which both calls show. */
    members: new Map(guids.map((guid) => [guid, aStatus()])),
    /** States that the list shows instead, because it lags. */
    lagging: new Map<string, MemberStatusModel>(),
    /** Changes to the members in the list. */
    traits: new Map<string, Partial<MemberModel>>(),
    /** Members that the list does not show, because it lags. */
    hidden: new Set<string>(),
    isComplete: true,
    listFailure: null as Error | null,
    statusFailure: null as Error | null,
    /** Milliseconds of a read of the status. */
    statusLatencyMs: 0,
    /** Times of the list reads, in milliseconds since the bench was made. */
    lists: [] as number[],
    /** The members whose status was read. */
    statuses: [] as string[],
    /** The members whose traits were read. */
    traitReads: [] as string[],
  };

  function readList() {
    mx.lists.push(clock.monotonicNow() - born);
    if (mx.listFailure !== null) throw mx.listFailure;
    const shown = [...mx.members].filter(([guid]) => !mx.hidden.has(guid));
    const items = shown.map(([guid, status]) => {
      const { connectionStatus, isBeingAggregated, aggregatedAt, successfullyAggregatedAt } =
        mx.lagging.get(guid) ?? status;
      return aMember({
        ...{ guid, connectionStatus, isBeingAggregated, aggregatedAt, successfullyAggregatedAt },
        ...mx.traits.get(guid),
      });
    });
    return {
      value: { items, isComplete: mx.isComplete },
      observedAt: new Date(clock.now()).toISOString(),
      readAt: clock.monotonicNow(),
    };
  }

  async function readStatus({ memberGuid }: MemberKey, signal: AbortSignal) {
    mx.statuses.push(memberGuid);
    if (mx.statusLatencyMs > 0) await clock.sleep(mx.statusLatencyMs, signal);
    if (mx.statusFailure !== null) throw mx.statusFailure;
    const status = mx.members.get(memberGuid);
    if (status === undefined) throw new MxError('NOT_FOUND', 'GET …/status 404');
    return readingOf(status, clock);
  }

  const recovery = createRecovery({ sleep: clock.sleep, jitter: () => 0 });
  const polling = {
    recovery,
    pollMs: POLL_MS,
    monotonicNow: clock.monotonicNow,
    sleep: clock.sleep,
    jitter: () => 0,
  };
  const news: string[] = [];
  const lists = createUserLists({
    ...polling,
    openPoll: () => ownPoll(async () => readList(), clock.sleep),
    onNews: (guid) => news.push(guid),
  });
  const hub = createStatusHub({
    ...polling,
    readStatus,
    createSource: (key) =>
      createMemberSource(key, {
        lists,
        openPoll: (of) => ownPoll((signal) => readStatus(of, signal), clock.sleep),
        monotonicNow: clock.monotonicNow,
      }),
    readTraits: async (key) => {
      const listed = lists.memberOf(key);
      if (listed !== null) return traitsOf(listed);
      mx.traitReads.push(key.memberGuid);
      return { isOAuth: false };
    },
    onChanged: (key) => lists.nudge(key.userGuid),
    now: clock.now,
  });

  const deleted = new Set<string>();
  const statuses = createUserStatuses({
    hub,
    lists,
    mayComeYet: ({ memberGuid }) => !deleted.has(memberGuid),
    monotonicNow: clock.monotonicNow,
    sleep: clock.sleep,
  });

  return {
    clock,
    mx,
    recovery,
    lists,
    hub,
    statuses,
    deleted,
    news,
    [Symbol.asyncDispose]: async () => {
      await statuses[Symbol.asyncDispose]();
      await lists[Symbol.asyncDispose]();
      await hub[Symbol.asyncDispose]();
    },
  };
}

/** Reads everything that an iterator sends, as it comes. */
export function collectAll<T>(iterator: AsyncIterableIterator<T>) {
  const seen: T[] = [];
  const reader = { seen, ended: false, error: null as unknown };
  void (async () => {
    try {
      for await (const value of iterator) seen.push(value);
    } catch (error) {
      reader.error = error;
    }
    reader.ended = true;
  })();
  return reader;
}

/** Events wait for the other members of a list, and are sent in a later turn. */
export async function calm(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await settle();
}

export const toGuids = (statuses: StatusesEvent['changed']) =>
  statuses.map(({ key }) => key.memberGuid);
/** An event as the changed members, the removed ones, and the members that need action. */
export const inShort = ({ changed, removed, needsAction }: StatusesEvent) => [
  toGuids(changed),
  removed,
  toGuids(needsAction),
];
