import { expect, test } from 'vitest';
import { startGuide } from './guide.ts';
import { callsOf, FETCH, IDLE, QUICK } from './quick-guide.ts';

test('several questions are answered at once, also those of an unknown kind', async () => {
  await using guide = await startGuide(QUICK);
  const { member } = await guide.createMember(await guide.createUser(), 'ask-much');
  const asked = (await guide.untilSettled(member.id)).at(-1)?.['challenges'] ?? [];
  expect(asked).toMatchObject([
    { __typename: 'TextChallenge' },
    {
      __typename: 'OptionsChallenge',
      options: [{ value: 'phone' }, { value: 'right', label: null }],
    },
    { __typename: 'UnrecognizedChallenge', typeRaw: 'VOICE', label: 'Say something' },
    { __typename: 'ImageChallenge', image: expect.stringMatching(/^data:image\/png;base64,iVBOR/) },
  ]);
  const answers = asked.map(({ id }: { id: string }) => ({ challengeId: id, value: 'right' }));

  await expect(guide.answer(member.id, answers.slice(1))).resolves.toMatchObject({
    __typename: 'InvalidInputError',
    path: ['input', 'answers'],
  });
  expect(callsOf(guide, /^PUT/)).toBe(0);
  await expect(guide.answer(member.id, answers)).resolves.toMatchObject({
    __typename: 'AnswerChallengesPayload',
  });
  expect((await guide.untilSettled(member.id)).at(-1)).toMatchObject(IDLE);
});

test('a kind of question that MX numbers is identified by its number', async () => {
  await using guide = await startGuide(QUICK);
  const { member } = await guide.createMember(await guide.createUser(), 'ask-by-number');
  const [asked] = (await guide.untilSettled(member.id)).at(-1)?.['challenges'] ?? [];
  expect(asked).toMatchObject({ __typename: 'TextChallenge' });
});

test('a wrong answer ends in REJECTED, after which rewards cannot be fetched', async () => {
  await using guide = await startGuide(QUICK);
  const { member } = await guide.createMember(await guide.createUser(), 'ask');
  const [asked] = (await guide.untilSettled(member.id)).at(-1)?.['challenges'] ?? [];
  await guide.answer(member.id, [{ challengeId: asked.id, value: 'wrong' }]);
  expect((await guide.untilSettled(member.id)).at(-1)).toMatchObject({
    connectionStatus: 'REJECTED',
    nextAction: 'START_JOB',
    challenges: [],
  });
  await expect(guide.fetchRewards(member.id)).resolves.toMatchObject({
    __typename: 'MemberNotReadyError',
    status: { connectionStatusRaw: 'REJECTED' },
  });
  expect(callsOf(guide, FETCH)).toBe(0);
});
