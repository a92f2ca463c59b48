import { expect, test } from 'vitest';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { transports } from '../../support/caller.ts';
import { change } from '../../support/changes.ts';
import {
  type Answer,
  type Data,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.ts';
import { household, nobody } from '../../support/household.ts';
import { openSubscription } from '../../support/subscription.ts';
import { startTenantGateway } from '../../support/tenant-gateway.ts';
import { createTenant, partnerToken } from '../../support/tenants.ts';
import { postUntilHeard, postWebhook, webhookCredentials } from '../../support/webhooks.ts';

const document = `subscription ($userId: ID!) {
  rewardsChanged(userId: $userId) { what member { id name rewards { balance } } observedAt }
}`;
const bare = `subscription ($userId: ID!) {
  rewardsChanged(userId: $userId) { what member { id guid } }
}`;
const listCall = `GET ${household.path}/members`;
/** No poll comes by itself within a test. */
const webhooks = { webhooks: webhookCredentials, statusPollMs: 60_000 };

async function watch(gateway: TestGateway, text = bare, userId = household.userId) {
  const stream = openSubscription({ url: gateway.url, document: text, variables: { userId } });
  const next = stream.next();
  next.catch(() => {}); // awaited by the test
  const called = () => gateway.sandbox.calls.filter((call) => call === listCall).length;
  await expect.poll(called).toBeGreaterThan(0);
  return Object.assign(stream, { first: next });
}

const newsIn = ({ data }: Answer): Data => data?.['rewardsChanged'];

const reward = (completed_at: number, more: object = {}) => ({
  action: 'member_data_updated',
  completed_at,
  member_guid: household.bank.memberGuid,
  type: 'REWARD',
  user_guid: household.userGuid,
  ...more,
});

test('fetchRewards leads to an event with REWARDS, by webhooks of the sandbox', async () => {
  await using gateway = await startTestGateway({ config: webhooks });
  const { username, password } = webhookCredentials;
  const url = new URL('/webhooks/mx', gateway.url).href;
  gateway.sandbox.control.sendWebhooksTo({ url, username, password: password.reveal() });
  await using stream = await watch(gateway, document);
  await change(gateway, 'fetchRewards', { memberId: household.bankId });

  const seen: string[] = [];
  let last = await stream.first;
  for (;;) {
    expect(last.errors).toBeUndefined();
    const { what, member } = newsIn(last);
    expect(member).toMatchObject({ id: household.bankId, name: 'MX Bank' });
    seen.push(...what);
    if (what.includes('REWARDS')) break;
    last = await stream.next();
  }
  expect(seen).toContain('MEMBERS');
  // The reads of the event see the data after the job.
  const { rewards } = newsIn(last)['member'];
  expect(rewards.length).toBeGreaterThan(0);
  const { data } = await gateway.query(`{ node(id: "${household.bankId}") {
    ... on Member { rewards { balance } } } }`);
  expect(rewards).toEqual(data?.['node'].rewards);
  expect(gateway.sandbox.webhooks.map(({ status }) => status)).not.toContain(401);
});

test('fetchRewards leads to an event with REWARDS, by the poll of the list', async () => {
  await using gateway = await startTestGateway();
  await using stream = await watch(gateway);
  await change(gateway, 'fetchRewards', { memberId: household.bankId });
  let event = (await stream.first).data?.['rewardsChanged'];
  while (!event.what.includes('REWARDS')) event = (await stream.next()).data?.['rewardsChanged'];
  expect(event.member).toEqual({ id: household.bankId, guid: household.bank.memberGuid });
  // Neither the status nor a single member was read for it.
  const reads = gateway.sandbox.calls.filter(
    (call) => call.startsWith('GET ') && call !== listCall,
  );
  expect(reads.filter((call) => !call.endsWith('/status'))).toEqual([]);
});

test('a webhook is one event, and costs no call for the guids of its member', async () => {
  await using gateway = await startTestGateway({ config: webhooks });
  await using stream = await watch(gateway);
  for (const body of [reward(7), reward(7), reward(7, { rewards_created_count: null })]) {
    expect(await postWebhook(gateway, body)).toBe(204);
  }
  const member = { id: household.bankId, guid: household.bank.memberGuid };
  expect((await stream.first).data?.['rewardsChanged']).toEqual({ what: ['REWARDS'], member });
  expect(await postWebhook(gateway, reward(7))).toBe(204);
  const balance = { ...reward(8), type: 'BALANCE' };
  expect(await postWebhook(gateway, balance)).toBe(204);
  expect((await stream.next()).data?.['rewardsChanged']).toEqual({ what: ['ACCOUNTS'], member });
  expect(new Set(gateway.sandbox.calls)).toEqual(new Set([listCall]));
});

test.for([
  'subscription ($userId: ID!) { rewardsChanged(userId: $userId) { what } }',
  'subscription ($userId: ID!) { news: rewardsChanged(userId: $userId) { what } }',
  `subscription ($userId: ID!) { ...F }
   fragment F on Subscription { ... { rewardsChanged(userId: $userId) { what } } }`,
])('two equal events are both sent: %s', async (text) => {
  await using gateway = await startTestGateway({ config: webhooks });
  await using stream = await watch(gateway, text);
  await postWebhook(gateway, reward(1));
  const first = await stream.first;
  await postWebhook(gateway, reward(2));
  expect(await stream.next()).toEqual(first);
});

test('nothing is read for a webhook when nobody watches', async () => {
  await using gateway = await startTestGateway({ config: webhooks });
  expect(await postWebhook(gateway, reward(1))).toBe(204);
  expect(await postWebhook(gateway, reward(2, { type: 'CONNECTION_STATUS' }))).toBe(204);
  await gateway.query('{ __typename }');
  expect(gateway.sandbox.calls).toEqual([]);
});

test('an idle watcher of a status hears of a webhook at once, and once', async () => {
  await using gateway = await startTestGateway({ config: webhooks });
  const { control, calls } = gateway.sandbox;
  await using stream = openSubscription({
    url: gateway.url,
    document: `subscription ($id: ID!) { memberStatus(memberId: $id) { connectionStatusRaw } }`,
    variables: { id: household.bankId },
  });
  const next = async () => (await stream.next()).data?.['memberStatus'].connectionStatusRaw;
  expect(await next()).toBe('CONNECTED');
  const statusCall = `GET ${household.bankPath}/status`;
  const reads = () => calls.filter((call) => call === statusCall).length;
  control.setStatus(household.bank.memberGuid, 'DENIED');
  const denied = reward(0, { type: 'CONNECTION_STATUS', completed_at: undefined });
  await postWebhook(gateway, denied);
  await postWebhook(gateway, denied);
  expect(await next()).toBe('DENIED');
  // The second webhook has its read, too, but no event.
  await expect.poll(reads).toBe(3);
  control.setStatus(household.bank.memberGuid, 'LOCKED');
  await postWebhook(gateway, denied);
  expect(await next()).toBe('LOCKED');
});

test('a status that is served from the list of a watched user is heard at once, and once', async () => {
  await using gateway = await startTestGateway({ config: webhooks });
  await using news = await watch(gateway);
  await using stream = openSubscription({
    url: gateway.url,
    document: `subscription ($id: ID!) { memberStatus(memberId: $id) { connectionStatusRaw } }`,
    variables: { id: household.bankId },
  });
  const next = async () => (await stream.next()).data?.['memberStatus'].connectionStatusRaw;
  expect(await next()).toBe('CONNECTED');
  const denied = reward(0, { type: 'CONNECTION_STATUS', completed_at: undefined });
  for (const status of ['DENIED', 'LOCKED', 'DENIED']) {
    gateway.sandbox.control.setStatus(household.bank.memberGuid, status);
    await postWebhook(gateway, denied);
    await postWebhook(gateway, denied);
    expect(await next()).toBe(status);
  }
  expect((await news.first).data?.['rewardsChanged'].what).toEqual(['MEMBERS']);
  // One status call for each state, for the fields that the list does not contain.
  const calls = gateway.sandbox.calls.filter((call) => call !== listCall);
  expect(calls).toEqual(Array.from({ length: 4 }, () => `GET ${household.bankPath}/status`));
});

test('an unknown user is NOT_FOUND, and a malformed id is refused before a call', async () => {
  await using gateway = await startTestGateway({ config: webhooks });
  const ask = async (userId: string) => {
    await using stream = openSubscription({
      url: gateway.url,
      document: bare,
      variables: { userId },
    });
    const { errors = [] } = await stream.next();
    return errors.map(({ extensions }) => extensions?.['code']);
  };
  expect(await ask(household.bankId)).toEqual(['BAD_USER_INPUT']);
  expect(await ask(household.userGuid)).toEqual(['BAD_USER_INPUT']);
  expect(gateway.sandbox.calls).toEqual([]);
  expect(await ask(toGlobalId('User', nobody.userGuid))).toEqual(['NOT_FOUND']);
});

const [ada, bob] = [createTenant('ada', 0), createTenant('bob', 1)];

test.for(transports.slice(1))(
  'over %s an end user watches nobody else, and a service anybody',
  async (transport) => {
    await using t = await startTenantGateway([ada, bob], webhooks);
    const ask = (token: string, userId: string) =>
      t.as(token).ask(transport, { query: bare, variables: { userId } }, 1);
    const foreign = await ask(ada.token(), bob.userId);
    expect(foreign.answers[0]?.errors?.[0]).toMatchObject({
      message: 'There is no such user.',
      extensions: { code: 'NOT_FOUND' },
    });
    expect(t.mx.calls).toEqual([]);

    const asked = [ask(ada.token(), ada.userId), ask(partnerToken(), ada.userId)];
    const [own, foreignMember] = [ada.memberGuids[0], bob.memberGuids[0]];
    const heard = Promise.all(asked);
    await postUntilHeard(t, heard, (at) =>
      at % 2 === 0
        ? reward(at, { user_guid: ada.userGuid, member_guid: own })
        : reward(at, { user_guid: bob.userGuid, member_guid: foreignMember }),
    );
    for (const { answers } of await heard) {
      expect(answers[0]?.data?.['rewardsChanged'].member.guid).toBe(own);
    }
    expect(new Set(t.mx.calls)).toEqual(new Set([`GET /users/${ada.userGuid}/members`]));
  },
);
