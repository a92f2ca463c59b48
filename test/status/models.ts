import type { ChallengeModel } from '../../src/mx/api/challenge.ts';
import type { MemberStatusModel } from '../../src/mx/api/member-status.ts';
import type { MemberModel } from '../../src/mx/api/member.ts';
import type { StatusReading } from '../../src/status/paced-reads.ts';
import { ownKey } from '../support/keys.ts';
import type { ManualClock } from '../support/manual-clock.ts';

export const key = ownKey({ userGuid: 'USR-1', memberGuid: 'MBR-1' });

/** Start of the run before those that a test starts. */
export const BEFORE = '2026-11-22T09:00:00Z';
/** Start of a job that a test starts. */
export const STARTED = '2026-11-22T12:00:00Z';

/** A status that was read this moment. */
export function readingOf(
  value: MemberStatusModel,
  clock: Pick<ManualClock, 'now' | 'monotonicNow'>,
): StatusReading {
  const observedAt = new Date(clock.now()).toISOString();
  return { value, observedAt, readAt: clock.monotonicNow() };
}

/** Connected and idle since an earlier run, unless it says otherwise. */
export function aStatus(changes: Partial<MemberStatusModel> = {}): MemberStatusModel {
  return {
    connectionStatus: 'CONNECTED',
    isBeingAggregated: false,
    isAuthenticated: true,
    hasProcessedAccounts: true,
    hasProcessedTransactions: true,
    hasProcessedAccountNumbers: null,
    aggregatedAt: BEFORE,
    successfullyAggregatedAt: '2026-11-22T09:00:37Z',
    challenges: [],
    ...changes,
  };
}

export function aMember(changes: Partial<MemberModel> = {}): MemberModel {
  return {
    guid: key.memberGuid,
    userGuid: key.userGuid,
    externalId: null,
    name: 'MX Bank',
    institutionCode: 'mxbank',
    isOAuth: false,
    isManual: false,
    isManagedByUser: null,
    backgroundAggregationIsDisabled: null,
    needsUpdatedCredentials: null,
    oauthWindowUri: null,
    metadata: null,
    error: null,
    connectionStatus: 'CONNECTED',
    isBeingAggregated: false,
    aggregatedAt: BEFORE,
    successfullyAggregatedAt: '2026-11-22T09:00:37Z',
    ...changes,
  };
}

export const aQuestion = (guid: string): ChallengeModel => ({
  guid,
  kind: 'TEXT',
  label: 'What city were you born in?',
  typeRaw: 'TEXT',
});

export const challenged = (guid: string): MemberStatusModel =>
  aStatus({
    connectionStatus: 'CHALLENGED',
    isBeingAggregated: true,
    isAuthenticated: false,
    aggregatedAt: STARTED,
    challenges: [aQuestion(guid)],
  });

export const startedMember = aMember({ isBeingAggregated: true, aggregatedAt: STARTED });
export const running = aStatus({ isBeingAggregated: true, aggregatedAt: STARTED });
export const finished = aStatus({
  aggregatedAt: STARTED,
  successfullyAggregatedAt: '2026-11-22T12:00:05Z',
});
