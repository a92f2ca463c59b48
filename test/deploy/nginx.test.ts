import { expect, test } from 'vitest';
import { startWatchers } from '../restarts/watchers.ts';
import { household } from '../support/household.ts';
import { hasNginx, isNginxRequired } from '../support/nginx.ts';
import { hasRedis, isRedisRequired, startRedis } from '../support/redis-server.ts';
import { openSse, openSubscription } from '../support/subscription.ts';
import { watchStatus } from '../support/watching.ts';
import { startDeployed } from './replicas.ts';

const patient = { timeout: 60_000, skip: !hasNginx && !isNginxRequired };

if (!hasNginx) console.warn('deploy/nginx is not tested: there is no nginx.');

const variables = { id: household.bankId };
const post = (url: string, query: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });

test('queries are spread over the replicas, and answered by each', patient, async () => {
  await using t = await startDeployed();
  for (let count = 0; count < 10; count += 1) {
    const response = await post(t.url, '{ __typename }');
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  }
  const used = new Set(t.front.log().match(/"gateway":"[^"]+"/g));
  expect(used.size).toBe(2);
});

test('events of both transports pass as soon as they happen', patient, async () => {
  await using t = await startDeployed();
  const leave = (status: string) =>
    t.sandbox.control.setStatus(household.bank.memberGuid, status, { isBeingAggregated: true });
  leave('CONNECTED');
  await using sse = await openSse({ url: t.url, document: watchStatus, variables });
  await using socket = openSubscription({ url: t.url, document: watchStatus, variables });
  for (const status of ['CONNECTED', 'DEGRADED', 'FAILED']) {
    leave(status);
    const event = {
      data: { memberStatus: { connectionStatusRaw: status, isBeingAggregated: true } },
    };
    expect(JSON.parse((await sse.next())?.data ?? 'null')).toEqual(event);
    expect(await socket.next()).toEqual(event);
  }
});

test('only the routes for clients and MX are public, and bodies are bounded', patient, async () => {
  const env = { AUTH: 'none', WEBHOOK_USERNAME: 'mx', WEBHOOK_PASSWORD: 'hook' };
  await using t = await startDeployed({ env });
  const at = (path: string, init?: RequestInit) => fetch(new URL(path, t.url), init);
  const webhook = (password: string, body: string) =>
    at('/webhooks/mx', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`mx:${password}`).toString('base64')}`,
      },
      body,
    });
  expect((await webhook('hook', '{"type":"MEMBER"}')).status).toBe(204);
  expect((await webhook('wrong', '{"type":"MEMBER"}')).status).toBe(401);
  expect((await webhook('hook', 'x'.repeat(256 * 1024 + 1))).status).toBe(413);
  expect(await (await at('/ready')).json()).toEqual({ status: 'ready' });
  expect((await at('/health')).status).toBe(204);
  for (const path of ['/', '/graphiql/', '/graphql/', '/webhooks/mx/'])
    expect((await at(path)).status).toBe(404);
  const large = await post(t.url, ' '.repeat(130 * 1024));
  expect(await large.json()).toMatchObject({
    errors: [{ extensions: { limit: 'bodyBytes' } }],
  });
});

test.for([
  { way: 'without Redis', withRedis: false },
  { way: 'with Redis', withRedis: true },
])(
  'a replica $way that stops fails no query, and its watchers continue at the other',
  patient,
  async ({ withRedis }, { skip }) => {
    skip(withRedis && !hasRedis && !isRedisRequired, 'There is no redis-server.');
    await using redis = withRedis ? await startRedis() : null;
    const env = { AUTH: 'none', ...(redis && { REDIS_URL: redis.url }) };
    await using t = await startDeployed({ env });
    await using watchers = startWatchers(t.url, household.bankId, 4);
    const haveAllHeard = (status: string) => watchers.told.every((told) => told.at(-1) === status);
    await expect.poll(() => haveAllHeard('CONNECTED')).toBe(true);

    const [first] = t.gateways;
    const stopped: (number | null)[] = [];
    void first?.exited.then((code) => stopped.push(code));
    first?.kill('SIGTERM');
    const statuses = new Set<number>();
    const ask = async () => statuses.add((await post(t.url, '{ __typename }')).status);
    while (stopped.length === 0) await ask();
    for (let count = 0; count < 10; count += 1) await ask();
    expect(stopped).toEqual([0]);
    expect([...statuses]).toEqual([200]);

    t.sandbox.control.setStatus(household.bank.memberGuid, 'DENIED');
    await expect.poll(() => haveAllHeard('DENIED'), { timeout: 30_000 }).toBe(true);
    expect(watchers.told).toEqual(Array.from({ length: 4 }, () => ['CONNECTED', 'DENIED']));
  },
);

test(
  'no log contains a query string or a token, even if no replica responds',
  patient,
  async () => {
    await using t = await startDeployed({ count: 1 });
    const search = `?query=${encodeURIComponent('query canary_query { __typename }')}`;
    const headers = { accept: 'application/json', authorization: 'Bearer canary_token' };
    const get = () => fetch(t.url + search, { headers: { ...headers, referer: t.url + search } });
    await get();
    t.gateways[0]?.kill('SIGKILL');
    await t.gateways[0]?.exited;
    expect((await get()).status).toBe(502);
    await expect.poll(t.front.log).toMatch(/"path":"\/graphql","status":"502"/);
    expect(t.front.log() + t.front.stderr()).not.toContain('canary');
  },
);
