import { expect, test } from 'vitest';
import { password, login, startOfTime, startTestSandbox } from './mx-http.ts';
import type { TestSandbox } from './mx-http.ts';

async function statusOf(t: TestSandbox, member: string): Promise<Record<string, unknown>> {
  return (await t.call(`GET ${member}/status`)).body.member;
}

test('a first job goes through its stages', async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('password');
  const stages: unknown[] = [];
  for (const step of [0, 4000, 2000, 2000, 1999, 1]) {
    t.advance(step);
    const status = await statusOf(t, member);
    stages.push([
      status['connection_status'],
      status['is_being_aggregated'],
      status['is_authenticated'],
      status['has_processed_accounts'],
      status['has_processed_transactions'],
    ]);
    expect(status).not.toHaveProperty('challenges');
  }
  expect(stages).toEqual([
    ['CREATED', true, false, false, false],
    ['CONNECTED', true, true, false, false],
    ['CONNECTED', true, true, true, false],
    ['CONNECTED', true, true, true, true],
    ['CONNECTED', true, true, true, true],
    ['CONNECTED', false, true, true, true],
  ]);
});

test('a job sets aggregated_at at its start and successfully_aggregated_at at its end', async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('password');
  const started = (await t.call(`GET ${member}`)).body.member;
  expect(started.successfully_aggregated_at).toBeNull();
  expect(Date.parse(started.aggregated_at)).toBe(startOfTime);
  // Read long after the end: what is told is when it was, not when it was read.
  t.advance(60 * 60 * 1000);
  const ended = (await t.call(`GET ${member}`)).body.member;
  expect(Date.parse(ended.successfully_aggregated_at)).toBe(startOfTime + t.jobMs);
  expect(ended.most_recent_job_guid).toMatch(/^JOB-/);
});

test('a status and a member have the same instant in two forms', async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('password');
  const inStatus = (await statusOf(t, member))['aggregated_at'];
  const inMember = (await t.call(`GET ${member}`)).body.member.aggregated_at;
  expect(inStatus).toBe('2026-11-22T10:00:00.000+00:00');
  expect(inMember).toBe('2026-11-22T10:00:00.000Z');
});

test('accounts appear after the first job, and rewards after they were fetched', async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('password');
  const count = async (what: string): Promise<number> =>
    (await t.call(`GET ${member}/${what}`)).body[what].length;
  t.advance(t.jobMs - 1);
  expect(await count('accounts')).toBe(0);
  t.advance(1);
  expect(await count('accounts')).toBe(3);
  expect(await count('transactions')).toBe(25);
  expect(await count('rewards')).toBe(0);
  await t.call(`POST ${member}/fetch_rewards`);
  t.advance(t.jobMs);
  expect(await count('rewards')).toBe(4);
});

test('the data of an ended job appears after the configured lag', async () => {
  await using t = await startTestSandbox({ dataLagMs: 2000 });
  const member = await t.createMember('password');
  t.advance(t.jobMs + 1999);
  expect((await statusOf(t, member))['is_being_aggregated']).toBe(false);
  expect((await t.call(`GET ${member}/accounts`)).body.accounts).toEqual([]);
  t.advance(1);
  expect((await t.call(`GET ${member}/accounts`)).body.accounts).toHaveLength(3);
});

test('a new member appears after the configured lag', async () => {
  await using t = await startTestSandbox({ creationLagMs: 400 });
  const member = await t.createMember('password');
  expect((await t.call(`POST ${member}/fetch_rewards`)).status).toBe(404);
  t.advance(400);
  expect((await t.call(`GET ${member}`)).status).toBe(200);
});

test('reads of a new user, and not writes to it, begin after the configured lag', async () => {
  await using t = await startTestSandbox({ creationLagMs: 400 });
  const { body } = await t.call('POST /users', { user: { id: 'new' } });
  const user = `/users/${body.user.guid}`;
  expect((await t.call(`GET ${user}`)).status).toBe(404);
  expect((await t.call(`GET ${user}/members`)).status).toBe(404);
  expect((await t.call(`PUT ${user}`, { user: { email: 'a@example.com' } })).status).toBe(200);
  t.advance(400);
  expect((await t.call(`GET ${user}/members`)).status).toBe(200);
});

