import { expect, test } from 'vitest';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { type Data, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household, nobody } from '../../support/household.ts';
import { openSse, openSubscription } from '../../support/subscription.ts';

const { userGuid, userId, path } = household;

const watchAll = `subscription ($userId: ID!, $after: String) {
  memberStatuses(userId: $userId, after: $after) {
    changed { id member { guid } connectionStatus nextAction isAuthenticated challenges { label } }
    removed
    needsAction { nextAction member { guid } challenges { id } }
    revision
  }
}`;

const watchOne = 'subscription ($id: ID!) { memberStatus(memberId: $id) { isAuthenticated } }';

const open = ({ url }: TestGateway, variables: Record<string, unknown> = { userId }) =>
  openSubscription({ url, document: watchAll, variables });

const next = async (stream: ReturnType<typeof open>): Promise<Data> =>
  (await stream.next()).data?.['memberStatuses'];

const guidsOf = (statuses: readonly Data[]) => statuses.map(({ member }) => member.guid as string);

const countCalls = ({ sandbox }: TestGateway, end: string) =>
  sandbox.calls.filter((call) => call.endsWith(end)).length;

test('the statuses of all members come first, and then the status that has changed', async () => {
  await using gateway = await startTestGateway();
  await using stream = open(gateway);
  const first = await next(stream);
  expect(guidsOf(first['changed'])).toEqual([
    household.bank.memberGuid,
    household.cards.memberGuid,
  ]);
  expect(first).toMatchObject({ removed: [], needsAction: [] });
  expect(first['changed'][0]).toMatchObject({ nextAction: 'NONE', isAuthenticated: null });

  const { control } = gateway.sandbox;
  control.setStatus(household.bank.memberGuid, 'DENIED');
  const second = await next(stream);
  expect(guidsOf(second['changed'])).toEqual([household.bank.memberGuid]);
  expect(second['needsAction']).toMatchObject([{ nextAction: 'UPDATE_CREDENTIALS' }]);

  control.challenge(household.cards.memberGuid, [{ label: 'What city?', type: 'TEXT' }]);
  const third = await next(stream);
  expect(third['changed'][0].challenges).toEqual([{ label: 'What city?' }]);
  expect(third['needsAction'].map((status: Data) => status['nextAction'])).toEqual([
    'ANSWER_CHALLENGES',
    'UPDATE_CREDENTIALS',
  ]);
});

test('ten members cost one call per poll, with a stream for three of them as well', async () => {
  await using gateway = await startTestGateway();
  const { sandbox } = gateway;
  const user = sandbox.control.addUser();
  const guids = Array.from({ length: 10 }, () => sandbox.control.addMember(user));
  for (const guid of guids)
    sandbox.control.setStatus(guid, 'CONNECTED', { isBeingAggregated: true });
  await using stream = open(gateway, { userId: toGlobalId('User', user) });
  expect((await next(stream))['changed']).toHaveLength(10);
  const lists = () => countCalls(gateway, `/users/${user}/members`);
  await expect.poll(lists, { interval: 10 }).toBeGreaterThan(5);
  expect(sandbox.calls).toHaveLength(lists());

  await using streams = new AsyncDisposableStack();
  for (const guid of guids.slice(0, 3)) {
    const variables = { id: toGlobalId('Member', user, guid) };
    const one = streams.use(openSubscription({ url: gateway.url, document: watchOne, variables }));
    expect((await one.next()).data?.['memberStatus']).toHaveProperty('isAuthenticated', true);
  }
  const before = lists();
  await expect.poll(lists, { interval: 10 }).toBeGreaterThan(before + 5);
  // Each stream began with one read of the whole status.
  expect(sandbox.calls).toHaveLength(lists() + 3);
});

test('members that are created and deleted appear and are removed', async () => {
  await using gateway = await startTestGateway();
  await using stream = open(gateway);
  await next(stream);
  const guid = gateway.sandbox.control.addMember(userGuid);
  expect(guidsOf((await next(stream))['changed'])).toEqual([guid]);
  const memberId = toGlobalId('Member', userGuid, guid);
  await gateway.query(
    'mutation ($id: ID!) { deleteMember(input: { memberId: $id }) { __typename } }',
    {
      id: memberId,
    },
  );
  expect(await next(stream)).toMatchObject({ changed: [], removed: [guid] });
});

test.for(['the same gateway', 'another gateway'])(
  'a client that reconnects to %s with `after` gets the difference only',
  async (where) => {
    await using first = await startTestGateway();
    await using other = await startTestGateway();
    const gateway = where === 'another gateway' ? other : first;
    // Both sandboxes have the same demo data, but not the same times.
    const ago = '2026-11-22T09:00:00Z';
    for (const { sandbox } of [first, other]) {
      for (const guid of [household.bank.memberGuid, household.cards.memberGuid]) {
        sandbox.control.override(guid, { aggregated_at: ago, successfully_aggregated_at: ago });
      }
    }
    let after: unknown;
    {
      await using before = open(first);
      after = (await next(before))['revision'];
    }
    gateway.sandbox.control.setStatus(household.cards.memberGuid, 'LOCKED');
    await using stream = open(gateway, { userId, after });
    const event = await next(stream);
    expect(guidsOf(event['changed'])).toEqual([household.cards.memberGuid]);
    expect(event['removed']).toEqual([]);
  },
);

test('the stream works over SSE', async () => {
  await using gateway = await startTestGateway();
  await using stream = await openSse({
    url: gateway.url,
    document: watchAll,
    variables: { userId },
  });
  const event = await stream.next();
  expect(JSON.parse(event?.data ?? '').data.memberStatuses.changed).toHaveLength(2);
});

test('an unknown user ends the stream with NOT_FOUND', async () => {
  await using gateway = await startTestGateway();
  await using stream = open(gateway, { userId: toGlobalId('User', nobody.userGuid) });
  const [answer] = await stream.rest();
  expect(answer?.errors?.[0]?.extensions?.['code']).toBe('NOT_FOUND');
});

test('an id that is not the id of a user is rejected without a call', async () => {
  await using gateway = await startTestGateway();
  await using stream = open(gateway, { userId: household.bankId });
  const [answer] = await stream.rest();
  expect(answer?.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    inputPath: ['userId'],
  });
  expect(countCalls(gateway, `${path}/members`)).toBe(0);
});
