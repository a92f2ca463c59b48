import { expect, test } from 'vitest';
import { startTestSandbox } from '../mx-http.ts';
import type { TestSandbox } from '../mx-http.ts';

const threeHours = 3 * 60 * 60 * 1000;

async function memberAt(t: TestSandbox, institutionCode: string): Promise<string> {
  const user = await t.createUser();
  return `/users/${user}/members/${t.sandbox.control.addMember(user, { institutionCode })}`;
}

function guidsOf(rewards: readonly { readonly guid: string }[]): readonly string[] {
  return rewards.map(({ guid }) => guid);
}

function answersTo(...guids: readonly unknown[]): object {
  return { member: { challenges: guids.map((guid) => ({ guid, value: 'correct' })) } };
}

test('a rewards job keeps the member CONNECTED and moves aggregated_at at once', async () => {
  await using t = await startTestSandbox();
  const member = await memberAt(t, 'mxbank');
  const before = (await t.call(`GET ${member}`)).body.member;
  t.advance(1000);
  const { status, body } = await t.call(`POST ${member}/fetch_rewards`);
  expect(status).toBe(200);
  expect(body.member).toMatchObject({
    connection_status: 'CONNECTED',
    is_being_aggregated: true,
    aggregated_at: '2026-11-22T10:00:01.000Z',
    successfully_aggregated_at: before.successfully_aggregated_at,
  });
});

test('a rewards job refreshes rewards in place', async () => {
  await using t = await startTestSandbox();
  const member = await memberAt(t, 'summit_card_services');
  const before = (await t.call(`GET ${member}/rewards`)).body.rewards;
  await t.call(`POST ${member}/fetch_rewards`);
  t.advance(t.jobMs);
  const after = (await t.call(`GET ${member}/rewards`)).body.rewards;
  expect(guidsOf(after)).toEqual(guidsOf(before));
  expect(after[0].balance).toBe(before[0].balance + 125);
  expect(Date.parse(after[0].updated_at)).toBe(Date.parse(before[0].updated_at) + t.jobMs);
  expect(after[0].created_at).toBe(before[0].created_at);
});

test('a job that runs already is answered with 202, and another one with 409', async () => {
  await using t = await startTestSandbox();
  const member = await memberAt(t, 'mxbank');
  const first = await t.call(`POST ${member}/fetch_rewards`);
  t.advance(1000);
  const same = await t.call(`POST ${member}/fetch_rewards`);
  expect(same.status).toBe(202);
  expect(same.body.member.aggregated_at).toBe(first.body.member.aggregated_at);
  for (const other of ['aggregate', 'check_balance', 'extend_history']) {
    const refused = await t.call(`POST ${member}/${other}`);
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toMatch(/another type/);
  }
});

test('fetch_rewards is answered with 409 while the first job runs', async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('password');
  expect((await t.call(`POST ${member}/fetch_rewards`)).status).toBe(409);
});

test.for(['aggregate', 'check_balance', 'extend_history'])('a job starts by %s', async (name) => {
  await using t = await startTestSandbox();
  const member = await memberAt(t, 'mxbank');
  t.advance(1000);
  const { status, body } = await t.call(`POST ${member}/${name}`);
  expect(status).toBe(202);
  expect(body.member).toMatchObject({
    is_being_aggregated: true,
    aggregated_at: '2026-11-22T10:00:01.000Z',
  });
});

test('an aggregation within three hours is taken without a job, except at MX Bank', async () => {
  await using t = await startTestSandbox();
  const started: Record<string, unknown> = {};
  for (const code of ['mxcu_credential', 'mxbank']) {
    const member = await memberAt(t, code);
    await t.call(`POST ${member}/aggregate`);
    t.advance(t.jobMs);
    const before = (await t.call(`GET ${member}`)).body.member;
    t.advance(threeHours - 1);
    const throttled = await t.call(`POST ${member}/aggregate`);
    expect(throttled.status).toBe(202);
    started[code] = throttled.body.member.aggregated_at !== before.aggregated_at;
    t.advance(1);
    expect((await t.call(`POST ${member}/aggregate`)).body.member.is_being_aggregated).toBe(true);
  }
  expect(started).toEqual({ mxcu_credential: false, mxbank: true });
});

