import type { Challenge } from './challenge.ts';
import {
  type ChallengeAnswer,
  createChallenger,
  type OnChallenge,
  type OpenChallenges,
} from './challenges.ts';
import type { MxDocument } from './document.ts';
import {
  type AnswerChallengesResult,
  MemberStatus,
  type MemberStatusResult,
  RewardsRefresh,
  type RewardsRefreshResult,
  UserRewardsRefresh,
  type UserRewardsRefreshResult,
} from './generated/operations.ts';
import type { Data, MxStream, Stop } from './stream.ts';

/** A status of a member, as `watchStatus` yields it. */
export type Status = MemberStatusResult['memberStatus'];
/** An event of the refresh of one member. */
export type RefreshEvent = RewardsRefreshResult['rewardsRefresh'];
/** An event of the refresh of all members of a user. */
export type UserRefreshEvent = UserRewardsRefreshResult['userRewardsRefresh'];

export interface WatchOptions {
  /** Asks the end user when the institution asks for MFA. */
  readonly onChallenge?: OnChallenge | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WatchStatusOptions extends WatchOptions {
  /** The `revision` of the last status that is known. */
  readonly after?: string | undefined;
  /** Ends the iteration once nothing more will happen until someone acts. */
  readonly completeWhenSettled?: boolean | undefined;
}

/** What the watchers need of a client. */
export interface WatchTools {
  readonly start: <Event>(
    document: MxDocument<unknown, never>,
    variables: Data,
    options: {
      readonly signal: AbortSignal | undefined;
      readonly onEvent?: (event: Event, stop: Stop) => void;
      readonly onStop?: () => void;
    },
  ) => MxStream<Event>;
  readonly answer: (input: {
    readonly memberId: string;
    readonly answers: readonly ChallengeAnswer[];
  }) => Promise<AnswerChallengesResult>;
}

/** Which members an event says have open challenges, or none any more. */
type Seen<Event> = (event: Event) => readonly OpenChallenges[];

export function createWatchers({ start, answer }: WatchTools) {
  function watch<Event>(
    document: MxDocument<unknown, never>,
    variables: Data,
    { onChallenge, signal }: WatchOptions,
    seen: Seen<Event>,
    isLast: (event: Event) => boolean,
  ): MxStream<Event> {
    let stop: Stop = () => {};
    const challenger =
      onChallenge &&
      createChallenger({ onChallenge, answer, read, fail: (failure) => stop(failure) });
    return start<Event>(document, variables, {
      signal,
      onEvent(event, stopStream) {
        stop = stopStream;
        for (const open of seen(event)) challenger?.see(open);
        if (isLast(event)) stop();
      },
      onStop: () => challenger?.stop(),
    });
  }

  async function read(memberId: string): Promise<readonly Challenge[]> {
    for await (const status of watchStatus(memberId)) return status.challenges ?? [];
    return [];
  }

  function watchStatus(memberId: string, options: WatchStatusOptions = {}): MxStream<Status> {
    const { after = null, completeWhenSettled = false } = options;
    // Challenges that could not be read are still open.
    const seen = ({ challenges }: Status) =>
      challenges === null ? [] : [{ memberId, memberName: null, challenges }];
    const variables = { memberId, after, completeWhenSettled };
    return watch<Status>(MemberStatus, variables, options, seen, () => false);
  }

  function refreshMember(memberId: string, options: WatchOptions): MxStream<RefreshEvent> {
    const seen = (event: RefreshEvent) => [
      { memberId, memberName: null, challenges: 'challenges' in event ? event.challenges : [] },
    ];
    const isLast = ({ __typename }: RefreshEvent) =>
      __typename === 'RewardsRefreshCompleted' || __typename === 'RewardsRefreshFailed';
    return watch(RewardsRefresh, { memberId }, options, seen, isLast);
  }

  function refreshUser(userId: string, options: WatchOptions): MxStream<UserRefreshEvent> {
    const isLast = ({ __typename }: UserRefreshEvent) =>
      __typename === 'UserRewardsRefreshCompleted';
    return watch(UserRewardsRefresh, { userId }, options, seenOfUser, isLast);
  }

  function refreshRewards(
    target: { readonly memberId: string },
    options?: WatchOptions,
  ): MxStream<RefreshEvent>;
  function refreshRewards(
    target: { readonly userId: string },
    options?: WatchOptions,
  ): MxStream<UserRefreshEvent>;
  function refreshRewards(
    target: { readonly memberId: string } | { readonly userId: string },
    options: WatchOptions = {},
  ): MxStream<RefreshEvent> | MxStream<UserRefreshEvent> {
    return 'memberId' in target
      ? refreshMember(target.memberId, options)
      : refreshUser(target.userId, options);
  }

  return { watchStatus, refreshRewards };
}

function seenOfUser(event: UserRefreshEvent): readonly OpenChallenges[] {
  switch (event.__typename) {
    case 'UserRewardsRefreshChallenged': {
      const { member } = event.status;
      if (member === null) return [];
      return [{ memberId: member.id, memberName: member.name, challenges: event.challenges }];
    }
    case 'UserRewardsRefreshProgress':
      return event.statuses.flatMap(({ member, nextAction }) =>
        member === null || nextAction === 'ANSWER_CHALLENGES'
          ? []
          : [{ memberId: member.id, memberName: member.name, challenges: [] }],
      );
    case 'UserRewardsRefreshCompleted':
      return [];
  }
}
