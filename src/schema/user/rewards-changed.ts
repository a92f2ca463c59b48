import { type OwnUserGuid, ownUserGuid } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import { everyEventCounts, sharesEvents } from '../../operation/documents/event-key.ts';
import { notFound } from '../../operation/refusal.ts';
import type { UserNews } from '../../status/news/user-news.ts';
import { builder } from '../builder.ts';
import { parseId } from '../global-id.ts';
import { lookUpMember } from '../member/lookup.ts';
import { Member } from '../refs.ts';

const RewardsChange = builder.enumType('RewardsChange', {
  description: 'A kind of data that has changed.',
  values: {
    REWARDS: { description: 'Rewards of the member, and the rewards fields of its accounts.' },
    ACCOUNTS: { description: 'Accounts of the member.' },
    TRANSACTIONS: { description: 'Transactions of the member.' },
    MEMBERS: { description: 'The member: it was connected, changed or deleted.' },
  } as const,
});

const RewardsChangedEvent = builder.objectRef<UserNews>('RewardsChangedEvent').implement({
  description: 'There is new data of a user. The event does not contain it: read it again.',
  fields: (t) => ({
    member: t.field({
      type: Member,
      description:
        'The member whose data has changed; null when it was deleted, and when the data of many ' +
        'members has changed: read the whole user again. Its id and guid cost no call to MX.',
      resolve: ({ key }, _args, context, info) =>
        key === null ? null : lookUpMember(key, context, info),
    }),
    what: t.field({
      type: [RewardsChange],
      nullable: false,
      description:
        'The kinds of data that have changed. More kinds than have changed when MX does not say which.',
      resolve: ({ what }) => [...what],
    }),
    observedAt: t.expose('observedAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When the gateway learned of the change.',
    }),
  }),
});

builder.subscriptionField('rewardsChanged', (t) =>
  t.field({
    type: RewardsChangedEvent,
    nullable: false,
    extensions: { ...sharesEvents, ...everyEventCounts },
    description:
      'Tells that new rewards, accounts or transactions of a user are there to be read. There is no ' +
      "first event: subscribe, then read. MX's webhooks cause the events. Where the gateway receives " +
      "none, the times in MX's list of members do.",
    args: {
      userId: t.arg.id({ required: true, description: 'Global id of the user.' }),
    },
    subscribe: (_root, { userId }, context) => context.news.watch(guidOfArgument(userId, context)),
    resolve: (news) => news,
  }),
);

/** The guid of the user that an argument names; NOT_FOUND if it is not the viewer's. */
function guidOfArgument(userId: string, { viewer }: Context): OwnUserGuid {
  const [userGuid = ''] = parseId(userId, 'User', ['userId']);
  const guid = ownUserGuid(viewer, userGuid);
  if (guid === null) throw notFound('There is no such user.');
  return guid;
}
