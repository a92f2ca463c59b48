import { expect, test } from 'vitest';
import { startConformanceGateway } from '../conformance-gateway.ts';
import { type Guide, startGuide, watch } from './guide.ts';
import { callsOf, FETCH, IDLE, POLL, QUICK, RUNNING } from './quick-guide.ts';
import { cutOff, fail, ofSomeoneElse, startStrictUpstream } from './strict-upstream.ts';

const members = '{ user(guid: "GUID") { members { nodes { guid name } } } }';

async function userOf(guide: Guide) {
  await guide.connect();
  const [user] = guide.upstream.world.users.values();
  return { query: members.replace('GUID', user?.guid ?? ''), guid: user?.guid ?? '' };
}

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
    'mutation { createUser(input: { email: "cut@example.com" }) { __typename } }',
  );
  expect(created.errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }]);
  expect(callsOf(guide, /^POST \/users$/)).toBe(2);

  const named = await guide.gateway.query(
    'mutation { createUser(input: { externalId: "cut" }) { __typename } }',
  );
  expect(named.data).toEqual({ createUser: { __typename: 'UserPayload' } });
  expect(callsOf(guide, /^POST \/users$/)).toBe(3);
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
