import type { ApiCall } from '../api-call.ts';
import { toInstant, toOffsetInstant } from '../dates.ts';
import type { MemberRecord } from '../records.ts';
import { overridden } from '../state.ts';
import type { WireFields } from '../wire-fields.ts';

const needsCredentials = new Set(['PREVENTED', 'DENIED', 'IMPAIRED', 'IMPORTED']);

/** The codes and names of a member's `error`. */
const errors: Readonly<Record<string, readonly [number, string]>> = {
  DENIED: [2005, 'INVALID_CREDENTIALS'],
  EXPIRED: [2003, 'MFA_TIMEOUT'],
  FAILED: [3000, 'INSTITUTION_DOWN'],
  PREVENTED: [2005, 'INVALID_CREDENTIALS'],
  REJECTED: [2002, 'INCORRECT_MFA'],
};

/** `MemberResponse`. The window's address is only in the response that creates an OAuth member. */
export function memberBody(
  call: ApiCall,
  member: MemberRecord,
  oauthWindowUri: string | null = null,
): WireFields {
  const { institution } = member;
  const progress = call.jobs.progress(member);
  const user = call.state.users.get(member.userGuid);
  return overridden(call.state, member.guid, {
    aggregated_at: instant(member.aggregatedAt),
    background_aggregation_is_disabled: member.backgroundAggregationIsDisabled,
    connection_status: progress.connectionStatus,
    connection_status_message: statusMessage(progress.connectionStatus, institution.name),
    error: memberError(call, progress.connectionStatus),
    guid: member.guid,
    id: member.id,
    institution_code: institution.code,
    institution_guid: institution.guid,
    is_being_aggregated: progress.isBeingAggregated,
    is_managed_by_user: false,
    is_manual: false,
    is_oauth: member.isOauth,
    metadata: member.metadata,
    most_recent_job_detail_code: null,
    most_recent_job_detail_text: null,
    most_recent_job_guid: member.jobGuid,
    name: institution.name,
    needs_updated_credentials: needsCredentials.has(progress.connectionStatus ?? ''),
    oauth_window_uri: oauthWindowUri,
    successfully_aggregated_at: instant(member.successfullyAggregatedAt),
    use_cases: member.useCases,
    user_guid: member.userGuid,
    user_id: user?.id ?? null,
  });
}

/** `MemberStatusResponse`. `challenges` is only present while the member is CHALLENGED. */
export function memberStatusBody(call: ApiCall, member: MemberRecord): WireFields {
  const progress = call.jobs.progress(member);
  const { aggregatedAt, successfullyAggregatedAt } = member;
  return overridden(call.state, member.guid, {
    aggregated_at: aggregatedAt === null ? null : toOffsetInstant(aggregatedAt),
    ...(progress.challenges.length > 0 && { challenges: progress.challenges }),
    connection_status: progress.connectionStatus,
    guid: member.guid,
    has_processed_account_numbers: progress.hasProcessedAccounts,
    has_processed_accounts: progress.hasProcessedAccounts,
    has_processed_transactions: progress.hasProcessedTransactions,
    is_authenticated: progress.isAuthenticated,
    is_being_aggregated: progress.isBeingAggregated,
    successfully_aggregated_at:
      successfullyAggregatedAt === null ? null : toOffsetInstant(successfullyAggregatedAt),
  });
}

function instant(ms: number | null): string | null {
  return ms === null ? null : toInstant(ms);
}

/**
 * The error is an object under v20250224 and a text with JSON under v20111101. Both have been seen
 * at MX.
 */
function memberError({ version }: ApiCall, status: string | null): unknown {
  const known = errors[status ?? ''];
  if (known === undefined) return version === 'v20250224' ? {} : null;
  const [error_code, error_message] = known;
  const error = {
    error_code,
    error_message,
    error_type: 'MEMBER',
    locale: 'en',
    user_message: null,
  };
  return version === 'v20250224' ? error : JSON.stringify(error);
}

function statusMessage(status: string | null, name: string): string | null {
  switch (status) {
    case null:
      return null;
    case 'CONNECTED':
      return `Connected to ${name}`;
    case 'CHALLENGED':
      return `To authenticate your connection to ${name}, please answer the following challenge(s).`;
    case 'DENIED':
      return `The credentials entered do not match those at ${name}. Please correct them below to continue.`;
    case 'PREVENTED':
      return `The last 3 attempts to connect to ${name} have failed. Please re-enter your credentials.`;
    case 'REJECTED':
      return `The answer or answers provided were incorrect. Please try again.`;
    case 'EXPIRED':
      return `The answer or answers were not provided in time. Please try again.`;
    case 'LOCKED':
      return `Your account is locked. Please log in to the appropriate website for ${name} and follow the steps to resolve the issue.`;
    case 'FAILED':
      return `There was a problem validating your credentials with ${name}. Please try again later.`;
    default:
      return `Connecting to ${name}`;
  }
}
