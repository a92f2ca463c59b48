import { expect, test } from 'vitest';
import { startConformanceGateway } from '../conformance-gateway.ts';
import { BANK } from './bodies.ts';
import { type Guide, startGuide, watch } from './guide.ts';
import { cutOff, fail, ofSomeoneElse, startStrictUpstream } from './strict-upstream.ts';

/** Patience on a busy machine. */
const POLL = { timeout: 4_000 };
const IDLE = { connectionStatus: 'CONNECTED', isBeingAggregated: false };
const RUNNING = { connectionStatus: 'CONNECTED', isBeingAggregated: true };
const QUICK = { creationLagMs: 0, jobMs: 60, staleMs: 30, dataLagMs: 0 };
const FETCH = /^POST .*\/fetch_rewards$/;

const members = '{ user(guid: "GUID") { members { nodes { guid name } } } }';

async function userOf(guide: Guide) {
  await guide.connect();
  const [user] = guide.upstream.world.users.values();
  return { query: members.replace('GUID', user?.guid ?? ''), guid: user?.guid ?? '' };
}

function callsOf({ upstream }: Guide, pattern: RegExp) {
  return upstream.requests.filter(({ call }) => pattern.test(call)).length;
}

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

test('several questions are answered at once, also those of an unknown kind', async () => {
  await using guide = await startGuide(QUICK);
  const { member } = await guide.createMember(await guide.createUser(), 'ask-much');
  const asked = (await guide.untilSettled(member.id)).at(-1)?.['challenges'] ?? [];
  expect(asked).toMatchObject([
    { __typename: 'TextChallenge' },
    {
      __typename: 'OptionsChallenge',
      options: [{ value: 'phone' }, { value: 'right', label: null }],
    },
    { __typename: 'UnrecognizedChallenge', typeRaw: 'VOICE', label: 'Say something' },
    { __typename: 'ImageChallenge', image: expect.stringMatching(/^data:image\/png;base64,iVBOR/) },
  ]);
  const answers = asked.map(({ id }: { id: string }) => ({ challengeId: id, value: 'right' }));

  await expect(guide.answer(member.id, answers.slice(1))).resolves.toMatchObject({
    __typename: 'InvalidInputError',
    path: ['input', 'answers'],
  });
  expect(callsOf(guide, /^PUT/)).toBe(0);
  await expect(guide.answer(member.id, answers)).resolves.toMatchObject({
    __typename: 'AnswerChallengesPayload',
  });
  expect((await guide.untilSettled(member.id)).at(-1)).toMatchObject(IDLE);
});

test('a kind of question that MX numbers is identified by its number', async () => {
  await using guide = await startGuide(QUICK);
  const { member } = await guide.createMember(await guide.createUser(), 'ask-by-number');
  const [asked] = (await guide.untilSettled(member.id)).at(-1)?.['challenges'] ?? [];
  expect(asked).toMatchObject({ __typename: 'TextChallenge' });
});

test('a wrong answer ends in REJECTED, after which rewards cannot be fetched', async () => {
  await using guide = await startGuide(QUICK);
  const { member } = await guide.createMember(await guide.createUser(), 'ask');
  const [asked] = (await guide.untilSettled(member.id)).at(-1)?.['challenges'] ?? [];
  await guide.answer(member.id, [{ challengeId: asked.id, value: 'wrong' }]);
  expect((await guide.untilSettled(member.id)).at(-1)).toMatchObject({
    connectionStatus: 'REJECTED',
    nextAction: 'START_JOB',
    challenges: [],
  });
  await expect(guide.fetchRewards(member.id)).resolves.toMatchObject({
    __typename: 'MemberNotReadyError',
    status: { connectionStatusRaw: 'REJECTED' },
  });
  expect(callsOf(guide, FETCH)).toBe(0);
});

test('an unknown status is passed through and waited out', async () => {
  await using guide = await startGuide({ ...QUICK, endsAs: 'SUSPENDED' });
  const { member } = await guide.createMember(await guide.createUser(), 'plain');
  await using watcher = await watch(
    guide,
    member.id,
    'SSE',
    `subscription ($id: ID!) {
      memberStatus(memberId: $id) { connectionStatus connectionStatusRaw nextAction isSettled }
    }`,
  );
  await expect
    .poll(() => watcher.next())
    .toEqual({
      connectionStatus: 'UNRECOGNIZED',
      connectionStatusRaw: 'SUSPENDED',
      nextAction: 'WAIT',
      isSettled: false,
    });
});

test('an occasional 503 is retried where nothing can be done twice', async () => {
  await using guide = await startGuide(QUICK);
  const { query } = await userOf(guide);
  guide.upstream.disturb(/^GET /, fail(503), 2);
  const answer = await guide.gateway.query(query);
  expect(answer.errors).toBeUndefined();
  expect(answer.data?.['user'].members.nodes).toHaveLength(1);
});

