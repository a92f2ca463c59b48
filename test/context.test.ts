import { request as httpRequest } from 'node:http';
import { expect, test } from 'vitest';
import { limits } from '../src/limits.ts';
import type { SandboxOptions, SandboxRequest } from '../src/sandbox/options.ts';
import { toGlobalId } from '../src/schema/global-id.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { openRawSocket } from './support/raw-socket.ts';
import { openSse } from './support/subscription.ts';

/** Holds back what MX answers to some requests until it is opened. */
function createTap(isHeld: (request: SandboxRequest) => boolean) {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return {
    intercept: (request: SandboxRequest) => (isHeld(request) ? promise : undefined),
    open: () => resolve(undefined),
  };
}

const PLACES = 8;
/** Of 8 places, those that one user may have. */
const OWN_PLACES = 7;

const levels = 'accounts(first: 100) { nodes { currentRewardLevel } }';

/** A gateway in front of a user with accounts, each of which costs a read for its level. */
async function startWallet(accounts: number, sandbox: SandboxOptions = {}) {
  const gateway = await startTestGateway({
    sandbox: { seed: 'empty', ...sandbox },
    config: { maxConcurrency: PLACES, timeoutMs: 60_000 },
  });
  const { control, calls } = gateway.sandbox;
  const userGuid = control.addUser();
  const memberGuid = control.addMember(userGuid, { hasData: false });
  for (let index = 0; index < accounts; index += 1) control.addAccount(memberGuid);
  calls.length = 0;
  return { gateway, query: `{ user(guid: "${userGuid}") { ${levels} } }` };
}

const isAccount = ({ path }: SandboxRequest) => /\/accounts\/ACT-/.test(path);

/** Posts a query and can leave before its answer. */
function postAndLeave({ url }: TestGateway, query: string) {
  const headers = { 'content-type': 'application/json' };
  const request = httpRequest(url, { method: 'POST', headers });
  request.on('error', () => {});
  request.end(JSON.stringify({ query }));
  return { leave: () => request.destroy() };
}

function eventsOf({ logs }: TestGateway, event: string) {
  return logs.filter((line) => line.includes(`"event":"${event}"`)).map((line) => JSON.parse(line));
}

test.for(['http', 'a completed operation', 'a closed socket'])(
  'a client that leaves ends its reads, which is not reported as a failure: %s',
  async (way) => {
    const tap = createTap(isAccount);
    const { gateway, query } = await startWallet(90, { intercept: tap.intercept });
    await using _ = gateway;
    const { calls } = gateway.sandbox;
    await using socket = await openRawSocket(gateway.url);
    let leave: () => void;
    if (way === 'http') ({ leave } = postAndLeave(gateway, query));
    else {
      socket.subscribe('1', query);
      leave = () => {
        if (way === 'a closed socket') socket.socket.terminate();
        else socket.send({ id: '1', type: 'complete' });
      };
    }
    await expect.poll(() => calls.length).toBe(1 + OWN_PLACES);
    leave();
    await expect.poll(() => eventsOf(gateway, 'operation')).toHaveLength(1);
    expect(eventsOf(gateway, 'operation')).toMatchObject([{ codes: ['CANCELLED'] }]);
    tap.open();
    await gateway.query(`{ user(guid: "USR-1") { email } }`);
    expect(calls.length).toBe(1 + OWN_PLACES + 1);
    expect(eventsOf(gateway, 'failed')).toEqual([]);
  },
);

test('a read that another client shares goes on when the first client has left', async () => {
  const tap = createTap(isAccount);
  const { gateway, query } = await startWallet(5, { intercept: tap.intercept });
  await using _ = gateway;
  const { calls } = gateway.sandbox;
  const { leave } = postAndLeave(gateway, query);
  await expect.poll(() => calls.length).toBe(6);
  const answer = gateway.query(query);
  // A list of its own, and then it joins.
  await expect.poll(() => calls.length).toBe(7);
  leave();
  await expect.poll(() => eventsOf(gateway, 'operation')).toHaveLength(1);
  tap.open();
  expect((await answer).errors).toBeUndefined();
  expect(calls).toHaveLength(7);
});

