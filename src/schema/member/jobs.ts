import { keyOf } from '../../auth/keys.ts';
import type { AggregateOutcome } from '../../changes/outcome.ts';
import type { Context } from '../../context.ts';
import type { MemberModel } from '../../mx/api/member.ts';
import { builder } from '../builder.ts';
import {
  InstitutionUnavailableError,
  JobConflictError,
  MemberNotReadyError,
  NotFoundError,
  RewardsNotEnabledError,
  RewardsNotSupportedError,
} from '../errors.ts';
import { failures } from '../failures.ts';
import { Member, MemberStatus, type StatusModel } from '../refs.ts';
import { keyOfInput, noSuchMember } from './payload.ts';

interface JobPayloadModel {
  readonly __typename: 'JobPayload';
  readonly member: MemberModel;
  readonly status: StatusModel;
  readonly alreadyRunning: boolean;
}

const JobPayload = builder.objectRef<JobPayloadModel>('JobPayload').implement({
  description: 'MX accepted the job.',
  fields: (t) => ({
    member: t.expose('member', { type: Member, nullable: false, description: 'The member.' }),
    status: t.expose('status', {
      type: MemberStatus,
      nullable: false,
      description: 'The status right after the call. Follow `memberStatus` from here.',
    }),
    alreadyRunning: t.exposeBoolean('alreadyRunning', {
      nullable: false,
      description:
        'True when a job of this kind was already running, or MX throttled the call (`aggregatedAt` ' +
        'did not change). No new job was started.',
    }),
  }),
});

const AggregateMemberInput = builder.inputType('AggregateMemberInput', {
  description: 'Which member to aggregate.',
  fields: (t) => ({
    memberId: t.id({ required: true, description: 'Global id of the member.' }),
  }),
});

const FetchRewardsInput = builder.inputType('FetchRewardsInput', {
  description: 'Which member to fetch rewards for.',
  fields: (t) => ({
    memberId: t.id({ required: true, description: 'Global id of the member.' }),
  }),
});

const AggregateMemberResult = builder.unionType('AggregateMemberResult', {
  description: 'The job, or why there is none.',
  types: [
    JobPayload,
    JobConflictError,
    MemberNotReadyError,
    NotFoundError,
    InstitutionUnavailableError,
  ],
});

const FetchRewardsResult = builder.unionType('FetchRewardsResult', {
  description: 'The job, or why there is none.',
  types: [
    JobPayload,
    JobConflictError,
    MemberNotReadyError,
    RewardsNotEnabledError,
    RewardsNotSupportedError,
    NotFoundError,
    InstitutionUnavailableError,
  ],
});

builder.mutationFields((t) => ({
  aggregateMember: t.field({
    type: AggregateMemberResult,
    nullable: false,
    description: 'Start a standard aggregation: accounts and transactions.',
    args: {
      input: t.arg({ type: AggregateMemberInput, required: true, description: 'The member.' }),
    },
    resolve: async (_root, { input }, context) => {
      const key = keyOfInput(input.memberId, context);
      if (key === null) return noSuchMember();
      const outcome = await context.jobs.aggregate(key);
      context.forgetLoaded(key.userGuid);
      return toJobResult(outcome, context);
    },
  }),
  fetchRewards: t.field({
    type: FetchRewardsResult,
    nullable: false,
    description:
      "Check the member's status, then start fetching its rewards. The institution may send the " +
      'end user challenges, so call this while they are present.',
    args: {
      input: t.arg({ type: FetchRewardsInput, required: true, description: 'The member.' }),
    },
    resolve: async (_root, { input }, context) => {
      const key = keyOfInput(input.memberId, context);
      if (key === null) return noSuchMember();
      const outcome = await context.jobs.fetchRewards(key);
      context.forgetLoaded(key.userGuid);
      switch (outcome.kind) {
        case 'not-enabled':
          return failures.rewardsNotEnabled();
        case 'not-supported':
          return failures.rewardsNotSupported(outcome.institutionCode);
        case 'done':
        case 'not-ready':
        case 'job-conflict':
        case 'not-found':
        case 'institution-unavailable':
          return toJobResult(outcome, context);
      }
    },
  }),
}));

function toJobResult(outcome: AggregateOutcome, { loaders, reads }: Context) {
  switch (outcome.kind) {
    case 'done': {
      const { member, status, alreadyRunning } = outcome.value;
      loaders.member.prime(keyOf(member), member); // for status.member
      reads.knowStatus(status); // for member.status
      return { __typename: 'JobPayload' as const, member, status, alreadyRunning };
    }
    case 'not-ready':
      return failures.memberNotReady(outcome.status);
    case 'job-conflict':
      return failures.jobConflict(outcome.status);
    case 'not-found':
      return noSuchMember();
    case 'institution-unavailable':
      return failures.institutionUnavailable(outcome.trouble, outcome.institutionCode);
  }
}
