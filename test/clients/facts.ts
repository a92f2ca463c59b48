import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import * as operations from '../../client/src/generated/operations.ts';
import type { Data } from '../support/gateway.ts';
import { household, nobody } from '../support/household.ts';
import { type Connect, type Scenario, startScenario } from './scenario.ts';

const patient = { timeout: 90_000 };
const slowly = { timeout: 30_000, interval: 10 };
/** Longer than the pause before a client of the pages reconnects. */
const QUIET_MS = 2_500;
const { bank, bankId, cards, cardsId } = household;

/** Fails a test with the client's own error, if it gives up. */
function follow({ client }: Scenario, document: string, variables: Data) {
  const seen: Data[] = [];
  let ended: unknown;
  const stop = client.watch?.(
    document,
    variables,
    (data) => seen.push(data),
    (error = 'completed') => (ended = error),
  );
  return {
    seen,
    ended: () => ended,
    async until(isThere: (last: Data) => boolean, timeout = slowly.timeout) {
      await vi.waitUntil(
        () => {
          const last = seen.at(-1);
          return ended !== undefined || (last !== undefined && isThere(last));
        },
        { ...slowly, timeout },
      );
      expect(seen.at(-1)).toSatisfy(isThere, `the client has ended: ${String(ended)}`);
    },
    [Symbol.dispose]: () => stop?.(),
  };
}

/** Follows the bank's status; `change` is done when the client has been told of it. */
async function followStatus(scenario: Scenario) {
  scenario.setStatus('CONNECTED');
  const stream = follow(scenario, operations.MemberStatus, { memberId: bankId });
  const told = (status: string) =>
    stream.until(({ memberStatus }) => memberStatus.connectionStatus === status);
  await told('CONNECTED');
  return {
    ...stream,
    async change(status: string) {
      scenario.setStatus(status);
      await told(status);
    },
    /** Statuses that were told twice in a row, and the end of the stream. */
    faults() {
      // The revision of a repeated status has another time.
      const statuses = stream.seen.map(
        ({ memberStatus }) => memberStatus.connectionStatus as string,
      );
      const repeated = statuses.filter((status, at) => status === statuses[at - 1]);
      return stream.ended() === undefined ? repeated : [...repeated, stream.ended()];
    },
  };
}

/** The facts of one client, which every client of the matrix is held to. */
export function testClient(name: string, connect: Connect, hasWatch = true): void {
  testRequests(name, connect);
  if (hasWatch) testStreams(name, connect);
}

function testRequests(name: string, connect: Connect): void {
  test.concurrent(`${name} reads a query, and each kind of member of a mutation's union`, async () => {
    await using scenario = await startScenario(connect);
    const { client, sandbox } = scenario;
    expect(await client.query(operations.Node, { id: bankId })).toMatchObject({
      node: { __typename: 'Member', id: bankId },
    });
    const fetchRewards = (memberId: string) =>
      client.mutate(operations.FetchRewards, { input: { memberId } });
    expect(await fetchRewards(cardsId)).toMatchObject({
      fetchRewards: { __typename: 'JobPayload', status: { isBeingAggregated: true } },
    });
    sandbox.control.setStatus(bank.memberGuid, 'DENIED');
    expect(await fetchRewards(bankId)).toMatchObject({
      fetchRewards: { __typename: 'MemberNotReadyError', status: { id: expect.any(String) } },
    });
    expect(await fetchRewards(nobody.memberId)).toMatchObject({
      fetchRewards: { __typename: 'NotFoundError', code: 'NOT_FOUND', retryable: false },
    });
  });

  test.concurrent(`${name} renews a token that has expired, and executes a mutation once`, async () => {
    await using scenario = await startScenario(connect);
    scenario.spoilTokens(1);
    const { node } = await scenario.client.query(operations.Node, { id: bankId });
    expect(node).toMatchObject({ id: bankId });
    await using other = await startScenario(connect);
    other.spoilTokens(1);
    const input = { memberId: cardsId };
    const { fetchRewards } = await other.client.mutate(operations.FetchRewards, { input });
    expect(fetchRewards.__typename).toBe('JobPayload');
    const started = other.sandbox.calls.filter((call) => call.endsWith('/fetch_rewards'));
    expect(started).toHaveLength(1);
  });

  test.concurrent(
    `${name} repeats a query while the gateway restarts, and no mutation`,
    patient,
    async () => {
      await using scenario = await startScenario(connect);
      const { client } = scenario;
      await client.query(operations.Node, { id: bankId });
      await scenario.stop();
      const query = client.query(operations.Node, { id: cardsId });
      query.catch(() => {}); // it is awaited below, after the mutation
      const input = { memberId: cardsId };
      await expect(client.mutate(operations.FetchRewards, { input })).rejects.toBeInstanceOf(Error);
      await scenario.start();
      expect(await query).toMatchObject({ node: { id: cardsId } });
      expect(scenario.sandbox.calls.filter((call) => call.endsWith('/fetch_rewards'))).toEqual([]);
    },
  );
}

