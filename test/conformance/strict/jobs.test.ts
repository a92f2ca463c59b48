import { expect, test } from 'vitest';
import { BANK } from './bodies.ts';
import { startGuide, watch } from './guide.ts';
import { callsOf, FETCH, IDLE, POLL, QUICK, RUNNING } from './quick-guide.ts';
import { fail } from './strict-upstream.ts';

test('a job that MX takes with 200 is started like one with 202', async () => {
  await using guide = await startGuide({ ...QUICK, jobStatus: 200 });
  const memberId = await guide.connect();
  const outcome = await guide.fetchRewards(memberId);
  expect(outcome).toEqual({ __typename: 'JobPayload', alreadyRunning: false, status: RUNNING });
  await expect.poll(() => guide.rewards(memberId), POLL).toHaveLength(4);
});

test('a running job of another kind is a conflict', async () => {
  await using guide = await startGuide({ ...QUICK, jobMs: 2_000 });
  const { member } = await guide.createMember(await guide.createUser(), 'plain');
  await expect(guide.fetchRewards(member.id)).resolves.toEqual({
    __typename: 'JobConflictError',
    code: 'JOB_CONFLICT',
    otherJob: { isBeingAggregated: true },
  });
});

test('a running job of the same kind is joined', async () => {
  await using guide = await startGuide(QUICK);
  const memberId = await guide.connect();
  guide.upstream.world.policy = { ...guide.upstream.world.policy, jobMs: 60_000 };
  await guide.fetchRewards(memberId);
  await expect(guide.fetchRewards(memberId)).resolves.toMatchObject({
    __typename: 'JobPayload',
    alreadyRunning: true,
    status: { isBeingAggregated: true },
  });
});

test('a throttled start is not a job, and a watcher receives nothing of it', async () => {
  await using guide = await startGuide(QUICK);
  const memberId = await guide.connect();
  guide.upstream.world.policy = { ...guide.upstream.world.policy, throttled: true };
  await using watcher = await watch(guide, memberId, 'WebSocket');
  await expect(watcher.next()).resolves.toEqual(IDLE);
  const late = watcher.next();
  late.catch(() => {});
  await expect(guide.fetchRewards(memberId)).resolves.toEqual({
    __typename: 'JobPayload',
    alreadyRunning: true,
    status: IDLE,
  });
  const before = callsOf(guide, /\/status$/);
  await expect.poll(() => callsOf(guide, /\/status$/), POLL).toBeGreaterThan(before + 1);
  await expect(Promise.race([late, Promise.resolve('silence')])).resolves.toBe('silence');
});

test('a start with 403 or 400 reports that there are no rewards', async () => {
  await using guide = await startGuide(QUICK);
  const memberId = await guide.connect();
  guide.upstream.disturb(FETCH, fail(403), 1);
  guide.upstream.disturb(FETCH, fail(400), 1);
  await expect(guide.fetchRewards(memberId)).resolves.toEqual({
    __typename: 'RewardsNotEnabledError',
    code: 'REWARDS_NOT_ENABLED',
  });
  await expect(guide.fetchRewards(memberId)).resolves.toEqual({
    __typename: 'RewardsNotSupportedError',
    code: 'REWARDS_NOT_SUPPORTED',
    institution: { code: BANK.code },
  });
});

test('a job is shown once although the parts of MX lag one after the other', async () => {
  await using guide = await startGuide({ ...QUICK, jobMs: 250, staleMs: 0 });
  const memberId = await guide.connect();
  guide.upstream.world.policy = { ...guide.upstream.world.policy, flappingMs: 300 };
  await using watcher = await watch(guide, memberId, 'WebSocket');
  const seen = [await watcher.next()];
  await guide.fetchRewards(memberId);
  seen.push(await watcher.next(), await watcher.next());
  expect(seen).toEqual([IDLE, RUNNING, IDLE]);
  const [member] = guide.upstream.world.members.values();
  expect(member?.timeline.now().is_being_aggregated).toBe(false);
});

test.for(['offset', 'colonless'] as const)(
  'the end of a job between two looks is seen, status times in another form: %s',
  async (statusMoments) => {
    await using guide = await startGuide({ ...QUICK, jobMs: 0, statusMoments });
    const memberId = await guide.connect();
    await guide.fetchRewards(memberId);
    expect((await guide.untilSettled(memberId)).at(-1)).toMatchObject(IDLE);
  },
);

test('the end of a job is seen although the status has whole seconds', async () => {
  await using guide = await startGuide({ ...QUICK, jobMs: 0, statusMoments: 'seconds' });
  const memberId = await guide.connect();
  await guide.fetchRewards(memberId);
  await using watcher = await watch(guide, memberId, 'WebSocket');
  await expect.poll(() => watcher.next(), { timeout: 2_000 }).toEqual(IDLE);
});