test('a stream survives faults of the status call', async () => {
  await using guide = await startGuide(QUICK);
  const memberId = await guide.connect();
  await using watcher = await watch(guide, memberId, 'WebSocket');
  const seen = [await watcher.next()];
  guide.upstream.disturb(/\/status$/, fail(503), 1);
  guide.upstream.disturb(/\/status$/, ofSomeoneElse, 1);
  guide.upstream.disturb(/\/status$/, cutOff, 1);
  guide.upstream.disturb(/\/status$/, fail(502), 1);
  guide.upstream.world.policy = { ...guide.upstream.world.policy, jobMs: 300 };
  expect((await guide.fetchRewards(memberId))['__typename']).toBe('JobPayload');
  seen.push(await watcher.next(), await watcher.next());
  expect(seen).toEqual([IDLE, RUNNING, IDLE]);
});

test('a 429 with Retry-After is reported at once, and no call is made before its time', async () => {
  await using guide = await startGuide(QUICK);
  const { query } = await userOf(guide);
  guide.upstream.disturb(/\/members$/, fail(429, { 'retry-after': '30' }), 1);
  const before = callsOf(guide, /^GET .*\/members$/);
  for (let times = 0; times < 2; times += 1) {
    const { data, errors } = await guide.gateway.query(query);
    expect(data).toEqual({ user: { members: null } });
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryable: true } }]);
    expect(errors?.[0]?.extensions['retryAfterMs']).toBeGreaterThan(28_000);
  }
  expect(callsOf(guide, /^GET .*\/members$/) - before).toBe(1);
});

test('a Retry-After within the deadline is waited out', async () => {
  await using guide = await startGuide(QUICK);
  const { query } = await userOf(guide);
  guide.upstream.disturb(/\/members$/, fail(429, { 'retry-after': '1' }), 1);
  const startedAt = performance.now();
  const answer = await guide.gateway.query(query);
  expect(answer.errors).toBeUndefined();
  expect(performance.now() - startedAt).toBeGreaterThan(990);
});

test('a write that is cut off is made once, and its outcome is unknown', async () => {
  await using guide = await startGuide(QUICK);
  const memberId = await guide.connect();
  guide.upstream.disturb(/^POST /, cutOff);
  const started = await guide.gateway.query(
    `mutation { fetchRewards(input: { memberId: "${memberId}" }) { __typename } }`,
  );
  expect(started.errors).toMatchObject([
    { extensions: { code: 'OUTCOME_UNKNOWN', retryable: false } },
  ]);
  expect(callsOf(guide, FETCH)).toBe(1);

  const created = await guide.gateway.query(
    'mutation { createUser(input: { externalId: "cut" }) { __typename } }',
  );
  expect(created.errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }]);
  expect(callsOf(guide, /^POST \/users$/)).toBe(2);
});

test.for(['members', 'accounts', 'rewards'])(
  'a response that names another user is refused: %s',
  async (list) => {
    await using guide = await startGuide(QUICK);
    const memberId = await guide.connect();
    await guide.fetchRewards(memberId);
    await expect.poll(() => guide.rewards(memberId), POLL).toHaveLength(4);
    const { guid } = [...guide.upstream.world.users.values()][0] ?? {};
    guide.upstream.disturb(new RegExp(`/${list}$`), ofSomeoneElse);
    const fields = {
      members: 'members { nodes { guid } }',
      accounts: 'accounts { nodes { guid } }',
    };
    const selection = list === 'rewards' ? 'rewards { guid }' : fields[list as keyof typeof fields];
    const { data, errors } = await guide.gateway.query(
      `{ user(guid: "${guid}") { ${selection} } }`,
    );
    expect(data).toEqual({ user: { [list]: null } });
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['UPSTREAM_BAD_RESPONSE']);
  },
);

test("a partner key that MX refuses is not the client's fault", async () => {
  await using upstream = await startStrictUpstream();
  upstream.disturb(/./, fail(401));
  await using gateway = await startConformanceGateway(upstream.baseUrl);
  const { errors } = await gateway.query('{ institutions { nodes { code } } }');
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
});

test('a conflict names the existing user', async () => {
  await using guide = await startGuide(QUICK);
  const id = await guide.createUser('twice');
  const { data } = await guide.gateway.query(`mutation {
    createUser(input: { externalId: "twice" }) {
      __typename ... on ConflictError { existing { id } }
    }
  }`);
  expect(data).toEqual({ createUser: { __typename: 'ConflictError', existing: { id } } });
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
