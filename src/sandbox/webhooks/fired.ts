import { createInstant } from '../instant.ts';
import type { Settings } from '../options.ts';
import type { JobKind, MemberRecord } from '../records.ts';
import type { WireFields } from '../wire-fields.ts';
import { connectionStatusWebhook } from './bodies.ts';
import { dataWebhooks } from './data-webhooks.ts';

const kinds = {
  REWARD: 'reward',
  AGGREGATION: 'standard',
  BALANCE: 'balance',
  HISTORY: 'history',
} as const satisfies Record<string, JobKind>;

/** MX's types of the webhooks that can be sent although nothing has happened. */
export const firedWebhookTypes = [
  'CONNECTION_STATUS',
  'REWARD',
  'AGGREGATION',
  'BALANCE',
  'HISTORY',
] as const;

export type FiredWebhookType = (typeof firedWebhookTypes)[number];

/** The webhook about a member as it is, as if a job had ended now. */
export function firedWebhook(options: {
  readonly member: MemberRecord;
  readonly type: FiredWebhookType;
  readonly settings: Settings;
  readonly now: number;
}): WireFields {
  const { member, type, settings, now } = options;
  if (type === 'CONNECTION_STATUS') {
    const progress = createInstant({ settings, now }).jobs.progress(member);
    return connectionStatusWebhook({ member, progress, userId: null });
  }
  const job = { guid: member.jobGuid ?? '', kind: kinds[type], endedAt: now };
  const [body = {}] = dataWebhooks(member, { ...job, newTransactions: 0, isFirst: false });
  return body;
}