test('rewards jobs are throttled when configured', async () => {
  await using t = await startTestSandbox({ rewardsThrottleMs: 60_000 });
  const member = await memberAt(t, 'mxbank');
  const first = await t.call(`POST ${member}/fetch_rewards`);
  t.advance(t.jobMs + 1000);
  const second = await t.call(`POST ${member}/fetch_rewards`);
  expect(second.status).toBe(202);
  expect(second.body.member).toMatchObject({
    aggregated_at: first.body.member.aggregated_at,
    is_being_aggregated: false,
  });
});

test('a job is answered with 400 where the institution has no rewards or no long history', async () => {
  await using t = await startTestSandbox();
  const [plain, short] = [
    await memberAt(t, 'mxcu_credential'),
    await memberAt(t, 'summit_card_services'),
  ];
  expect((await t.call(`POST ${plain}/fetch_rewards`)).status).toBe(400);
  expect((await t.call(`POST ${short}/extend_history`)).status).toBe(400);
});

test('fetch_rewards is answered with 403 when rewards are not enabled', async () => {
  await using t = await startTestSandbox({ rewardsEnabled: false });
  const member = await memberAt(t, 'mxbank');
  expect((await t.call(`POST ${member}/fetch_rewards`)).status).toBe(403);
});

test('challenges are answered with 204 and no body where there are none', async () => {
  await using t = await startTestSandbox();
  const member = await memberAt(t, 'mxbank');
  const answer = await t.call(`GET ${member}/challenges`);
  expect(answer).toMatchObject({ status: 204, text: '' });
  expect(answer.headers.get('content-type')).toBeNull();
});

test('resume is answered with 405 when the member is not challenged', async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('challenge');
  const challenges = [{ guid: 'CRD-1', value: 'correct' }];
  expect((await t.call(`PUT ${member}/resume`, { member: { challenges } })).status).toBe(405);
  t.advance(t.jobMs);
  const [{ guid }] = (await t.call(`GET ${member}/challenges`)).body.challenges;
  const answers = { member: { challenges: [{ guid, value: 'correct' }] } };
  expect((await t.call(`PUT ${member}/resume`, answers)).status).toBe(202);
  expect((await t.call(`PUT ${member}/resume`, answers)).status).toBe(405);
});

test.for([
  ['an empty member', { member: {} }],
  ['no answers', { member: { challenges: [] } }],
  ['an unknown guid', { member: { challenges: [{ guid: 'CRD-1', value: 'correct' }] } }],
  ['no value', { member: { challenges: [{ guid: 'CRD-1' }] } }],
  ['no list', { member: { challenges: 'correct' } }],
] as const)('resume with %s is answered with 400, and the challenge remains', async ([, body]) => {
  await using t = await startTestSandbox();
  const member = await t.createMember('challenge');
  t.advance(t.jobMs);
  expect((await t.call(`PUT ${member}/resume`, body)).status).toBe(400);
  expect((await t.call(`GET ${member}/challenges`)).status).toBe(200);
});

test('several challenges each need an answer', async () => {
  await using t = await startTestSandbox();
  const member = await memberAt(t, 'mxbank');
  const guid = member.split('/').at(-1) ?? '';
  const [a, b] = t.sandbox.control.challenge(guid, [{ type: 'TEXT' }, { type: 'PUZZLE' }]);
  expect((await t.call(`PUT ${member}/resume`, answersTo(a))).status).toBe(400);
  expect((await t.call(`PUT ${member}/resume`, answersTo(a, b))).status).toBe(202);
});

test('a rewards job can be challenged', async () => {
  await using t = await startTestSandbox();
  const member = await memberAt(t, 'mxbank');
  t.sandbox.control.scriptNextJob(member.split('/').at(-1) ?? '', 'challenge');
  await t.call(`POST ${member}/fetch_rewards`);
  t.advance(t.jobMs);
  const [{ guid }] = (await t.call(`GET ${member}/challenges`)).body.challenges;
  // A challenged job still runs: its own kind is taken, another is refused.
  expect((await t.call(`POST ${member}/fetch_rewards`)).status).toBe(202);
  expect((await t.call(`POST ${member}/aggregate`)).status).toBe(409);
  await t.call(`PUT ${member}/resume`, { member: { challenges: [{ guid, value: 'correct' }] } });
  t.advance(t.jobMs);
  expect((await t.call(`GET ${member}`)).body.member.connection_status).toBe('CONNECTED');
});
