import type { MemberStatusModel } from '../../mx/api/member-status.ts';
import type { MemberKey } from '../../mx/api/member.ts';
import { lanes } from '../../mx/scope.ts';
import type { Position } from '../../shared/bulletins.ts';
import { BEAT_MS, LEASE_MS, type SharedState } from '../../shared/shared-state.ts';
import type { PacedKey, PacedReads } from '../paced-reads.ts';
import type { MemberList } from '../user/member-list.ts';
import type { SharedPoll } from './shared-poll.ts';
import { createSharedPolls } from './shared-polls.ts';
import { isMemberList, isMemberStatus } from './values.ts';

interface UserKey {
  readonly userGuid: string;
}

/** The polls of MX, each made by one replica for all. */
export interface Polls {
  readonly openStatus: (key: MemberKey) => SharedPoll<MemberStatusModel>;
  readonly openList: (userGuid: string) => SharedPoll<MemberList>;
  /**
   * Called for each change to a member, or to a user: no loop uses a reading from before it.
   *
   * @param position that of the change's bulletin; null if no other replica could be told
   */
  readonly changed: (subject: PacedKey, position: Promise<Position | null>) => void;
  /** Called for each webhook about a member, or a user: no operation uses a reading from before it. */
  readonly reported: (subject: PacedKey, position: Promise<Position | null>) => void;
}

export interface PollsOptions {
  readonly statuses: PacedReads<MemberStatusModel>;
  readonly memberLists: PacedReads<MemberList, UserKey>;
  readonly shared: SharedState;
  /** Milliseconds during which a reading counts as fresh. */
  readonly freshMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

export function createPolls({ statuses, memberLists, shared, ...clocks }: PollsOptions): Polls {
  const common = { ...clocks, state: shared, patienceMs: LEASE_MS + BEAT_MS };
  const lane = lanes.polls;
  const ofMembers = createSharedPolls<MemberStatusModel, MemberKey>({
    ...common,
    kind: 'status',
    isValue: isMemberStatus,
    read: (key, signal) => statuses.read(key, { lane, signal }),
    onShared: statuses.offer,
  });
  const ofUsers = createSharedPolls<MemberList, UserKey>({
    ...common,
    kind: 'list',
    isValue: isMemberList,
    read: (key, signal) => memberLists.read(key, { lane, signal }),
    onShared: memberLists.offer,
  });

  return {
    openStatus: ofMembers.open,
    openList: (userGuid) => ofUsers.open({ userGuid }),
    changed(subject, position) {
      ofMembers.changed(subject, position);
      ofUsers.changed({ userGuid: subject.userGuid }, position);
    },
    reported(subject, position) {
      ofMembers.reported(subject, position);
      ofUsers.reported({ userGuid: subject.userGuid }, position);
    },
  };
}
