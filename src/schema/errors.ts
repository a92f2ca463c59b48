import { builder } from './builder.ts';
import { Node, type NodeModel } from './node.ts';
import { Institution, MemberStatus, type StatusModel } from './refs.ts';

export const ErrorCode = builder.enumType('ErrorCode', {
  description: 'Why an operation failed in an expected way.',
  values: {
    NOT_FOUND: { description: 'The object does not exist, or it is not yours.' },
    INVALID_INPUT: { description: 'MX or the gateway rejected the input.' },
    CONFLICT: { description: 'The object already exists.' },
    JOB_CONFLICT: { description: 'A job of another kind is running on the member.' },
    MEMBER_NOT_READY: { description: "The member's status does not allow a job." },
    REWARDS_NOT_ENABLED: { description: 'MX has not enabled rewards for this partner.' },
    REWARDS_NOT_SUPPORTED: { description: 'The institution does not support rewards.' },
    NOT_CHALLENGED: { description: 'The member has no open challenges.' },
    INSTITUTION_UNAVAILABLE: { description: 'MX cannot use the institution at the moment.' },
    REFRESH_FAILED: { description: 'The job failed.' },
  } as const,
});

interface Failure<Type extends string> {
  readonly __typename: Type;
  readonly message: string;
  /** Present if the value is not the same for all failures of the type. */
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
      description: 'The kind of failure, for clients that do not check the type.',
      resolve: (failure) => codes[failure.__typename],
    }),
    retryable: t.boolean({
      nullable: false,
      description: 'True when the same call may succeed later without any change.',
      resolve: ({ __typename, isRetryable }) => isRetryable ?? retryable.has(__typename),
    }),
  }),
});

export const NotFoundError = builder
  .objectRef<Failure<'NotFoundError'>>('NotFoundError')
  .implement({
    description: 'The object does not exist, or it is not yours. The two cases look the same.',
    interfaces: [ErrorInterface],
  });

export interface InvalidInput extends Failure<'InvalidInputError'> {
  readonly path: readonly string[] | null;
}

export const InvalidInputError = builder.objectRef<InvalidInput>('InvalidInputError').implement({
  description: 'MX or the gateway rejected the input.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.field({
      type: ['String'],
      description: 'Path of the input field, starting at the argument; null when it is not known.',
      resolve: ({ path }) => (path === null ? null : [...path]),
    }),
  }),
});

export interface Conflict extends Failure<'ConflictError'> {
  readonly existing: NodeModel | null;
}

export const ConflictError = builder.objectRef<Conflict>('ConflictError').implement({
  description:
    'A user with this id, or a member with this institution and credentials, already exists.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    existing: t.field({
      type: Node,
      description: 'The object that already exists; null when MX does not say which one it is.',
      resolve: ({ existing }) => existing,
    }),
  }),
});

interface JobConflict extends Failure<'JobConflictError'> {
  readonly status: StatusModel | null;
}

export const JobConflictError = builder.objectRef<JobConflict>('JobConflictError').implement({
  description: 'A job of another kind is running on the member. Follow its status, then try again.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    status: t.field({
      type: MemberStatus,
      description: 'The status while the other job runs; null when it could not be read.',
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
    description:
      "The member's status does not allow a job. `status.nextAction` says what to do first.",
    interfaces: [ErrorInterface],
    fields: (t) => ({
      status: t.field({
        type: MemberStatus,
        nullable: false,
        description: 'The status that does not allow the job.',
        resolve: ({ status }) => status,
      }),
    }),
  });

export const NotChallengedError = builder
  .objectRef<WithStatus<'NotChallengedError'>>('NotChallengedError')
  .implement({
    description: 'The member has no open challenges. They may have expired.',
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
    description: 'MX has not enabled rewards for this partner. Ask MX to enable them.',
    interfaces: [ErrorInterface],
  });

builder.objectRef<Failure<'RefreshFailedError'>>('RefreshFailedError').implement({
  description: 'The job failed. The status says how.',
  interfaces: [ErrorInterface],
});

interface RewardsNotSupported extends Failure<'RewardsNotSupportedError'> {
  readonly institutionCode: string | null;
}

export const RewardsNotSupportedError = builder
  .objectRef<RewardsNotSupported>('RewardsNotSupportedError')
  .implement({
    description: "MX cannot fetch rewards from the member's institution.",
    interfaces: [ErrorInterface],
    fields: (t) => ({
      institution: t.field({
        type: Institution,
        description: 'The institution; null when it could not be read.',
        resolve: ({ institutionCode }, _args, { reference }) =>
          institutionCode === null ? null : reference.institution(institutionCode),
      }),
    }),
  });

const InstitutionUnavailableReason = builder.enumType('InstitutionUnavailableReason', {
  description: 'Why MX cannot use an institution.',
  values: {
    MAINTENANCE: { description: 'MX or the institution is doing maintenance.' },
    UNAVAILABLE: { description: 'MX cannot reach the institution.' },
    BLOCKED: {
      description: 'MX does not let this partner use the institution, or not for new members.',
    },
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
      'MX cannot use the institution at the moment. `retryable` says whether waiting may help.',
    interfaces: [ErrorInterface],
    fields: (t) => ({
      reason: t.field({
        type: InstitutionUnavailableReason,
        nullable: false,
        description: 'The reason.',
        resolve: ({ reason }) => reason,
      }),
      institution: t.field({
        type: Institution,
        description: 'The institution; null when it could not be read.',
        resolve: ({ institutionCode }, _args, { reference }) =>
          institutionCode === null ? null : reference.institution(institutionCode),
      }),
    }),
  });