test('a mutation goes on when its client leaves', async () => {
  const tap = createTap(({ path }) => path.endsWith('/status'));
  await using gateway = await startTestGateway({
    sandbox: { seed: 'empty', intercept: tap.intercept },
  });
  const { control, calls } = gateway.sandbox;
  const userGuid = control.addUser();
  const memberId = toGlobalId('Member', userGuid, control.addMember(userGuid));
  const { leave } = postAndLeave(
    gateway,
    `mutation { fetchRewards(input: { memberId: "${memberId}" }) { __typename } }`,
  );
  await expect.poll(() => calls.length).toBe(1);
  leave();
  // Longer than it takes to notice.
  await new Promise((resolve) => setTimeout(resolve, 200));
  tap.open();
  await expect.poll(() => calls.at(-1)).toMatch(/^POST .*fetch_rewards$/);
});

/** A user with so many accounts at so many banks, in front of a gateway with many places. */
async function startRichUser(banks: number, accountsEach: number) {
  const gateway = await startTestGateway({
    sandbox: { seed: 'empty' },
    config: { timeoutMs: 60_000 },
  });
  const { control, calls } = gateway.sandbox;
  const userGuid = control.addUser();
  for (let bank = 0; bank < banks; bank += 1) {
    const memberGuid = control.addMember(userGuid, { hasData: false });
    for (let account = 0; account < accountsEach; account += 1) control.addAccount(memberGuid);
  }
  calls.length = 0;
  const query = `{ user(guid: "${userGuid}") { members(first: ${banks}) { nodes {
    rewards { guid } ${levels}
  } } } }`;
  return { gateway, query, userGuid };
}

test('an operation with too many calls ends as a whole, with a code', async () => {
  const { gateway, query } = await startRichUser(20, 80);
  await using _ = gateway;
  const { calls } = gateway.sandbox;
  const { data, errors } = await gateway.query(query);
  expect(data).toBeNull();
  const extensions = { code: 'CALL_BUDGET_EXCEEDED', limit: 'callsPerOperation', retryable: false };
  expect(errors).toMatchObject([{ extensions }]);
  // What it needs is known before most of it is read.
  await gateway.query(`{ user(guid: "USR-1") { email } }`);
  expect(calls.length).toBeLessThan(limits.callsPerOperation / 5);
  expect(eventsOf(gateway, 'failed')).toEqual([]);
  expect(eventsOf(gateway, 'limited')).toMatchObject([{ limit: 'callsPerOperation', times: 1 }]);
}, 60_000);

test('a wallet of 1,000 accounts at 25 banks is within the bound of calls', async () => {
  const { gateway, query } = await startRichUser(25, 40);
  await using _ = gateway;
  const { errors } = await gateway.query(query);
  expect(errors).toBeUndefined();
  expect(new Set(gateway.sandbox.calls).size).toBe(2 + 25 + 1_000);
}, 60_000);

test('a mutation reports its effect although the rest exceeds the bound of calls', async () => {
  const { gateway, userGuid } = await startRichUser(20, 80);
  await using _ = gateway;
  const answer = await gateway.query(`mutation {
    updateUser(input: { userId: "${toGlobalId('User', userGuid)}", metadata: "new" }) {
      ... on UserPayload { user { metadata members(first: 20) { nodes { rewards { guid } ${levels} } } } }
    }
  }`);
  expect(answer.data?.['updateUser'].user.metadata).toBe('new');
  expect(answer.errors?.map(({ extensions }) => extensions?.['code'])).toContain(
    'CALL_BUDGET_EXCEEDED',
  );
}, 60_000);

test('the log has the number of calls of an operation', async () => {
  const { gateway, query } = await startWallet(5);
  await using _ = gateway;
  await gateway.query(query);
  expect(eventsOf(gateway, 'operation')).toMatchObject([{ upstreamCalls: 6 }]);
});

