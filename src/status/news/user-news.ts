import type { OwnMemberKey } from '../../auth/keys.ts';
import type { WebhookData } from '../../mx/api/webhook.ts';

/** New data of a user, for clients to read. */
export interface UserNews {
  /** Null if the data of more members has changed than a watcher is told one by one. */
  readonly key: OwnMemberKey | null;
  /** Each kind once, in a fixed order. */
  readonly what: readonly WebhookData[];
  /** RFC 3339 in UTC. */
  readonly observedAt: string;
}

const ORDER: readonly WebhookData[] = ['REWARDS', 'ACCOUNTS', 'TRANSACTIONS', 'MEMBERS'];

export function mergeKinds(...lists: readonly (readonly WebhookData[])[]): readonly WebhookData[] {
  return ORDER.filter((kind) => lists.some((list) => list.includes(kind)));
}
