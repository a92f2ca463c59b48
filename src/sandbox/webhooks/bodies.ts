import type { AccountRecord, MemberRecord, Progress, UserRecord } from '../records.ts';
import type { WireFields } from '../wire-fields.ts';

export type Action = 'created' | 'updated' | 'deleted';

/** MX's numbers of connection statuses, which only webhooks contain. */
const statusIds: readonly string[] = [
  ...['CREATED', 'PREVENTED', 'DENIED', 'CHALLENGED', 'REJECTED', 'LOCKED', 'CONNECTED', 'IMPEDED'],
  ...['RECONNECTED', 'DEGRADED', 'DISCONNECTED', 'DISCONTINUED', 'CLOSED', 'DELAYED', 'FAILED'],
  ...['UPDATED', 'DISABLED', 'IMPORTED', 'RESUMED', 'EXPIRED', 'IMPAIRED', 'PENDING'],
];

/** The statuses that the end user can do something about. CONNECTED is not one of them. */
export const actionableStatuses: ReadonlySet<string | null> = new Set([
  ...['CHALLENGED', 'DENIED', 'EXPIRED', 'IMPAIRED', 'IMPEDED', 'LOCKED', 'PREVENTED', 'REJECTED'],
]);

/** Whole seconds since 1970, in which webhooks write times. */
export function toSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}

/** docs.mx.com/resources/webhooks/users */
export function userWebhook(user: UserRecord, action: Action, revision: number): WireFields {
  const { guid, id, email, isDisabled, metadata } = user;
  return { action, user: { email, guid, id, is_disabled: isDisabled, metadata, revision } };
}

/** docs.mx.com/resources/webhooks/member */
export function memberWebhook(
  { member, progress, userId }: Subject,
  action: Action,
  revision: number,
): WireFields {
  const { institution, aggregatedAt, successfullyAggregatedAt } = member;
  return {
    action,
    member: {
      aggregated_at: aggregatedAt === null ? null : toSeconds(aggregatedAt),
      background_aggregation_is_disabled: member.backgroundAggregationIsDisabled,
      ...statusFields(progress, institution.name),
      guid: member.guid,
      id: member.id,
      institution_code: institution.code,
      institution_guid: institution.guid,
      is_being_aggregated: progress.isBeingAggregated,
      is_managed_by_user: false,
      is_oauth: member.isOauth,
      metadata: member.metadata,
      name: institution.name,
      revision,
      successfully_aggregated_at:
        successfullyAggregatedAt === null ? null : toSeconds(successfullyAggregatedAt),
      user_guid: member.userGuid,
      user_id: userId,
    },
  };
}

/** docs.mx.com/resources/webhooks/accounts */
export function accountWebhook(
  account: AccountRecord,
  { member, userId }: Subject,
  action: Action,
  revision: number,
): WireFields {
  const { guid, memberGuid, userGuid, fields, createdAt, updatedAt } = account;
  return {
    action,
    account: {
      account_type: fields['type'] ?? null,
      account_type_set_by: 'FEED',
      balance: fields['balance'] ?? null,
      balance_set_by: 'FEED',
      created_at: toSeconds(createdAt),
      guid,
      id: fields['id'] ?? null,
      institution_guid: member.institution.guid,
      member_guid: memberGuid,
      member_id: member.id,
      name: fields['name'] ?? null,
      revision,
      updated_at: toSeconds(updatedAt),
      user_guid: userGuid,
      user_id: userId,
    },
  };
}

/** docs.mx.com/resources/webhooks/connection-status */
export function connectionStatusWebhook({ member, progress }: Subject): WireFields {
  return {
    action: 'CHANGED',
    ...statusFields(progress, member.institution.name),
    member_guid: member.guid,
    type: 'CONNECTION_STATUS',
    user_guid: member.userGuid,
  };
}

/** docs.mx.com/resources/webhooks/job-status; MX spells `insitution_guid` like this. */
export function jobWebhook(
  { member, userId }: Subject,
  job: { readonly guid: string; readonly startedAt: number },
  { statusName, at }: { readonly statusName: string; readonly at: number },
): WireFields {
  const isDone = statusName === 'COMPLETED';
  return {
    job: {
      created_at: toSeconds(job.startedAt),
      error_message: null,
      finished_at: isDone ? toSeconds(at) : null,
      guid: job.guid,
      insitution_guid: member.institution.guid,
      is_authenticated: isDone,
      member_guid: member.guid,
      member_id: member.id,
      started_at: toSeconds(job.startedAt),
      status: null,
      status_name: statusName,
      updated_at: toSeconds(at),
      user_guid: member.userGuid,
      user_id: userId,
    },
  };
}

/** A member at one instant. */
export interface Subject {
  readonly member: MemberRecord;
  readonly progress: Progress;
  /** The partner's own id of the user. */
  readonly userId: string | null;
}

function statusFields({ connectionStatus }: Progress, name: string): WireFields {
  const id = statusIds.indexOf(connectionStatus ?? '');
  return {
    connection_status: connectionStatus,
    connection_status_id: id === -1 ? null : id,
    connection_status_message: connectionStatus === null ? null : `${connectionStatus} at ${name}`,
  };
}
