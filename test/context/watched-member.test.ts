import { expect, test } from 'vitest';
import { toGlobalId } from '../../src/schema/global-id.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openRawSocket } from '../support/raw-socket.ts';
import { openSse } from '../support/subscription.ts';

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
