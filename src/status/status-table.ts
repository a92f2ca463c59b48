import type { MemberState } from '../mx/api/member.ts';

/** What an app should do next for a member. */
export type MemberNextAction =
  | 'NONE'
  | 'WAIT'
  | 'START_JOB'
  | 'ANSWER_CHALLENGES'
  | 'UPDATE_CREDENTIALS'
  | 'AUTHORIZE_OAUTH'
  | 'VISIT_INSTITUTION'
  | 'RETRY_LATER'
  | 'CONTACT_SUPPORT';

/** The guidance that follows from a member's connection status. */
export interface StatusGuidance {
  readonly nextAction: MemberNextAction;
  /** Nothing more will happen until someone acts. */
  readonly isSettled: boolean;
  readonly canAggregate: boolean;
  readonly canFetchRewards: boolean;
  /** A sentence to show to the end user. */
  readonly userMessage: string;
}

/** Facts in addition to a member's status that the guidance depends on. */
export interface MemberTraits {
  /** Null if it is not known. */
  readonly isOAuth: boolean | null;
  /** True when MX has connected and found no accounts. Defaults to false. */
  readonly hasNoAccounts?: boolean;
}

interface Advice {
  readonly nextAction: MemberNextAction;
  readonly userMessage: string;
}

interface StatusRow extends Advice {
  readonly mayFetchRewards: boolean;
  readonly mayAggregate: boolean;
  /** The advice while a job runs. Defaults to `WAIT`. */
  readonly running?: Advice;
}

type Jobs = Pick<StatusRow, 'mayFetchRewards' | 'mayAggregate'>;

const anyJob: Jobs = { mayFetchRewards: true, mayAggregate: true };
const noJob: Jobs = { mayFetchRewards: false, mayAggregate: false };

const updating: Advice = {
  nextAction: 'WAIT',
  userMessage: "We're updating your information. This can take a minute or two.",
};
const connecting: Advice = {
  nextAction: 'WAIT',
  userMessage: "We're connecting to your institution. This can take a minute or two.",
};
const checkingAnswer: Advice = {
  nextAction: 'WAIT',
  userMessage: 'Thank you. Your institution is checking your answer.',
};
const challenged: Advice = {
  nextAction: 'ANSWER_CHALLENGES',
  userMessage: 'Your institution needs to verify your identity. Answer the question to continue.',
};
const manual: Advice = {
  nextAction: 'NONE',
  userMessage: "This account is managed manually and isn't connected to an institution.",
};
const authorize: Advice = {
  nextAction: 'AUTHORIZE_OAUTH',
  userMessage: 'Sign in at your institution and approve the connection to continue.',
};

const withoutAccounts: Advice = {
  nextAction: 'VISIT_INSTITUTION',
  userMessage:
    "You're connected, but your institution isn't sharing any accounts. Check with your institution.",
};

/**
 * Every `connection_status` of MX (`MemberStatusResponse`, MX Platform API v20250224). The jobs
 * that may start follow step 2 of MX's guide "Fetch Rewards with the API".
 */
