import { expect, test, vi } from 'vitest';
import {
  type ChallengeContext,
  createChallenger,
  type OnChallenge,
} from '../../client/src/challenges.ts';
import { AnswerChallenges } from '../../client/src/generated/operations.ts';
import { household } from '../support/household.ts';
import { settle } from '../support/manual-clock.ts';
import { hasty, type Kit, startKit, transports } from './kit.ts';

const { bankId, bank, userId } = household;
const text = { type: 'TEXT', label: 'What city were you born in?' };
const token = { type: 'TOKEN', label: 'Enter the code.' };
const over = { transport: 'websocket', ...hasty } as const;

const resumes = ({ gateway }: Kit) =>
  gateway.sandbox.requests.filter(({ path }) => path.endsWith('/resume')).map(({ body }) => body);

/** Follows the member until its status is none of these. */
async function followUntil(kit: Kit, status: string, onChallenge: OnChallenge): Promise<void> {
  for await (const { connectionStatus } of kit.mx.watchStatus(bankId, { onChallenge })) {
    if (connectionStatus === status) return;
  }
}

test.for(transports)(
  'challenges are asked once, and their answers are sent: %s',
  async (transport) => {
    await using kit = await startKit({ ...over, transport });
    const [first, second] = kit.gateway.sandbox.control.challenge(bank.memberGuid, [text, token]);
    const onChallenge = vi.fn<OnChallenge>((challenges) =>
      challenges.map(({ id }) => ({ challengeId: id, value: 'correct' })),
    );
    await followUntil(kit, 'CONNECTED', onChallenge);
    expect(onChallenge).toHaveBeenCalledTimes(1);
    expect(onChallenge.mock.calls[0]?.[0]).toEqual([
      { __typename: 'TextChallenge', id: first, label: text.label },
      { __typename: 'TokenChallenge', id: second, label: token.label },
    ]);
    expect(resumes(kit)).toEqual([
      {
        member: {
          challenges: [
            { guid: first, value: 'correct' },
            { guid: second, value: 'correct' },
          ],
        },
      },
    ]);
  },
);

test('each round of challenges is asked, and a round that is over aborts its signal', async () => {
  const rounds: { readonly labels: (string | null)[]; readonly signal: AbortSignal }[] = [];
  const answer = vi.fn<() => Promise<never>>();
  const challenger = createChallenger({
    onChallenge(challenges, { signal }) {
      rounds.push({ labels: challenges.map(({ label }) => label), signal });
      // The end user takes too long.
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve('too late'));
      });
    },
    answer,
    read: async () => [],
    fail: () => {},
  });
  const see = (...ids: readonly string[]) =>
    challenger.see({
      memberId: bankId,
      memberName: null,
      challenges: ids.map((id) => ({ __typename: 'TextChallenge', id, label: id })),
    });
  see('one');
  see('one');
  expect(rounds.map(({ labels }) => labels)).toEqual([['one']]);
  see('two', 'three');
  expect(rounds.map(({ labels }) => labels)).toEqual([['one'], ['two', 'three']]);
  expect(rounds.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  see();
  await settle();
  expect(rounds.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  expect(answer).toHaveBeenCalledTimes(0);
});

test('leaving the stream aborts the challenge that is open', async () => {
  await using kit = await startKit(over);
  kit.gateway.sandbox.control.challenge(bank.memberGuid, [text]);
  let context: ChallengeContext | undefined;
  await followUntil(kit, 'CHALLENGED', (_challenges, given) => {
    context = given;
    return new Promise(() => {});
  });
  expect(context?.signal.aborted).toBe(true);
});

test('an error of onChallenge is thrown by the iteration', async () => {
  await using kit = await startKit(over);
  kit.gateway.sandbox.control.challenge(bank.memberGuid, [text]);
  const error = new Error('The dialog cannot be shown.');
  await expect(
    followUntil(kit, 'CONNECTED', () => {
      throw error;
    }),
  ).rejects.toBe(error);
});

test('one text for several challenges is a mistake of the app', async () => {
  await using kit = await startKit(over);
  kit.gateway.sandbox.control.challenge(bank.memberGuid, [text, token]);
  await expect(followUntil(kit, 'CONNECTED', () => 'correct')).rejects.toThrow(
    'There are several challenges: return an answer for each.',
  );
});

