import { aggregateData } from './aggregation.ts';
import { toChallenge } from './challenges.ts';
import type { Conditions } from './conditions.ts';
import { newGuid } from './guid.ts';
import { createInstant } from './instant.ts';
import { toConnectionState } from './jobs.ts';
import { createMemberRecord } from './new-member.ts';
import type { Settings, WebhookTarget } from './options.ts';
import type { AccountRecord, JobKind, MemberRecord, RewardRecord } from './records.ts';
import { authorize, denyAuthorization } from './routes/oauth.ts';
import { findMember } from './state.ts';
import type { State } from './state.ts';
import type { FiredWebhookType, WebhookAttempt } from './webhooks/webhooks.ts';
import type { WireFields } from './wire-fields.ts';

/** Changes that a test makes behind MX's back. */
export interface SandboxControl
  extends DataControl, Pick<Conditions, 'lag' | 'setLag' | 'failures' | 'fail'> {
  /** Sends a webhook for everything that happens from now on; undefined ends that. */
  readonly sendWebhooksTo: (target: WebhookTarget | undefined) => void;
  /**
   * Sends a webhook although nothing has happened. Settles with its first attempt; null if there
   * is none. Undefined if webhooks have no address. Throws an Error for an unknown guid.
   */
  readonly fireWebhook: (
    memberGuid: string,
    type: FiredWebhookType,
  ) => Promise<WebhookAttempt | null> | undefined;
  /** Lets `ms` pass at once: jobs go on, challenges expire, webhooks are sent. */
  readonly advanceClock: (ms: number) => void;
  /** How far the clock has been advanced, in milliseconds. */
  readonly advancedMs: () => number;
  /** Restores the data, the conditions and the clock of the start. The address of webhooks stays. */
  readonly reset: () => void;
}

/** Changes of the data. All but `override` throw an Error for an unknown guid. */
export interface DataControl {
  /** Adds a user and returns its guid. */
  readonly addUser: (user?: {
    readonly guid?: string;
    readonly id?: string;
    readonly email?: string;
  }) => string;
  /** Adds a member. By default it is CONNECTED at MX Bank with its accounts and rewards. */
  readonly addMember: (userGuid: string, member?: NewControlMember) => string;
  /** Adds an account with the fields under MX's names and returns its guid. */
  readonly addAccount: (memberGuid: string, account?: NewControlAccount) => string;
  /** Adds a reward and returns its guid. By default it is a BALANCE of 100 POINTS. */
  readonly addReward: (memberGuid: string, reward?: NewControlReward) => string;
  /** Ends any job and leaves the member in a status, known to MX or not. */
  readonly setStatus: (
    memberGuid: string,
    status: string | null,
    options?: { readonly isBeingAggregated?: boolean },
  ) => void;
  /**
   * Makes the member CHALLENGED by challenges under MX's field names; a challenge without a guid
   * gets one.
   */
  readonly challenge: (
    memberGuid: string,
    challenges: readonly WireFields[],
    kind?: JobKind,
  ) => readonly string[];
  /**
   * Makes the next job end as with this MX Bank password, for example `challenge`, or with this
   * answer that asks for a challenge, for example `token`.
   */
  readonly scriptNextJob: (memberGuid: string, word: string) => void;
  /** The user approves in the OAuth window: the first job starts. */
  readonly authorize: (memberGuid: string) => void;
  readonly denyAuthorization: (memberGuid: string) => void;
  /**
   * Replaces fields of an object, under MX's names, in every later response. The values may have
   * any type. The key is a guid, or the code of an institution. An undefined value removes the
   * field.
   */
  readonly override: (key: string, fields: WireFields) => void;
  /**
   * Refuses every new member and job of an institution with 400 and this `error.type`, such as
   * `institution_maintenance_error`; undefined ends that.
   */
  readonly setTrouble: (institutionCode: string, type: string | undefined) => void;
}

export interface NewControlMember {
  readonly guid?: string;
  readonly id?: string;
  readonly institutionCode?: string;
  readonly status?: string | null;
  readonly isOauth?: boolean;
  /** False for a member without accounts and rewards. */
  readonly hasData?: boolean;
}

