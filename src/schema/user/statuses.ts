import { sharesEvents } from '../../operation/documents/event-key.ts';
import type { StatusesEvent } from '../../status/user/status-book.ts';
import { bound } from '../bounded-arguments.ts';
import { builder } from '../builder.ts';
import { MemberStatus } from '../refs.ts';
import { userOfArgument } from './payload.ts';

const MemberStatusesEvent = builder.objectRef<StatusesEvent>('MemberStatusesEvent').implement({
  description: "The changes of a user's members since the last event.",
  fields: (t) => ({
    changed: t.field({
      type: [MemberStatus],
      nullable: false,
      description:
        'In the first event the statuses of all members (with `after`: of those that differ), then ' +
        'the statuses that have changed. Replace the status of each of these members.',
      resolve: ({ changed }) => [...changed],
    }),
    removed: t.field({
      type: ['ID'],
      nullable: false,
      description: 'Guids of members that do not exist any more.',
      resolve: ({ removed }) => [...removed],
    }),
    needsAction: t.field({
      type: [MemberStatus],
      nullable: false,
      description:
        'All members whose status asks the end user for something, changed or not, the most urgent ' +
        'first: open challenges, then sign-ins, credentials, and acts at the institution.',
      resolve: ({ needsAction }) => [...needsAction],
    }),
    revision: t.exposeString('revision', {
      nullable: false,
      description: 'Opaque; stands for the state of all members. Pass it as `after`.',
    }),
  }),
});

builder.subscriptionField('memberStatuses', (t) =>
  t.field({
    type: MemberStatusesEvent,
    nullable: false,
    extensions: sharesEvents,
    description:
      'The statuses of all members of a user: first all of them, then each change. One read of ' +
      "MX's member list per poll serves it, and every `memberStatus` of the user. The list does not " +
      'contain `isAuthenticated` and the `hasProcessed…` fields, which are null unless they are known.',
    args: {
      userId: t.arg.id({ required: true, description: 'Global id of the user.' }),
      after: t.arg.string({
        description:
          'The last `revision` seen. A client that reconnects only receives the difference, or ' +
          'nothing until something changes.',
        extensions: bound('membersRevisionCharacters'),
      }),
    },
    subscribe: (_root, { userId, after }, context) =>
      context.userStatuses.watch(userOfArgument(userId, context), { after: after ?? undefined }),
    resolve: (event, _args, { reads }) => {
      for (const status of [...event.changed, ...event.needsAction]) {
        if (status.unread === undefined) reads.knowStatus(status);
      }
      return event;
    },
  }),
);