test('an answer that the gateway rejects is asked for again, with the problem', async () => {
  await using kit = await startKit(over);
  kit.gateway.sandbox.control.challenge(bank.memberGuid, [text, token]);
  const problems: (string | undefined)[] = [];
  await followUntil(kit, 'CONNECTED', (challenges, { problem }) => {
    problems.push(problem);
    const answers = challenges.map(({ id }) => ({ challengeId: id, value: 'correct' }));
    return problem === undefined ? answers.slice(1) : answers;
  });
  expect(problems).toEqual([undefined, expect.stringContaining('answer')]);
});

test('an app that answers by itself returns nothing', async () => {
  await using kit = await startKit(over);
  const [challengeId] = kit.gateway.sandbox.control.challenge(bank.memberGuid, [text]);
  await followUntil(kit, 'CONNECTED', async () => {
    const answers = [{ challengeId: challengeId ?? '', value: 'correct' }];
    await kit.mx.mutate(AnswerChallenges, { input: { memberId: bankId, answers } });
    return undefined;
  });
  expect(resumes(kit)).toHaveLength(1);
});

test('an answer whose arrival is unknown is asked for again while the challenge is open', async () => {
  const lost = { isNext: true };
  const send = globalThis.fetch;
  await using kit = await startKit({
    ...over,
    fetch(url, init) {
      // Lost before it arrived: nobody knows.
      if (lost.isNext && init.body.includes('answerChallenges')) {
        lost.isNext = false;
        return Promise.reject(new TypeError('fetch failed'));
      }
      return send(url, init);
    },
  });
  kit.gateway.sandbox.control.challenge(bank.memberGuid, [text]);
  const problems: (string | undefined)[] = [];
  await followUntil(kit, 'CONNECTED', (_challenges, { problem }) => {
    problems.push(problem);
    return 'correct';
  });
  expect(problems).toEqual([undefined, 'It is not known whether the last answer arrived.']);
  expect(resumes(kit)).toHaveLength(1);
});

test('an answer is in no error and in no log', async () => {
  const lines: unknown[] = [];
  const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
  const spies = methods.map((method) =>
    vi.spyOn(console, method).mockImplementation((...line) => void lines.push(...line)),
  );
  await using kit = await startKit({
    ...over,
    fetch: () => Promise.reject(new TypeError('fetch failed')),
  });
  kit.gateway.sandbox.control.challenge(bank.memberGuid, [text]);
  let rounds = 0;
  const error: unknown = await followUntil(kit, 'CONNECTED', () => {
    rounds += 1;
    if (rounds === 3) throw new Error('That is enough.');
    return 'hunter2';
  }).catch((caught: unknown) => caught);
  for (const spy of spies) spy.mockRestore();
  expect(String(error)).toContain('enough');
  expect(JSON.stringify([lines, kit.gateway.logs, String(error)])).not.toContain('hunter2');
});

test.for(transports)(
  'all members of a user are refreshed, each with its own challenges: %s',
  async (transport) => {
    await using kit = await startKit({ ...over, transport });
    const { control } = kit.gateway.sandbox;
    for (const { memberGuid } of [household.bank, household.cards]) {
      control.scriptNextJob(memberGuid, 'challenge');
    }
    const asked: ChallengeContext[] = [];
    const types: string[] = [];
    const onChallenge: OnChallenge = (_challenges, context) => {
      asked.push(context);
      return 'correct';
    };
    for await (const event of kit.mx.refreshRewards({ userId }, { onChallenge })) {
      types.push(event.__typename);
      // A refresh goes on where it was after a cut.
      if (types.length === 2) kit.path.cut();
    }
    expect(types.at(-1)).toBe('UserRewardsRefreshCompleted');
    expect(new Set(asked.map(({ memberId }) => memberId))).toEqual(
      new Set([household.bankId, household.cardsId]),
    );
    expect(asked).toHaveLength(2);
    expect(asked.every(({ memberName }) => memberName !== null)).toBe(true);
  },
);

test.for(transports)(
  'a refresh that is cut goes on, and starts no second job: %s',
  async (transport) => {
    await using kit = await startKit({ ...over, transport });
    kit.gateway.sandbox.control.scriptNextJob(bank.memberGuid, 'challenge');
    const onChallenge = vi.fn<OnChallenge>(() => 'correct');
    const types: string[] = [];
    for await (const event of kit.mx.refreshRewards({ memberId: bankId }, { onChallenge })) {
      types.push(event.__typename);
      kit.path.cut();
    }
    expect(types.at(-1)).toBe('RewardsRefreshCompleted');
    expect(onChallenge).toHaveBeenCalledTimes(1);
    const starts = kit.gateway.sandbox.calls.filter((call) => call.endsWith('/fetch_rewards'));
    expect(starts).toHaveLength(1);
  },
);
