import { mayRead } from '../../auth/viewer.ts';
import { notFound } from '../../operation/refusal.ts';
import { builder } from '../builder.ts';
import { partsOfId } from '../global-id.ts';
import { MemberStatus } from '../refs.ts';

builder.subscriptionField('memberStatus', (t) =>
  t.field({
    type: MemberStatus,
    nullable: false,
    description:
      "The member's status: first the current one, then each change. One poll of MX serves every " +
      'watcher of a member. With `completeWhenSettled`, the stream ends once nothing more will ' +
      'happen until someone acts.',
    args: {
      memberId: t.arg.id({ required: true, description: 'Global id of the member.' }),
      after: t.arg.string({
        description:
          'The last revision seen, so that a client that reconnects does not receive it again.',
      }),
      completeWhenSettled: t.arg.boolean({
        defaultValue: false,
        description: 'Set to true to end the stream with the first settled status.',
      }),
    },
    subscribe: (_root, { memberId, after, completeWhenSettled }, { viewer, hub }) => {
      const [userGuid = '', memberGuid = ''] = partsOfId(memberId, 'Member', ['memberId']);
      if (!mayRead(viewer, userGuid)) throw notFound('There is no such member.');
      return hub.watch(
        { userGuid, memberGuid },
        { after: after ?? undefined, completeWhenSettled: completeWhenSettled ?? false },
      );
    },
    resolve: (status, _args, { reads }) => {
      reads.knowStatus(status);
      return status;
    },
  }),
);
