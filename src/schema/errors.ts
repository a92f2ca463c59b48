import type { InstitutionModel } from '../mx/api/institution.ts';
import { builder } from './builder.ts';
import { Node, type NodeModel } from './node.ts';
import { Institution, MemberStatus, type StatusModel } from './refs.ts';

export const ErrorCode = builder.enumType('ErrorCode', {
  description: 'Why something expected did not work.',
  values: {
    NOT_FOUND: { description: 'There is no such object, or it is not yours.' },
    INVALID_INPUT: { description: 'MX or the gateway refused the input.' },
    CONFLICT: { description: 'It exists already.' },
    JOB_CONFLICT: { description: 'A job of another kind is running.' },
    MEMBER_NOT_READY: { description: "The member's status does not allow it." },
    REWARDS_NOT_ENABLED: { description: 'MX has not enabled rewards for this partner.' },
    REWARDS_NOT_SUPPORTED: { description: 'The institution has no rewards.' },
    NOT_CHALLENGED: { description: 'The member asks no questions.' },
    INSTITUTION_UNAVAILABLE: { description: 'The institution takes no part at the moment.' },
    REFRESH_FAILED: { description: 'The job ended without success.' },
  } as const,
});

interface Failure<Type extends string> {
  readonly __typename: Type;
  readonly message: string;
  /** Where it is not the same for all failures of the type. */
  readonly isRetryable?: boolean;
}

type Code = typeof ErrorCode.$inferType;

const codes = {
  NotFoundError: 'NOT_FOUND',
  InvalidInputError: 'INVALID_INPUT',
  ConflictError: 'CONFLICT',
  JobConflictError: 'JOB_CONFLICT',
  MemberNotReadyError: 'MEMBER_NOT_READY',
  RewardsNotEnabledError: 'REWARDS_NOT_ENABLED',
  RewardsNotSupportedError: 'REWARDS_NOT_SUPPORTED',
  NotChallengedError: 'NOT_CHALLENGED',
  InstitutionUnavailableError: 'INSTITUTION_UNAVAILABLE',
  RefreshFailedError: 'REFRESH_FAILED',
} as const satisfies Record<string, Code>;

/** Failures that pass by themselves: the same call may work later. */
const retryable: ReadonlySet<string> = new Set(['JobConflictError', 'RefreshFailedError']);

export const ErrorInterface = builder.interfaceRef<Failure<keyof typeof codes>>('Error').implement({
  description: 'A failure that an app is expected to handle.',
  fields: (t) => ({
    message: t.exposeString('message', {
      nullable: false,
      description: 'A sentence for developers; `MemberStatus.userMessage` is for end users.',
    }),
    code: t.field({
      type: ErrorCode,
      nullable: false,
      description: 'The kind of failure, for clients that do not look at the type.',
      resolve: (failure) => codes[failure.__typename],
    }),
    retryable: t.boolean({
      nullable: false,
      description: 'True when the same call may work later without any change.',
      resolve: ({ __typename, isRetryable }) => isRetryable ?? retryable.has(__typename),
    }),
  }),
});

export const NotFoundError = builder
  .objectRef<Failure<'NotFoundError'>>('NotFoundError')
  .implement({
    description: 'There is no such object, or it is not yours: both read the same.',
    interfaces: [ErrorInterface],
  });

export interface InvalidInput extends Failure<'InvalidInputError'> {
  readonly path: readonly string[] | null;
}

export const InvalidInputError = builder.objectRef<InvalidInput>('InvalidInputError').implement({
  description: 'MX or the gateway refused the input.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.field({
      type: ['String'],
      description: 'Names the input field, from the argument down; null where it is not known.',
      resolve: ({ path }) => (path === null ? null : [...path]),
    }),
  }),
});

export interface Conflict extends Failure<'ConflictError'> {
  readonly existing: NodeModel | null;
}

export const ConflictError = builder.objectRef<Conflict>('ConflictError').implement({
  description: 'The same user id, or the same institution and credentials, exists already.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    existing: t.field({
      type: Node,
      description: 'What is in the way; null where MX does not let it be told.',
      resolve: ({ existing }) => existing,
    }),
  }),
});

