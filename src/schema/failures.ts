import type { InstitutionTrouble } from '../mx/errors.ts';
import type { NodeModel } from './node.ts';
import type { StatusModel } from './refs.ts';

const troubles = {
  maintenance: { reason: 'MAINTENANCE', message: 'The institution is under maintenance.' },
  unavailable: { reason: 'UNAVAILABLE', message: 'MX cannot reach the institution at the moment.' },
  blocked: { reason: 'BLOCKED', message: 'MX does not let this partner use the institution.' },
  unrecognized: {
    reason: 'UNRECOGNIZED',
    message: 'MX cannot connect to the institution at the moment.',
  },
} as const;

/** Functions that create the errors of `errors.ts`. */
export const failures = {
  notFound: (message: string) => ({ __typename: 'NotFoundError' as const, message }),
  invalidInput: (message: string, path: readonly string[] | null) => ({
    __typename: 'InvalidInputError' as const,
    message,
    path,
  }),
  conflict: (message: string, existing: NodeModel | null) => ({
    __typename: 'ConflictError' as const,
    message,
    existing,
  }),
  jobConflict: (status: StatusModel | null) => ({
    __typename: 'JobConflictError' as const,
    message: 'A job of another kind is running on this member.',
    status,
  }),
  memberNotReady: (status: StatusModel) => ({
    __typename: 'MemberNotReadyError' as const,
    message: "The member's status does not allow a job. See status.nextAction.",
    status,
  }),
  notChallenged: (status: StatusModel) => ({
    __typename: 'NotChallengedError' as const,
    message: 'This member has no open challenges.',
    status,
  }),
  institutionUnavailable: (trouble: InstitutionTrouble, institutionCode: string | null) => ({
    __typename: 'InstitutionUnavailableError' as const,
    ...troubles[trouble],
    isRetryable: trouble === 'maintenance' || trouble === 'unavailable',
    institutionCode,
  }),
  refreshFailed: () => ({
    __typename: 'RefreshFailedError' as const,
    message: 'The rewards could not be fetched. See the status.',
  }),
  rewardsNotEnabled: () => ({
    __typename: 'RewardsNotEnabledError' as const,
    message: 'MX has not enabled rewards for this partner.',
  }),
  rewardsNotSupported: (institutionCode: string | null) => ({
    __typename: 'RewardsNotSupportedError' as const,
    message: "The member's institution does not support rewards.",
    institutionCode,
  }),
};
