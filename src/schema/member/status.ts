import { builder } from '../builder.ts';
import { Challenge } from '../challenge.ts';
import { ConnectionStatus, toConnectionStatus } from '../enums.ts';
import { needs } from '../field-needs.ts';
import { toStatusId } from '../global-id.ts';
import { Member, MemberStatus, type StatusModel } from '../refs.ts';
import { semanticNonNull } from '../semantic-non-null.ts';
import { lookUpMember } from './lookup.ts';

const MemberNextAction = builder.enumType('MemberNextAction', {
  description: 'What the app should do next.',
  values: {
    NONE: { description: 'Nothing. All is well, or nothing can be done.' },
    WAIT: { description: 'Follow the status. Something is in progress.' },
    START_JOB: { description: 'Call `aggregateMember` or `fetchRewards`.' },
    ANSWER_CHALLENGES: { description: 'Show `challenges` and call `answerChallenges`.' },
    UPDATE_CREDENTIALS: { description: 'Ask for the credentials again.' },
    AUTHORIZE_OAUTH: { description: "Send the end user to the institution's sign-in page." },
    VISIT_INSTITUTION: { description: 'The end user must act at the institution.' },
    RETRY_LATER: { description: 'Try again in a few hours.' },
    CONTACT_SUPPORT: { description: 'Refer the end user to support.' },
  } as const,
});

MemberStatus.implement({
  description: "A member's connection status at one moment, and what to do next.",
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'The same id for every status of a member, so that caches merge them.',
      extensions: needs('member'),
      resolve: ({ key }) => toStatusId(key.userGuid, key.memberGuid),
    }),
    member: t.field({
      type: Member,
      description:
        'The member; null when it could not be read. Its id and guid cost no call to MX.',
      extensions: needs('member'),
      resolve: (status, _args, context, info) =>
        status.listed ?? lookUpMember(status.key, context, info),
    }),
    connectionStatus: t.field({
      type: ConnectionStatus,
      description: 'The connection status; null for a manual member.',
      extensions: needs('member'),
      resolve: ({ connectionStatus }) =>
        connectionStatus === null ? null : toConnectionStatus(connectionStatus),
    }),
    connectionStatusRaw: t.exposeString('connectionStatus', {
      description: "MX's original string.",
      extensions: needs('member'),
    }),
    isBeingAggregated: t.exposeBoolean('isBeingAggregated', {
      nullable: false,
      description: 'True while a job of any kind is running.',
      extensions: needs('member'),
    }),
    isAuthenticated: t.boolean({
      description: 'True once the institution has accepted the sign-in.',
      resolve: (status) => read(status).isAuthenticated,
    }),
    hasProcessedAccounts: t.boolean({
      description: 'True once this job has processed the accounts.',
      resolve: (status) => read(status).hasProcessedAccounts,
    }),
    hasProcessedTransactions: t.boolean({
      description: 'True once this job has processed the transactions.',
      resolve: (status) => read(status).hasProcessedTransactions,
    }),
    aggregatedAt: t.expose('aggregatedAt', {
      type: 'DateTime',
      description: 'When the latest job of any kind began; null before the first.',
      extensions: needs('member'),
    }),
    successfullyAggregatedAt: t.expose('successfullyAggregatedAt', {
      type: 'DateTime',
      description: 'When a job last succeeded; null before the first success.',
      extensions: needs('member'),
    }),
    challenges: t.field({
      type: [Challenge],
      description:
        'Open MFA challenges. Empty when there are none, null when they could not be read.',
      extensions: { ...needs('unchallenged-member'), ...semanticNonNull },
      resolve: (status) => [...read(status).challenges],
    }),
    nextAction: t.field({
      type: MemberNextAction,
      nullable: false,
      description: 'What the app should do next.',
      extensions: needs('member'),
      resolve: (status) => status.nextAction,
    }),
    isSettled: t.exposeBoolean('isSettled', {
      nullable: false,
      description: 'True when nothing more will happen until someone acts.',
      extensions: needs('member'),
    }),
    canAggregate: t.exposeBoolean('canAggregate', {
      nullable: false,
      description: 'True when `aggregateMember` may be called now.',
      extensions: needs('member'),
    }),
    canFetchRewards: t.exposeBoolean('canFetchRewards', {
      nullable: false,
      description: 'True when `fetchRewards` may be called now.',
      extensions: needs('member'),
    }),
    userMessage: t.exposeString('userMessage', {
      nullable: false,
      description: 'A sentence to show to the end user.',
      extensions: needs('member'),
    }),
    observedAt: t.expose('observedAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When MX reported this status.',
      extensions: needs('member'),
    }),
    revision: t.exposeString('revision', {
      nullable: false,
      description:
        'Opaque; increases with each change of this member. Pass it as `after` when reconnecting.',
    }),
  }),
});

/** The status from MX's status call. Throws the failure of that call, if it failed. */
function read(status: StatusModel): StatusModel {
  if (status.unread !== undefined) throw status.unread;
  return status;
}