const rows = {
  CREATED: {
    nextAction: 'START_JOB',
    ...anyJob,
    userMessage: "Your connection is set up. Your information hasn't been updated yet.",
    running: connecting,
  },
  PREVENTED: {
    nextAction: 'UPDATE_CREDENTIALS',
    ...noJob,
    userMessage: 'The last attempts to sign in failed. Please enter your credentials again.',
  },
  DENIED: {
    nextAction: 'UPDATE_CREDENTIALS',
    ...noJob,
    userMessage:
      "Your institution didn't accept these credentials. Please check them and enter them again.",
  },
  CHALLENGED: { ...challenged, ...noJob, running: challenged },
  REJECTED: {
    nextAction: 'START_JOB',
    mayFetchRewards: false,
    mayAggregate: true,
    userMessage: "Your institution didn't accept the answer. Please try connecting again.",
  },
  LOCKED: {
    nextAction: 'VISIT_INSTITUTION',
    ...noJob,
    userMessage: 'Your account is locked. Please contact your institution to unlock it.',
  },
  CONNECTED: { nextAction: 'NONE', ...anyJob, userMessage: 'Your account is connected.' },
  IMPEDED: {
    nextAction: 'VISIT_INSTITUTION',
    ...anyJob,
    userMessage:
      'Your institution needs your attention. Please sign in on its website, then try again.',
  },
  RECONNECTED: {
    nextAction: 'START_JOB',
    ...anyJob,
    userMessage: "Your account is connected again. Your information hasn't been updated yet.",
    running: connecting,
  },
  DEGRADED: {
    nextAction: 'RETRY_LATER',
    ...anyJob,
    userMessage: "We're having trouble reaching your institution. Please try again later.",
  },
  DISCONNECTED: {
    nextAction: 'RETRY_LATER',
    ...anyJob,
    userMessage: "We can't update your information right now. Please try again later.",
  },
  DISCONTINUED: {
    nextAction: 'CONTACT_SUPPORT',
    ...noJob,
    userMessage: 'Connections to this institution are no longer available. Please contact support.',
  },
  CLOSED: {
    nextAction: 'CONTACT_SUPPORT',
    ...noJob,
    userMessage: 'This connection was closed. Please contact support to use it again.',
  },
  DELAYED: {
    nextAction: 'RETRY_LATER',
    ...noJob,
    userMessage: 'Updating your accounts is taking longer than usual. Please check back tomorrow.',
  },
  FAILED: {
    nextAction: 'RETRY_LATER',
    ...anyJob,
    userMessage: 'Something went wrong at your institution. Please try again later.',
  },
  UPDATED: {
    nextAction: 'START_JOB',
    ...anyJob,
    userMessage: "Your credentials are saved. Your information hasn't been updated yet.",
    running: connecting,
  },
  DISABLED: {
    nextAction: 'CONTACT_SUPPORT',
    ...noJob,
    userMessage: 'This connection is turned off. Please contact support.',
  },
  IMPORTED: {
    nextAction: 'UPDATE_CREDENTIALS',
    ...noJob,
    userMessage: 'Enter your credentials to finish connecting your account.',
  },
  RESUMED: { ...checkingAnswer, ...noJob, running: checkingAnswer },
  EXPIRED: {
    nextAction: 'START_JOB',
    ...anyJob,
    userMessage: "We didn't receive an answer in time. Please try connecting again.",
  },
  IMPAIRED: {
    nextAction: 'UPDATE_CREDENTIALS',
    ...noJob,
    userMessage: 'Your connection stopped working. Please enter your credentials again.',
  },
  PENDING: { ...authorize, ...noJob },
} satisfies Record<string, StatusRow>;

const manualRow: StatusRow = { ...manual, ...noJob, running: manual };

/** The row for a status that MX has added later: the app waits. */
const unknownRow: StatusRow = {
  nextAction: 'WAIT',
  ...noJob,
  userMessage: "We're working on your connection. Please check back in a few minutes.",
};

const table: ReadonlyMap<string, StatusRow> = new Map<string, StatusRow>(Object.entries(rows));

/** Every status in the table, except null (a manual member). */
export const knownStatuses: readonly string[] = [...table.keys()];

function rowOf(connectionStatus: string | null): StatusRow {
  return connectionStatus === null ? manualRow : (table.get(connectionStatus) ?? unknownRow);
}

const ACTS_OF_PERSONS: ReadonlySet<MemberNextAction> = new Set([
  'START_JOB',
  'UPDATE_CREDENTIALS',
  'AUTHORIZE_OAUTH',
  'VISIT_INSTITUTION',
]);

/** True for an idle member that changes when a person acts, perhaps without this gateway. */
export function isUpToPerson(
  state: Pick<MemberState, 'connectionStatus' | 'isBeingAggregated'>,
): boolean {
  const { connectionStatus, isBeingAggregated } = state;
  return !isBeingAggregated && ACTS_OF_PERSONS.has(rowOf(connectionStatus).nextAction);
}

/** True if a member waits for MFA answers, regardless of MX's report about its job. */
export function isChallenged(state: Pick<MemberState, 'connectionStatus'>): boolean {
  return state.connectionStatus === 'CHALLENGED';
}

/**
 * Turns a connection status into guidance for the app. `isOAuth` null means not known yet: the
 * guidance for a member that needs credentials is then to enter them.
 */
export function describeStatus(
  state: Pick<MemberState, 'connectionStatus' | 'isBeingAggregated'>,
  { isOAuth, hasNoAccounts = false }: MemberTraits,
): StatusGuidance {
  const row = rowOf(state.connectionStatus);
  const idle = !state.isBeingAggregated;
  const isEmpty = hasNoAccounts && state.connectionStatus === 'CONNECTED';
  const listed: Advice = idle ? (isEmpty ? withoutAccounts : row) : (row.running ?? updating);
  const asksForCredentials = listed.nextAction === 'UPDATE_CREDENTIALS';
  const { nextAction, userMessage } = asksForCredentials && isOAuth === true ? authorize : listed;
  return {
    nextAction,
    isSettled: isChallenged(state) || (idle && nextAction !== 'WAIT'),
    canAggregate: idle && row.mayAggregate,
    canFetchRewards: idle && row.mayFetchRewards,
    userMessage,
  };
}