test('a user whose calls hang leaves places for others', async () => {
  let heavy = 'USR-none';
  const tap = createTap(({ path }) => path.includes(heavy));
  await using gateway = await startTestGateway({
    sandbox: { seed: 'empty', intercept: tap.intercept },
    config: { maxConcurrency: PLACES, timeoutMs: 60_000 },
  });
  const { control, calls } = gateway.sandbox;
  heavy = control.addUser();
  const others = Array.from({ length: 29 }, () => control.addUser({ email: 'a@b.test' }));
  calls.length = 0;
  const hanging = Array.from({ length: 20 }, (_, operation) => {
    const ids = Array.from({ length: 50 }, (_id, index) =>
      toGlobalId('Reward', heavy, 'MBR-1', `RWD-${operation}-${index}`),
    );
    return postAndLeave(gateway, `{ nodes(ids: ${JSON.stringify(ids)}) { id } }`);
  });
  await expect.poll(() => calls.length).toBe(OWN_PLACES);
  const answers = await Promise.all(
    others.map((guid) => gateway.query(`{ user(guid: "${guid}") { email } }`)),
  );
  const users = answers.map(({ data }) => data?.['user']);
  expect(users).toEqual(others.map(() => ({ email: 'a@b.test' })));
  for (const { leave } of hanging) leave();
  tap.open();
});

const watchMember = (memberId: string) => `subscription { memberStatus(memberId: "${memberId}") {
  connectionStatus
  member { name rewards { guid } accounts(first: 10) { nodes { name currentRewardLevel } }
    transactions(first: 5) { nodes { guid } } credentials { guid } }
} }`;

type Transport = 'websocket' | 'sse';

/** Opens equal watchers; returns what waits for the next event of all of them. */
async function watch(
  { url }: TestGateway,
  document: string,
  { transport, count, stack }: { transport: Transport; count: number; stack: AsyncDisposableStack },
) {
  const next: (() => Promise<unknown>)[] = [];
  if (transport === 'sse') {
    for (let id = 0; id < count; id += 1) {
      next.push(stack.use(await openSse({ url, document })).next);
    }
  } else {
    const socket = stack.use(await openRawSocket(url));
    for (let id = 0; id < count; id += 1) {
      socket.subscribe(String(id), document);
      next.push(() => socket.next(String(id)));
    }
  }
  const nextOfAll = () => Promise.all(next.map((each) => each()));
  await nextOfAll();
  return nextOfAll;
}

test.for<Transport>(['websocket', 'sse'])(
  'a mutation costs as many calls for 20 equal watchers as for one, over %s',
  async (transport) => {
    await using gateway = await startTestGateway({ sandbox: { latencyMs: 20 } });
    await using stack = new AsyncDisposableStack();
    const { control, calls } = gateway.sandbox;
    const userGuid = control.addUser();
    const memberGuid = control.addMember(userGuid);
    const document = watchMember(toGlobalId('Member', userGuid, memberGuid));
    const changeTo = async (status: string, nextOfAll: () => Promise<unknown>) => {
      calls.length = 0;
      control.setStatus(memberGuid, status);
      await nextOfAll();
      return calls.filter((call) => !call.endsWith('/status')).toSorted();
    };

    const one = await watch(gateway, document, { transport, count: 1, stack });
    const ofOne = await changeTo('DEGRADED', one);
    expect(ofOne.length).toBeGreaterThan(5);
    const others = await watch(gateway, document, { transport, count: 19, stack });
    expect(await changeTo('FAILED', () => Promise.all([one(), others()]))).toEqual(ofOne);
  },
);

test("an event's own member has the event's status, without a call", async () => {
  await using gateway = await startTestGateway();
  await using stack = new AsyncDisposableStack();
  const { control, calls } = gateway.sandbox;
  const userGuid = control.addUser();
  const memberGuid = control.addMember(userGuid);
  const fields = 'connectionStatus isAuthenticated challenges { id } observedAt revision';
  const document = `subscription { memberStatus(memberId: "${toGlobalId('Member', userGuid, memberGuid)}") {
    ${fields} member { id status { ${fields} } }
  } }`;
  const stream = stack.use(await openSse({ url: gateway.url, document }));
  for (const change of ['CONNECTED', 'DEGRADED']) {
    control.setStatus(memberGuid, change);
    const { memberStatus } = JSON.parse((await stream.next())?.data ?? '').data;
    const { member, ...status } = memberStatus;
    expect(status.connectionStatus).toBe(change);
    expect(member.status).toEqual(status);
  }
  const others = calls.filter((call) => !call.endsWith('/status'));
  // Once, to know whether it is an OAuth member.
  expect(others).toEqual([`GET /users/${userGuid}/members/${memberGuid}`]);
});
