import type { FailedMember, UserRefreshEvent } from '../../changes/refresh/user-refresh-event.ts';
import type { OperationReads } from '../../loaders/operation-reads.ts';
import { notFound } from '../../operation/refusal.ts';
import { bound } from '../bounded-arguments.ts';
import { builder } from '../builder.ts';
import { Challenge } from '../challenge.ts';
import { ErrorInterface } from '../errors.ts';
import { lookUpMember } from '../member/lookup.ts';
import { toRefreshFailure } from '../member/refresh-failure.ts';
import { Member, MemberStatus, type StatusModel } from '../refs.ts';
import { RewardsSummary } from '../rewards-summary.ts';
import { userOfArgument } from './payload.ts';
import { readRewardsSummary } from './rewards.ts';

type EventOf<Kind extends UserRefreshEvent['kind']> = Extract<UserRefreshEvent, { kind: Kind }>;

const revisionDescription =
  'Opaque; stands for the state of the whole refresh. Pass it as `after` when reconnecting.';

const Progress = builder.objectRef<EventOf<'progress'>>('UserRewardsRefreshProgress').implement({
  description: 'Jobs are running. Wait for the next event.',
  fields: (t) => ({
    settled: t.exposeInt('settled', {
      nullable: false,
      description: 'How many members have an outcome, good or bad.',
    }),
    total: t.exposeInt('total', {
      nullable: false,
      description: 'How many members this refresh has: all members except manual ones.',
    }),
    statuses: t.field({
      type: [MemberStatus],
      nullable: false,
      description: 'The statuses of these members as they are now.',
      resolve: ({ statuses }) => [...statuses],
    }),
    revision: t.exposeString('revision', { nullable: false, description: revisionDescription }),
  }),
});

const Challenged = builder
  .objectRef<EventOf<'challenged'>>('UserRewardsRefreshChallenged')
  .implement({
    description:
      'The institution of one member sent challenges. Call `answerChallenges`; the other members ' +
      'continue, and this member does after the answer.',
    fields: (t) => ({
      status: t.expose('status', {
        type: MemberStatus,
        nullable: false,
        description: 'The status of the member, which `member` names.',
      }),
      challenges: t.field({
        type: [Challenge],
        nullable: false,
        description: 'The challenges to show to the end user.',
        resolve: ({ status }) => [...status.challenges],
      }),
      revision: t.exposeString('revision', { nullable: false, description: revisionDescription }),
    }),
  });

const MemberRefreshFailure = builder.objectRef<FailedMember>('MemberRefreshFailure').implement({
  description: 'A member whose rewards could not be refreshed.',
  fields: (t) => ({
    status: t.field({
      type: MemberStatus,
      description:
        'The last status of the member, which `member` names; null when it is not known.',
      resolve: ({ status }) => status,
    }),
    error: t.field({
      type: ErrorInterface,
      nullable: false,
      description: 'The failure. `status.nextAction` says what to do.',
      resolve: ({ failure }) => toRefreshFailure(failure),
    }),
  }),
});

const Completed = builder.objectRef<EventOf<'completed'>>('UserRewardsRefreshCompleted').implement({
  description: 'The last event. All members have an outcome, and the rewards were read afterwards.',
  fields: (t) => ({
    refreshed: t.field({
      type: [Member],
      nullable: false,
      description:
        'The members whose rewards are as recent as MX allows: their job succeeded, or MX throttled it.',
      resolve: async ({ refreshed }, _args, context, info) => {
        const members = await Promise.all(
          refreshed.map(async (key) => lookUpMember(key, context, info)),
        );
        return members.filter((member) => member !== null);
      },
    }),
    failed: t.field({
      type: [MemberRefreshFailure],
      nullable: false,
      description: 'The members whose rewards could not be refreshed, each with its error.',
      resolve: ({ failed }) => [...failed],
    }),
    summary: t.field({
      type: RewardsSummary,
      nullable: false,
      description: 'The rewards of all members in figures, as in `User.rewardsSummary`.',
      resolve: async ({ userGuid }, _args, context) => {
        const summary = await readRewardsSummary(userGuid, {}, context);
        if (summary === null) throw notFound('There is no such user.');
        return summary;
      },
    }),
  }),
});

const UserRewardsRefreshEvent = builder.unionType('UserRewardsRefreshEvent', {
  description: 'An event of the rewards refresh of a user.',
  types: [Progress, Challenged, Completed],
  resolveType: ({ kind }: UserRefreshEvent) => typeNames[kind],
});

const typeNames = {
  progress: 'UserRewardsRefreshProgress',
  challenged: 'UserRewardsRefreshChallenged',
  completed: 'UserRewardsRefreshCompleted',
} as const satisfies Record<UserRefreshEvent['kind'], string>;

builder.subscriptionField('userRewardsRefresh', (t) =>
  t.field({
    type: UserRewardsRefreshEvent,
    nullable: false,
    description:
      'Refresh the rewards of all members of a user. Each member has its own job, challenges and ' +
      'outcome, and the failure of one does not end the others. The last event contains the rewards ' +
      'summary.',
    args: {
      userId: t.arg.id({ required: true, description: 'Global id of the user.' }),
      after: t.arg.string({
        description:
          'The last `revision` seen. A client that reconnects joins the refresh that it left: no ' +
          'job that was reported as started is started again.',
        extensions: bound('membersRevisionCharacters'),
      }),
    },
    subscribe: (_root, { userId, after }, context) =>
      context.userRewardsRefresh.start(userOfArgument(userId, context), after ?? undefined),
    resolve: (event, _args, { reads }) => {
      for (const status of statusesOf(event)) know(status, reads);
      return event;
    },
  }),
);

function statusesOf(event: UserRefreshEvent): readonly StatusModel[] {
  switch (event.kind) {
    case 'progress':
      return event.statuses;
    case 'challenged':
      return [event.status];
    case 'completed':
      return event.failed.flatMap(({ status }) => status ?? []);
  }
}

function know(status: StatusModel, reads: OperationReads): void {
  if (status.unread === undefined) reads.knowStatus(status);
}
