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
  /** The same for a webhook that another replica has received. */
  readonly takeElsewhere: (webhook: WebhookModel) => boolean;
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
  /** Called first for each webhook that reports something new and was received here. */
  readonly onOwn: (webhook: WebhookModel) => void;
  /** Tells those who watch the user's data. */
  readonly onData: (webhook: WebhookModel) => void;
}

export function createWebhookInbox(options: WebhookInboxOptions): WebhookInbox {
  const { seen, wakes, hub, lists, dropMember, dropUser, onOwn, onData } = options;

  function isNew({ identity }: WebhookModel): boolean {
    return identity === null || !seen.isOld(identity);
  }

  function act(webhook: WebhookModel): void {
    const { userGuid, memberGuid, concernsStatus } = webhook;
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
  }

  return {
    take(webhook) {
      if (!isNew(webhook)) return false;
      onOwn(webhook);
      act(webhook);
      return true;
    },
    takeElsewhere(webhook) {
      if (!isNew(webhook)) return false;
      act(webhook);
      return true;
    },
  };
}