interface JobConflict extends Failure<'JobConflictError'> {
  readonly status: StatusModel | null;
}

export const JobConflictError = builder.objectRef<JobConflict>('JobConflictError').implement({
  description: 'A job of another kind is running on the member: follow its status, then try again.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    status: t.field({
      type: MemberStatus,
      description: 'The status under the other job; null when it could not be read.',
      resolve: ({ status }) => status,
    }),
  }),
});

interface WithStatus<Type extends string> extends Failure<Type> {
  readonly status: StatusModel;
}

export const MemberNotReadyError = builder
  .objectRef<WithStatus<'MemberNotReadyError'>>('MemberNotReadyError')
  .implement({
    description: "The member's status does not allow a job; `status.nextAction` says what does.",
    interfaces: [ErrorInterface],
    fields: (t) => ({
      status: t.field({
        type: MemberStatus,
        nullable: false,
        description: 'The status that does not allow it.',
        resolve: ({ status }) => status,
      }),
    }),
  });

export const NotChallengedError = builder
  .objectRef<WithStatus<'NotChallengedError'>>('NotChallengedError')
  .implement({
    description: 'The member asks no questions at the moment; they may have expired.',
    interfaces: [ErrorInterface],
    fields: (t) => ({
      status: t.field({
        type: MemberStatus,
        nullable: false,
        description: 'The status as it is now.',
        resolve: ({ status }) => status,
      }),
    }),
  });

export const RewardsNotEnabledError = builder
  .objectRef<Failure<'RewardsNotEnabledError'>>('RewardsNotEnabledError')
  .implement({
    description: 'MX has not enabled rewards for this partner: ask MX to.',
    interfaces: [ErrorInterface],
  });

builder.objectRef<Failure<'RefreshFailedError'>>('RefreshFailedError').implement({
  description: 'The job ended without success; the status says how.',
  interfaces: [ErrorInterface],
});

interface RewardsNotSupported extends Failure<'RewardsNotSupportedError'> {
  readonly institutionCode: string | null;
}

export const RewardsNotSupportedError = builder
  .objectRef<RewardsNotSupported>('RewardsNotSupportedError')
  .implement({
    description: "The member's institution has no rewards that MX could fetch.",
    interfaces: [ErrorInterface],
    fields: (t) => ({
      institution: t.field({
        type: Institution,
        description: 'The institution; null when it could not be read.',
        resolve: ({ institutionCode }, _args, { reference }): Promise<InstitutionModel | null> =>
          institutionCode === null ? Promise.resolve(null) : reference.institution(institutionCode),
      }),
    }),
  });

const InstitutionUnavailableReason = builder.enumType('InstitutionUnavailableReason', {
  description: 'Why an institution takes no part.',
  values: {
    MAINTENANCE: { description: 'It is being maintained, at MX or by the institution.' },
    UNAVAILABLE: { description: 'MX cannot reach it.' },
    BLOCKED: { description: 'MX does not let this partner use it, or not for new members.' },
    UNRECOGNIZED: { description: 'A value that this gateway does not know yet.' },
  } as const,
});

interface InstitutionUnavailable extends Failure<'InstitutionUnavailableError'> {
  readonly reason: typeof InstitutionUnavailableReason.$inferType;
  readonly institutionCode: string | null;
}

export const InstitutionUnavailableError = builder
  .objectRef<InstitutionUnavailable>('InstitutionUnavailableError')
  .implement({
    description:
      'The institution takes no part at the moment. `retryable` says whether waiting may help.',
    interfaces: [ErrorInterface],
    fields: (t) => ({
      reason: t.field({
        type: InstitutionUnavailableReason,
        nullable: false,
        description: 'Why.',
        resolve: ({ reason }) => reason,
      }),
      institution: t.field({
        type: Institution,
        description: 'The institution; null when it could not be read.',
        resolve: ({ institutionCode }, _args, { reference }): Promise<InstitutionModel | null> =>
          institutionCode === null ? Promise.resolve(null) : reference.institution(institutionCode),
      }),
    }),
  });