test('a challenged member stays challenged, and aggregated, until its time is over', async () => {
  await using t = await startTestSandbox({ challengeTtlMs: 60_000 });
  const member = await t.createMember('challenge');
  t.advance(4000);
  expect(await statusOf(t, member)).toMatchObject({
    connection_status: 'CHALLENGED',
    is_being_aggregated: true,
    is_authenticated: false,
    challenges: [{ type: 'TEXT' }],
  });
  t.advance(59_999);
  expect(await statusOf(t, member)).toMatchObject({ connection_status: 'CHALLENGED' });
  t.advance(1);
  const expired = await statusOf(t, member);
  expect(expired).toMatchObject({ connection_status: 'EXPIRED', is_being_aggregated: false });
  expect(expired).not.toHaveProperty('challenges');
});

test('a challenge keeps its guid while it waits', async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('challenge');
  t.advance(t.jobMs);
  const first = (await statusOf(t, member))['challenges'];
  t.advance(5000);
  expect((await t.call(`GET ${member}/challenges`)).body.challenges).toEqual(first);
});

test('three denied logins prevent further ones, until new credentials are right', async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('INVALID');
  const seen: unknown[] = [];
  const look = async (): Promise<void> => {
    t.advance(t.jobMs);
    seen.push((await statusOf(t, member))['connection_status']);
  };
  await look();
  await t.call(`POST ${member}/aggregate`);
  await look();
  await t.call(`POST ${member}/aggregate`);
  await look();
  expect(seen).toEqual(['DENIED', 'DENIED', 'PREVENTED']);

  const before = (await t.call(`GET ${member}`)).body.member;
  expect(before.needs_updated_credentials).toBe(true);
  const refused = await t.call(`POST ${member}/aggregate`);
  expect(refused.status).toBe(202);
  expect(refused.body.member.aggregated_at).toBe(before.aggregated_at);

  const credentials = [
    { guid: login, value: 'mxuser' },
    { guid: password, value: 'right' },
  ];
  const updated = await t.call(`PUT ${member}`, { member: { credentials } });
  expect(updated).toMatchObject({
    status: 200,
    body: { member: { connection_status: 'UPDATED', is_being_aggregated: true } },
  });
  await look();
  expect(seen.at(-1)).toBe('CONNECTED');
});

test('a wrong answer leaves a member that may be aggregated again, with another challenge', async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('challenge');
  t.advance(t.jobMs);
  const [{ guid }] = (await t.call(`GET ${member}/challenges`)).body.challenges;
  await t.call(`PUT ${member}/resume`, { member: { challenges: [{ guid, value: 'Rome' }] } });
  t.advance(t.jobMs);
  expect(await statusOf(t, member)).toMatchObject({
    connection_status: 'REJECTED',
    is_being_aggregated: false,
  });
  await t.call(`POST ${member}/aggregate`);
  t.advance(t.jobMs);
  const [again] = (await t.call(`GET ${member}/challenges`)).body.challenges;
  expect(again.guid).not.toBe(guid);
});

test.for([
  ['is not challenged again within a day of a right answer', {}, 'CONNECTED'],
  ['is challenged by each job where nothing is remembered', { mfaRememberedMs: 0 }, 'CHALLENGED'],
] as const)('a member %s', async ([, options, status]) => {
  await using t = await startTestSandbox(options);
  const member = await t.createMember('challenge');
  t.advance(t.jobMs);
  const [{ guid }] = (await t.call(`GET ${member}/challenges`)).body.challenges;
  await t.call(`PUT ${member}/resume`, { member: { challenges: [{ guid, value: 'correct' }] } });
  t.advance(t.jobMs);
  expect((await t.call(`POST ${member}/fetch_rewards`)).status).toBe(200);
  t.advance(t.jobMs);
  expect((await statusOf(t, member))['connection_status']).toBe(status);
});
