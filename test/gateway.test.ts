import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { startTestGateway } from './support/gateway.ts';
import { household } from './support/household.ts';
import { spawnGateway } from './support/process.ts';
import { openRawSocket } from './support/raw-socket.ts';
import { openSse, openSubscription } from './support/subscription.ts';
import { watchStatus } from './support/watching.ts';

const variables = { id: household.bankId };
/** A process takes seconds to start on a machine that has other work. */
const patient = { timeout: 30_000 };

test(
  'SIGTERM ends the process with 0 and at once, with streams open on both transports',
  patient,
  async () => {
    await using gateway = spawnGateway({ PORT: '0' });
    const url = await gateway.started;
    await using raw = await openRawSocket(url);
    raw.subscribe('1', watchStatus, variables);
    await raw.next('1');
    await using stream = await openSse({ url, document: watchStatus, variables });
    await stream.next();

    const stoppedAt = performance.now();
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(4_000);
    expect((await raw.closed).code).toBe(1012);
    expect(gateway.stderr()).toBe('');
    const events = gateway.lines().map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events[0]).toBe('started');
    expect(events).toContain('stopped');
  },
);

test('the log is one JSON object a line, without the value of any variable', patient, async () => {
  await using gateway = spawnGateway({ PORT: '0', LOG_LEVEL: 'trace' });
  const url = await gateway.started;
  const post = (query: string, given: Record<string, unknown>) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: given }),
    });
  await post('query Q($c: ID!) { institution(code: $c) { name } }', { c: 'canary_1' });
  await post('mutation M($i: CreateUserInput!) { createUser(input: $i) { __typename } }', {
    i: { externalId: 'canary_2', email: 'canary@example.com', metadata: 'canary_3' },
  });
  await post('query Q($c: ID!) { node(id: $c) { id } }', { c: { canary: 'canary_4' } });
  gateway.kill('SIGTERM');
  await gateway.exited;
  const lines = gateway.lines();
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ event: 'operation', name: 'Q', type: 'query', level: 'info' }),
  );
  expect(lines.join('')).not.toContain('canary');
});

test('the sandbox of a gateway sends its webhooks to it', patient, async () => {
  // No poll comes by itself before the end of the test.
  const env = { PORT: '0', LOG_LEVEL: 'debug', STATUS_POLL_MS: '60000' };
  await using gateway = spawnGateway(env);
  const url = await gateway.started;
  await using news = openSubscription({
    url,
    document: `subscription ($id: ID!) { rewardsChanged(userId: $id) { what member { id } } }`,
    variables: { id: household.userId },
  });
  const first = news.next();
  await expect.poll(() => gateway.lines().join()).toContain('/users/{user_guid}/members');
  const query = `mutation ($input: FetchRewardsInput!) { fetchRewards(input: $input) { __typename } }`;
  await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input: { memberId: household.bankId } } }),
  });
  let event = (await first).data?.['rewardsChanged'];
  while (!event.what.includes('REWARDS')) event = (await news.next()).data?.['rewardsChanged'];
  expect(event.member).toEqual({ id: household.bankId });
  expect(gateway.lines().map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ event: 'webhook', kind: 'REWARD', isNew: true }),
  );
  // The password of the run is nobody's business.
  expect(gateway.lines().join()).not.toMatch(/authorization":"Basic|"password"/i);
  gateway.kill('SIGTERM');
  expect(await gateway.exited).toBe(0);
});

test('a failed start gives its reason in a sentence', patient, async () => {
  await using first = spawnGateway({ PORT: '0' });
  const { port } = new URL(await first.started);
  await using second = spawnGateway({ PORT: port });
  expect(await second.exited).toBe(1);
  expect(second.stderr()).toBe(
    `The gateway cannot start. Cannot listen on 127.0.0.1:${port}: the port is already in use.\n`,
  );
  await using third = spawnGateway({ PORT: '0', PERSISTED_DOCUMENTS: '/nowhere.json' });
  expect(await third.exited).toBe(1);
  expect(third.stderr()).toBe(
    'The gateway cannot start. The manifest /nowhere.json cannot be read.\n',
  );
});

test('a bad environment ends the start with 78 and every problem on stderr', patient, async () => {
  await using gateway = spawnGateway({
    PORT: '99999',
    MX_CLIENT_ID: 'hunter2',
    STATUS_POLL_MS: 'soon',
    LOG_LEVEL: 'loud',
  });
  expect(await gateway.exited).toBe(78);
  const problems = gateway.stderr().trim().split('\n');
  for (const name of ['PORT', 'MX_API_KEY', 'STATUS_POLL_MS', 'LOG_LEVEL', 'AUTH']) {
    expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^${name} .*\\.$`)));
  }
  expect(gateway.stderr()).not.toMatch(/hunter2|\n\s+at /);
  expect(gateway.lines()).toEqual([]);
});

test(
  'a client whose gateway is killed reconnects to the next one on the same port',
  patient,
  async () => {
    await using first = spawnGateway({ PORT: '0' });
    const url = await first.started;
    const client = createClient({
      url: url.replace('http', 'ws'),
      retryAttempts: Infinity,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)),
      shouldRetry: () => true,
    });
    const results = client.iterate({ query: watchStatus, variables });
    const seen = {
      data: { memberStatus: { connectionStatusRaw: 'CONNECTED', isBeingAggregated: false } },
    };
    expect((await results.next()).value).toEqual(seen);

    first.kill('SIGKILL');
    await first.exited;
    await using second = spawnGateway({ PORT: new URL(url).port });
    expect((await results.next()).value).toEqual(seen);
    expect(await second.started).toBe(url);
    await client.dispose();
  },
);

test('a mutation in flight is finished and answered when the gateway stops, on a connection that then ends', async () => {
  const gateway = await startTestGateway({ sandbox: { latencyMs: 300 } });
  const sent = gateway.post({
    query: 'mutation { createUser(input: { externalId: "late" }) { __typename } }',
  });
  await expect.poll(() => gateway.sandbox.calls).toContain('POST /users');
  const ended = gateway[Symbol.asyncDispose]();
  const response = await sent;
  expect(response.headers.get('connection')).toBe('close');
  expect(await response.json()).toEqual({ data: { createUser: { __typename: 'UserPayload' } } });
  await ended;
});

test('a call beyond the rates of a gateway is refused with the limit and when to try again', async () => {
  const perSecond = { readsPerSecond: 0.001, writesPerSecond: 0.001 };
  await using t = await startTestGateway({ config: perSecond });
  const read = () => t.query('{ institution(code: "mxbank") { name } }');
  const other = () => t.query('{ institution(code: "chase") { name } }');
  const create = () => t.query('mutation { createUser(input: { email: "a@b.c" }) { __typename } }');
  expect((await read()).data).toMatchObject({ institution: { name: 'MX Bank' } });
  expect((await other()).errors?.[0]?.extensions).toMatchObject({
    ...{ code: 'RATE_LIMITED', limit: 'readsPerSecond', retryable: true, retryAfterMs: 1_000 },
  });
  expect((await create()).data).toEqual({ createUser: { __typename: 'UserPayload' } });
  expect((await create()).errors?.[0]?.extensions).toMatchObject({
    ...{ code: 'RATE_LIMITED', limit: 'writesPerSecond', retryable: true, retryAfterMs: 1_000 },
  });
  expect(t.sandbox.calls).toHaveLength(2);
});