export interface NewControlAccount {
  readonly guid?: string;
  readonly fields?: WireFields;
  /** The five beta fields. */
  readonly rewardsFields?: WireFields;
}

export type NewControlReward = Partial<
  Pick<
    RewardRecord,
    'guid' | 'accountGuid' | 'balanceType' | 'unitType' | 'balance' | 'description' | 'expiresOn'
  >
>;

export function createControl(options: {
  readonly state: State;
  readonly settings: Settings;
  readonly now: () => number;
}): DataControl {
  const { state, settings, now } = options;

  const instant = () => createInstant({ settings, now: now() });

  function memberBy(guid: string): MemberRecord {
    const member = findMember(state, guid);
    if (member === undefined) throw new Error(`The sandbox has no member ${guid}`);
    return instant().advance(member);
  }

  return {
    addUser({ guid = newGuid('USR'), id = null, email = null } = {}) {
      const rest = { isDisabled: false, metadata: null, members: new Map() };
      state.users.set(guid, { guid, id, email, createdAt: now(), visibleAt: 0, ...rest });
      return guid;
    },
    addMember(userGuid, { guid = newGuid('MBR'), institutionCode = 'mxbank', ...rest } = {}) {
      const user = state.users.get(userGuid);
      const institution = state.institutions.get(institutionCode);
      if (user === undefined) throw new Error(`The sandbox has no user ${userGuid}`);
      if (institution === undefined)
        throw new Error(`The sandbox has no institution ${institutionCode}`);
      const { id = null, isOauth = false, status = 'CONNECTED', hasData = true } = rest;
      const baseState = toConnectionState(status);
      const member = createMemberRecord({ guid, userGuid, institution, id, isOauth, baseState });
      if (hasData) {
        member.aggregatedAt = member.successfullyAggregatedAt = now();
        const job = { kind: 'standard', aggregatesRewards: true } as const;
        aggregateData({ member, job, at: now() });
      }
      user.members.set(guid, member);
      return guid;
    },
    addAccount(memberGuid, { guid = newGuid('ACT'), fields = {}, rewardsFields } = {}) {
      const { userGuid, accounts } = memberBy(memberGuid);
      const account: AccountRecord = {
        guid,
        memberGuid,
        userGuid,
        fields: { name: 'Test account', type: 'CHECKING', balance: 100, ...fields },
        rewardsFields,
        createdAt: now(),
        updatedAt: now(),
        historyDays: 90,
        transactions: undefined,
      };
      accounts.push(account);
      return guid;
    },
    addReward(memberGuid, fields = {}) {
      const { userGuid, rewards } = memberBy(memberGuid);
      const reward: RewardRecord = {
        guid: newGuid('RWD'),
        memberGuid,
        userGuid,
        accountGuid: null,
        balanceType: 'BALANCE',
        unitType: 'POINTS',
        description: 'Test reward',
        expiresOn: null,
        createdAt: now(),
        balance: 100,
        updatedAt: now(),
        ...fields,
      };
      rewards.push(reward);
      return reward.guid;
    },
    setStatus(memberGuid, status, { isBeingAggregated = false } = {}) {
      const member = memberBy(memberGuid);
      member.job = undefined;
      member.baseState = { ...toConnectionState(status), isBeingAggregated };
    },
    challenge(memberGuid, templates, kind = 'standard') {
      const member = memberBy(memberGuid);
      const challenges = templates.map(toChallenge);
      const { jobs } = instant();
      jobs.start({ member, kind });
      jobs.pose(member, challenges);
      return jobs.progress(member).challenges.map(({ guid }) => guid);
    },
    scriptNextJob(memberGuid, word) {
      memberBy(memberGuid).nextWord = word;
    },
    authorize(memberGuid) {
      authorize({ jobs: instant().jobs, member: memberBy(memberGuid) });
    },
    denyAuthorization(memberGuid) {
      denyAuthorization(memberBy(memberGuid));
    },
    override(key, fields) {
      state.overrides.set(key, { ...state.overrides.get(key), ...fields });
    },
    setTrouble(institutionCode, type) {
      if (type === undefined) state.troubles.delete(institutionCode);
      else state.troubles.set(institutionCode, type);
    },
  };
}
