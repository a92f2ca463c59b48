import { sharesEvents } from '../../operation/documents/event-key.ts';
import { builder } from '../builder.ts';
import { MemberStatus } from '../refs.ts';
import { keyOfArgument } from './payload.ts';

builder.subscriptionField('memberStatus', (t) =>
  t.field({
    type: MemberStatus,
    nullable: false,
    extensions: sharesEvents,
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
    subscribe: (_root, { memberId, after, completeWhenSettled }, context) =>
      context.hub.watch(keyOfArgument(memberId, context), {
        after: after ?? undefined,
        completeWhenSettled: completeWhenSettled ?? false,
      }),
    resolve: (status, _args, { reads }) => {
      reads.knowStatus(status);
      return status;
    },
  }),
);
