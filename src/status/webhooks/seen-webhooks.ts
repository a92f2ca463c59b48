import { LRUCache } from 'lru-cache';
import { limits } from '../../limits.ts';
import type { WebhookIdentity } from '../../mx/api/webhook.ts';

/** Recognises copies of webhooks, and webhooks that a later one has overtaken. */
export interface SeenWebhooks {
  /** True for a webhook that reports nothing that an earlier webhook has not reported. */
  readonly isOld: (identity: WebhookIdentity) => boolean;
}

interface Seen {
  readonly revision: number | null;
  readonly action: string | null;
}

/** Remembers the last `max` keys; defaults to `limits.webhooksRemembered`. */
export function createSeenWebhooks(max: number = limits.webhooksRemembered): SeenWebhooks {
  const seen = new LRUCache<string, Seen>({ max });

  return {
    isOld({ key, revision, action }) {
      const last = seen.get(key);
      if (last !== undefined && isCovered({ revision, action }, last)) return true;
      seen.set(key, { revision, action });
      return false;
    },
  };
}

function isCovered({ revision, action }: Seen, last: Seen): boolean {
  if (revision === null || last.revision === null) return true;
  return revision < last.revision || (revision === last.revision && action === last.action);
}
