import type { RefreshEvent } from '../../changes/refresh/rewards-refresh.ts';
import type { ChallengeModel } from '../../mx/api/challenge.ts';
import { builder } from '../builder.ts';
import { Challenge } from '../challenge.ts';
import { ErrorInterface } from '../errors.ts';
import { MemberStatus, Reward, type StatusModel } from '../refs.ts';
import { keyOfArgument } from './payload.ts';
import { type RefreshFailure, toRefreshFailure } from './refresh-failure.ts';

interface EventModel<Type extends string> {
  readonly __typename: Type;
  readonly status: StatusModel;
}

const RewardsRefreshProgress = builder
  .objectRef<EventModel<'RewardsRefreshProgress'>>('RewardsRefreshProgress')
  .implement({
    description: 'A job is running. Wait for the next event.',
    fields: (t) => ({
      status: t.expose('status', {
        type: MemberStatus,
        nullable: false,
        description: 'The status as it is now.',
      }),
    }),
  });

interface Challenged extends EventModel<'RewardsRefreshChallenged'> {
  readonly challenges: readonly ChallengeModel[];
}

const RewardsRefreshChallenged = builder
  .objectRef<Challenged>('RewardsRefreshChallenged')
  .implement({
    description:
      'The institution sent challenges. Call `answerChallenges`; this stream then continues.',
    fields: (t) => ({
      status: t.expose('status', {
        type: MemberStatus,
        nullable: false,
        description: 'The status as it is now.',
      }),
      challenges: t.field({
        type: [Challenge],
        nullable: false,
        description: 'The challenges to show to the end user.',
        resolve: ({ challenges }) => [...challenges],
      }),
    }),
  });

interface Completed extends EventModel<'RewardsRefreshCompleted'> {
  readonly refreshed: boolean;
}

const RewardsRefreshCompleted = builder.objectRef<Completed>('RewardsRefreshCompleted').implement({
  description: 'The last event. The rewards were read after the job.',
  fields: (t) => ({
    status: t.expose('status', {
      type: MemberStatus,
      nullable: false,
      description: 'The status after the job.',
    }),
    rewards: t.field({
      type: [Reward],
      nullable: false,
      description: 'All rewards of the member.',
      resolve: async ({ status }, _args, { loaders }) => [
        ...((await loaders.rewardsOfMember.load(status.key))?.items ?? []),
      ],
    }),
    refreshed: t.exposeBoolean('refreshed', {
      nullable: false,
      description:
        'False when MX throttled the start. The rewards are then the ones that MX already had.',
    }),
  }),
});

interface Failed {
  readonly __typename: 'RewardsRefreshFailed';
  readonly status: StatusModel | null;
  readonly error: RefreshFailure;
}

const RewardsRefreshFailed = builder.objectRef<Failed>('RewardsRefreshFailed').implement({
  description: 'The last event. The rewards could not be fetched.',
  fields: (t) => ({
    status: t.field({
      type: MemberStatus,
      description: 'The status at the end of the job; null when no job was started.',
      resolve: ({ status }) => status,
    }),
    error: t.field({
      type: ErrorInterface,
      nullable: false,
      description: 'The failure. `status.nextAction` says what to do.',
      resolve: ({ error }) => error,
    }),
  }),
});

const RewardsRefreshEvent = builder.unionType('RewardsRefreshEvent', {
  description: 'An event of a rewards refresh.',
  types: [
    RewardsRefreshProgress,
    RewardsRefreshChallenged,
    RewardsRefreshCompleted,
    RewardsRefreshFailed,
  ],
});

builder.subscriptionField('rewardsRefresh', (t) =>
  t.field({
    type: RewardsRefreshEvent,
    nullable: false,
    description:
      'Start aggregating rewards (or join a running job), follow the job, ask for MFA answers, and end ' +
      'with the rewards.',
    args: {
      memberId: t.arg.id({ required: true, description: 'Global id of the member.' }),
      after: t.arg.string({
        description:
          'The revision of the last status seen. A client that reconnects joins the job that it ' +
          'left, or receives its result. No second job is started.',
      }),
    },
    subscribe: (_root, { memberId, after }, context) =>
      context.rewardsRefresh.start(keyOfArgument(memberId, context), after ?? undefined),
    resolve: (event, _args, { reads }) => {
      if (event.status !== null) reads.knowStatus(event.status);
      return toEventModel(event);
    },
  }),
);

function toEventModel(event: RefreshEvent) {
  switch (event.kind) {
    case 'progress':
      return { __typename: 'RewardsRefreshProgress' as const, status: event.status };
    case 'challenged': {
      const { status } = event;
      const { challenges } = status;
      return { __typename: 'RewardsRefreshChallenged' as const, status, challenges };
    }
    case 'completed': {
      const { status, refreshed } = event;
      return { __typename: 'RewardsRefreshCompleted' as const, status, refreshed };
    }
    case 'failed':
      return {
        __typename: 'RewardsRefreshFailed' as const,
        status: event.status,
        error: toRefreshFailure(event),
      };
  }
}
