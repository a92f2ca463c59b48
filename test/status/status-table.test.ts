import { expect, test } from 'vitest';
import {
  describeStatus,
  knownStatuses,
  type MemberNextAction,
} from '../../src/status/status-table.ts';
// MX's list: `connection_status` of MemberStatusResponse, MX Platform API v20250224.
import listed from './fixtures/connection-statuses.json' with { type: 'json' };

test("the status table has exactly the statuses of MX's list", () => {
  expect(knownStatuses.toSorted()).toEqual(listed.filter((status) => status !== null).toSorted());
});

type Row = [
  status: string | null,
  running: MemberNextAction,
  idle: MemberNextAction,
  fetchRewards: boolean,
  aggregate: boolean,
];

const rows: readonly Row[] = [
  ['CREATED', 'WAIT', 'START_JOB', true, true],
  ['UPDATED', 'WAIT', 'START_JOB', true, true],
  ['RECONNECTED', 'WAIT', 'START_JOB', true, true],
  ['CONNECTED', 'WAIT', 'NONE', true, true],
  ['RESUMED', 'WAIT', 'WAIT', false, false],
  ['CHALLENGED', 'ANSWER_CHALLENGES', 'ANSWER_CHALLENGES', false, false],
  ['EXPIRED', 'WAIT', 'START_JOB', true, true],
  ['REJECTED', 'WAIT', 'START_JOB', false, true],
  ['DENIED', 'WAIT', 'UPDATE_CREDENTIALS', false, false],
  ['PREVENTED', 'WAIT', 'UPDATE_CREDENTIALS', false, false],
  ['IMPAIRED', 'WAIT', 'UPDATE_CREDENTIALS', false, false],
  ['IMPORTED', 'WAIT', 'UPDATE_CREDENTIALS', false, false],
  ['LOCKED', 'WAIT', 'VISIT_INSTITUTION', false, false],
  ['IMPEDED', 'WAIT', 'VISIT_INSTITUTION', true, true],
  ['PENDING', 'WAIT', 'AUTHORIZE_OAUTH', false, false],
  ['DEGRADED', 'WAIT', 'RETRY_LATER', true, true],
  ['DISCONNECTED', 'WAIT', 'RETRY_LATER', true, true],
  ['FAILED', 'WAIT', 'RETRY_LATER', true, true],
  ['DELAYED', 'WAIT', 'RETRY_LATER', false, false],
  ['DISCONTINUED', 'WAIT', 'CONTACT_SUPPORT', false, false],
  ['CLOSED', 'WAIT', 'CONTACT_SUPPORT', false, false],
  ['DISABLED', 'WAIT', 'CONTACT_SUPPORT', false, false],
  [null, 'NONE', 'NONE', false, false],
  ['INVENTED_TOMORROW', 'WAIT', 'WAIT', false, false],
  ['constructor', 'WAIT', 'WAIT', false, false],
];

test('this test has a row for every status of the list', () => {
  expect(rows.map(([status]) => status)).toEqual(expect.arrayContaining(listed));
});

test.for(rows)('idle members that are %s get advice', ([status, , idle, rewards, aggregate]) => {
  const facts = { isOAuth: null };
  const connection = { connectionStatus: status, isBeingAggregated: false };
  expect(describeStatus(connection, facts)).toEqual({
    nextAction: idle,
    isSettled: idle !== 'WAIT',
    canFetchRewards: rewards,
    canAggregate: aggregate,
    userMessage: expect.stringMatching(/^[A-Z].*\.$/) as string,
  });
});

test.for(rows)('the table allows no job on a running member that is %s', ([status, running]) => {
  const connection = { connectionStatus: status, isBeingAggregated: true };
  expect(describeStatus(connection, { isOAuth: true })).toEqual({
    nextAction: running,
    isSettled: status === 'CHALLENGED',
    canFetchRewards: false,
    canAggregate: false,
    userMessage: expect.stringMatching(/^[A-Z].*\.$/) as string,
  });
});

test.for(['DENIED', 'PREVENTED', 'IMPAIRED', 'IMPORTED'])(
  'the table refers an OAuth member that is %s to its institution',
  (connectionStatus) => {
    const connection = { connectionStatus, isBeingAggregated: false };
    const next = (isOAuth: boolean | null) => describeStatus(connection, { isOAuth }).nextAction;
    expect(next(true)).toBe('AUTHORIZE_OAUTH');
    expect(next(false)).toBe('UPDATE_CREDENTIALS');
    expect(next(null)).toBe('UPDATE_CREDENTIALS');
  },
);

const connected = { connectionStatus: 'CONNECTED' };

test('the table has other sentences while a job runs than when it is over', () => {
  const running = describeStatus({ ...connected, isBeingAggregated: true }, { isOAuth: false });
  const idle = describeStatus({ ...connected, isBeingAggregated: false }, { isOAuth: false });
  expect(running.userMessage).not.toBe(idle.userMessage);
});
