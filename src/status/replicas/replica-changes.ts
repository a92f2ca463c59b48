import type { MemberKey } from '../../mx/api/member.ts';
import type { WebhookModel } from '../../mx/api/webhook.ts';
import type { Bulletins, Position } from '../../shared/bulletins.ts';
import type { StatusHub } from '../hub.ts';
import type { PacedKey } from '../paced-reads.ts';
import type { PendingJob } from '../pending-jobs.ts';
import type { WebhookInbox } from '../webhooks/webhook-inbox.ts';
import { type Bulletin, createBoard } from './board.ts';
import type { Polls } from './polls.ts';

/** The objects that were deleted through the gateway. */
export interface Deletions {
  readonly addMember: (key: MemberKey) => void;
  readonly addUser: (userGuid: string) => void;
  readonly hasMember: (key: MemberKey) => boolean;
  readonly hasUser: (userGuid: string) => boolean;
}

/**
 * Tells the other replicas of changes that were made here, and makes those that were made elsewhere
 * known here. Call it before the change has its effects in this process.
 */
export interface ReplicaChanges {
  /** @param job the job that MX started or resumed; null for another change */
  readonly memberChanged: (key: MemberKey, job: PendingJob | null) => void;
  readonly memberDeleted: (key: MemberKey) => void;
  readonly userChanged: (userGuid: string) => void;
  readonly userDeleted: (userGuid: string) => void;
  readonly webhookReceived: (webhook: WebhookModel) => void;
}

export interface ReplicaChangesOptions {
  readonly bulletins: Bulletins;
  readonly polls: Pick<Polls, 'changed' | 'reported'>;
  readonly hub: Pick<StatusHub, 'changedElsewhere'>;
  readonly webhooks: Pick<WebhookInbox, 'takeElsewhere'>;
  readonly deleted: Deletions;
  /** The effects of a change to a user in this process. */
  readonly changeUser: (userGuid: string) => void;
}

export function createReplicaChanges(options: ReplicaChangesOptions): ReplicaChanges {
  const { bulletins, polls, hub, webhooks, deleted, changeUser } = options;
  const board = createBoard({ bulletins, onBulletin });

  function onBulletin(bulletin: Bulletin, position: Promise<Position>): void {
    switch (bulletin.kind) {
      case 'member':
        polls.changed(bulletin.key, position);
        return hub.changedElsewhere(bulletin.key, bulletin.job);
      case 'member-deleted':
        return deleted.addMember(bulletin.key);
      case 'user':
        polls.changed(bulletin, position);
        return changeUser(bulletin.userGuid);
      case 'user-deleted':
        return deleted.addUser(bulletin.userGuid);
      case 'webhook':
        polls.reported(subjectOf(bulletin.webhook), position);
        return void webhooks.takeElsewhere(bulletin.webhook);
    }
  }

  return {
    memberChanged: (key, job) => polls.changed(key, board.tell({ kind: 'member', key, job })),
    memberDeleted(key) {
      deleted.addMember(key);
      void board.tell({ kind: 'member-deleted', key });
    },
    userChanged: (userGuid) => polls.changed({ userGuid }, board.tell({ kind: 'user', userGuid })),
    userDeleted(userGuid) {
      deleted.addUser(userGuid);
      void board.tell({ kind: 'user-deleted', userGuid });
    },
    webhookReceived: (webhook) =>
      polls.reported(subjectOf(webhook), board.tell({ kind: 'webhook', webhook })),
  };
}

function subjectOf({ userGuid, memberGuid }: WebhookModel): PacedKey {
  return memberGuid === null ? { userGuid } : { userGuid, memberGuid };
}
