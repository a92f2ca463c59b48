import type { MemberKey } from '../../mx/api/member.ts';
import type { WebhookModel } from '../../mx/api/webhook.ts';
import type { StatusHub } from '../hub.ts';
import type { UserLists } from '../user/user-lists.ts';
import type { SeenWebhooks } from './seen-webhooks.ts';
import type { Wakes } from './wakes.ts';

/**
 * Acts on webhooks. A webhook is a reason to read, and never a source of data: it drops what was
 * read before, and wakes the polls of those who watch. If nobody watches, nothing is read.
 */
export interface WebhookInbox {
  /** False for a webhook that has no effect, because it reports nothing new. */
  readonly take: (webhook: WebhookModel) => boolean;
}

export interface WebhookInboxOptions {
  readonly seen: SeenWebhooks;
  readonly wakes: Pick<Wakes, 'request'>;
  readonly hub: Pick<StatusHub, 'look' | 'lookAtUser'>;
  readonly lists: Pick<UserLists, 'look'>;
  /** From now on no operation uses an earlier read of this member, or of its user's data. */
  readonly dropMember: (key: MemberKey) => void;
  /** From now on no operation uses an earlier read of this user. */
  readonly dropUser: (userGuid: string) => void;
  /** Tells those who watch the user's data. */
  readonly onData: (webhook: WebhookModel) => void;
}

export function createWebhookInbox(options: WebhookInboxOptions): WebhookInbox {
  const { seen, wakes, hub, lists, dropMember, dropUser, onData } = options;

  return {
    take(webhook) {
      const { userGuid, memberGuid, identity, concernsStatus } = webhook;
      if (identity !== null && seen.isOld(identity)) return false;
      const key = memberGuid === null ? null : { userGuid, memberGuid };
      if (key === null) dropUser(userGuid);
      else dropMember(key);
      if (concernsStatus) {
        // The list comes first, because the members of a watched user are served from it.
        wakes.request(`list ${userGuid}`, () => lists.look(userGuid));
        const look = () => (key === null ? hub.lookAtUser(userGuid) : hub.look(key));
        wakes.request(`${userGuid}/${memberGuid ?? ''}`, look);
      }
      onData(webhook);
      return true;
    },
  };
}