function testStreams(name: string, connect: Connect): void {
  test.concurrent(`${name} follows a refresh over a challenge, a cut and the answer to the rewards`, async () => {
    await using scenario = await startScenario(connect);
    const { client, sandbox, path } = scenario;
    sandbox.control.scriptNextJob(cards.memberGuid, 'challenge');
    using stream = follow(scenario, operations.RewardsRefresh, { memberId: cardsId });
    const told = (kind: string) =>
      stream.until(({ rewardsRefresh }) => rewardsRefresh.__typename === kind);
    await told('RewardsRefreshChallenged');
    const [challenge] = stream.seen.at(-1)?.['rewardsRefresh'].challenges ?? [];
    path.cut();
    const answers = [{ challengeId: challenge.id, value: 'correct' }];
    const variables = { input: { memberId: cardsId, answers } };
    expect(await client.mutate(operations.AnswerChallenges, variables)).toMatchObject({
      answerChallenges: { __typename: 'AnswerChallengesPayload' },
    });
    await told('RewardsRefreshCompleted');
    expect(stream.seen.at(-1)?.['rewardsRefresh'].rewards.length).toBeGreaterThan(0);
    await vi.waitUntil(() => stream.ended() !== undefined, slowly);
    expect(stream.ended()).toBe('completed');
    expect(sandbox.calls.filter((call) => call.endsWith('/fetch_rewards'))).toHaveLength(1);
    const again = await client.mutate(operations.AnswerChallenges, variables);
    expect(again).toMatchObject({ answerChallenges: { __typename: 'NotChallengedError' } });
  });

  test.concurrent(
    `${name} outlives its tokens without a missed or repeated event`,
    patient,
    async () => {
      await using scenario = await startScenario(connect, 2);
      using stream = await followStatus(scenario);
      for (const status of ['DENIED', 'IMPEDED', 'PREVENTED', 'DEGRADED', 'CONNECTED']) {
        await delay(1_000);
        await stream.change(status);
      }
      expect(scenario.tokens()).toBeGreaterThan(2);
      const { node } = await scenario.client.query(operations.Node, { id: bankId });
      expect(node).toMatchObject({ id: bankId });
      expect(stream.faults()).toEqual([]);
    },
  );

  test.concurrent(`${name} goes on after cuts and refused connections`, patient, async () => {
    await using scenario = await startScenario(connect);
    using stream = await followStatus(scenario);
    scenario.path.cut();
    // Long enough to reconnect: a client that does not resume is told the same status again.
    await delay(QUIET_MS);
    await stream.change('DENIED');
    scenario.path.setOpen(false);
    scenario.path.cut();
    scenario.setStatus('IMPEDED');
    await delay(1_500);
    scenario.path.setOpen(true);
    await stream.change('PREVENTED');
    expect(stream.faults()).toEqual([]);
  });

  test.concurrent(`${name} goes on after a restart of the gateway`, patient, async () => {
    await using scenario = await startScenario(connect);
    using stream = await followStatus(scenario);
    await scenario.stop();
    scenario.setStatus('DENIED');
    await delay(1_000);
    await scenario.start();
    await stream.change('DENIED');
    await stream.change('PREVENTED');
    expect(stream.faults()).toEqual([]);
  });

  test.concurrent(`${name} notices that its connection is dead`, patient, async () => {
    await using scenario = await startScenario(connect);
    using stream = await followStatus(scenario);
    scenario.path.mute();
    scenario.setStatus('DENIED');
    await stream.until(({ memberStatus }) => memberStatus.connectionStatus === 'DENIED', 60_000);
    expect(stream.faults()).toEqual([]);
  });
}
