import { request as httpRequest } from 'node:http';
import { expect, test } from 'vitest';
import type { SandboxRequest } from '../src/sandbox/options.ts';
import { toGlobalId } from '../src/schema/global-id.ts';
import { eventsOf, PLACES, startWallet } from './context/wallets.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { openRawSocket } from './support/raw-socket.ts';

/** Holds back what MX answers to some requests until it is opened. */
function createTap(isHeld: (request: SandboxRequest) => boolean) {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return {
    intercept: (request: SandboxRequest) => (isHeld(request) ? promise : undefined),
    open: () => resolve(undefined),
  };
}

/** Of 8 places, those that one user may have. */
const OWN_PLACES = 7;

const isAccount = ({ path }: SandboxRequest) => /\/accounts\/ACT-/.test(path);

/** Posts a query and can leave before its answer. */
function postAndLeave({ url }: TestGateway, query: string) {
  const headers = { 'content-type': 'application/json' };
  const request = httpRequest(url, { method: 'POST', headers });
  request.on('error', () => {});
  request.end(JSON.stringify({ query }));
  return { leave: () => request.destroy() };
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
