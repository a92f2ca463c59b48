import { toDay } from '../dates.ts';
import { newGuid } from '../guid.ts';
import type { JobKind, MemberRecord } from '../records.ts';
import type { WireFields } from '../wire-fields.ts';
import { toSeconds } from './bodies.ts';

/** A job that has delivered its data. */
export interface EndedJob {
  readonly guid: string;
  readonly kind: JobKind;
  readonly endedAt: number;
  /** Transactions that the member did not have before the job. */
  readonly newTransactions: number;
  /** True for the first job of the member that delivered data. */
  readonly isFirst: boolean;
}

/**
 * The webhooks about a job's data: docs.mx.com/resources/webhooks/aggregation, …/balance, …/history,
 * and docs.mx.com/api-reference/rewards/overview/webhook.
 */
export function dataWebhooks(member: MemberRecord, job: EndedJob): readonly WireFields[] {
  const { guid: memberGuid, userGuid } = member;
  const { kind, endedAt, guid, isFirst } = job;
  const updated = {
    action: 'member_data_updated',
    completed_at: toSeconds(endedAt),
    completed_on: toDay(endedAt),
    member_guid: memberGuid,
    user_guid: userGuid,
  };
  const transactions = {
    transactions_created_count: job.newTransactions,
    transactions_updated_count: 0,
  };
  if (kind === 'reward') return [{ ...updated, type: 'REWARD', ...countRewards(member, endedAt) }];
  if (kind === 'balance') return [{ ...updated, type: 'BALANCE' }];
  if (kind === 'history') return [{ ...updated, type: 'HISTORY', ...transactions }];
  const aggregation = { ...updated, type: 'AGGREGATION', is_background: false, job_guid: guid };
  return [
    { ...aggregation, ...transactions },
    // Only of members that were created with products, which v20250224 has.
    ...(isFirst && kind === 'combination' ? [initialDataReady(member)] : []),
  ];
}

function countRewards({ rewards }: MemberRecord, endedAt: number) {
  const created = rewards.filter(({ createdAt }) => createdAt === endedAt).length;
  const touched = rewards.filter(({ updatedAt }) => updatedAt === endedAt).length;
  return { rewards_created_count: created, rewards_updated_count: touched - created };
}

/** docs.mx.com/resources/webhooks/initial-data-ready */
function initialDataReady({ guid, userGuid }: MemberRecord): WireFields {
  return {
    type: 'initial_data_ready',
    guid: newGuid('WHK').slice(4),
    client_guid: 'CLT-sandbox',
    user_guid: userGuid,
    member_guid: guid,
  };
}
