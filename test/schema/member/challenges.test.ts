import { expect, test } from 'vitest';
import { type Data, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household, nobody } from '../../support/household.ts';
import { openSubscription } from '../../support/subscription.ts';

const { bank, bankId, bankPath } = household;

const document = `mutation ($input: AnswerChallengesInput!) {
  answerChallenges(input: $input) {
    __typename
    ... on AnswerChallengesPayload { member { id } status { connectionStatus nextAction challenges { id } } }
    ... on Error { code message retryable }
    ... on InvalidInputError { path }
    ... on NotChallengedError { status { connectionStatus } }
  }
}`;

const text = { type: 'TEXT', label: 'Which city?' };
const start = () => startTestGateway({ sandbox: { jobMs: 60 } });
const resumes = ({ sandbox }: TestGateway) =>
  sandbox.calls.filter((call) => call.endsWith('/resume'));

async function answer(
  gateway: TestGateway,
  answers: readonly Data[],
  memberId = bankId,
): Promise<Data> {
  const { data, errors } = await gateway.query(document, { input: { memberId, answers } });
  expect(errors).toBeUndefined();
  return data?.['answerChallenges'];
}

const image = `${'iVBORw0KGgo'.repeat(4)}=`;

const kinds: readonly (readonly [string, Data, Data])[] = [
  ['TEXT', { type: 'TEXT' }, { __typename: 'TextChallenge' }],
  ['TOKEN', { type: 'TOKEN' }, { __typename: 'TokenChallenge' }],
  [
    'OPTIONS',
    {
      type: 'OPTIONS',
      options: [
        { value: 'a', label: 'A' },
        { value: 'b', label: null },
      ],
    },
    {
      __typename: 'OptionsChallenge',
      options: [
        { value: 'a', label: 'A' },
        { value: 'b', label: null },
      ],
    },
  ],
  [
    'IMAGE_DATA',
    { type: 'IMAGE_DATA', image_data: image },
    { __typename: 'ImageChallenge', image: `data:image/png;base64,${image}` },
  ],
  [
    'IMAGE_OPTIONS',
    {
      type: 'IMAGE_OPTIONS',
      image_options: [{ value: '1', label: 'One', data_uri: 'data:image/png;base64,AAAA' }],
    },
    {
      __typename: 'ImageOptionsChallenge',
      pictures: [{ value: '1', label: 'One', dataUri: 'data:image/png;base64,AAAA' }],
    },
  ],
  [
    'a kind of tomorrow',
    { type: 'VOICE' },
    { __typename: 'UnrecognizedChallenge', typeRaw: 'VOICE' },
  ],
  ['no kind', { type: null }, { __typename: 'UnrecognizedChallenge', typeRaw: null }],
  [
    'OPTIONS without options',
    { type: 'OPTIONS' },
    { __typename: 'UnrecognizedChallenge', typeRaw: 'OPTIONS' },
  ],
  [
    'an image that is none',
    { type: 'IMAGE_DATA', image_data: 'javascript:alert(1)' },
    { __typename: 'UnrecognizedChallenge' },
  ],
];

test.for(kinds)('a challenge of %s has the fields of its kind', async ([, wire, shown]) => {
  await using gateway = await start();
  const [guid] = gateway.sandbox.control.challenge(bank.memberGuid, [{ label: 'Well?', ...wire }]);
  const { data, errors } = await gateway.query(`{ node(id: "${bankId}") { ... on Member { status {
    challenges {
      __typename id label
      ... on OptionsChallenge { options { value label } }
      ... on ImageChallenge { image }
      ... on ImageOptionsChallenge { pictures: options { value label dataUri } }
      ... on UnrecognizedChallenge { typeRaw }
    }
  } } } }`);
  expect(errors).toBeUndefined();
  expect(data?.['node'].status.challenges).toMatchObject([{ id: guid, label: 'Well?', ...shown }]);
});

test('right answers are taken, and the answered challenges are not shown', async () => {
  await using gateway = await start();
  const ids = gateway.sandbox.control.challenge(bank.memberGuid, [text, text]);
  const answers = ids.map((challengeId) => ({ challengeId, value: 'correct' }));
  expect(await answer(gateway, answers)).toEqual({
    __typename: 'AnswerChallengesPayload',
    member: { id: bankId },
    status: { connectionStatus: 'RESUMED', nextAction: 'WAIT', challenges: [] },
  });
  const sent = gateway.sandbox.requests.find(({ path }) => path === `${bankPath}/resume`);
  expect(sent?.body).toEqual({
    member: { challenges: ids.map((guid) => ({ guid, value: 'correct' })) },
  });
});

test('a wrong answer is taken first, and leads to REJECTED', async () => {
  await using gateway = await start();
  const [challengeId] = gateway.sandbox.control.challenge(bank.memberGuid, [text]);
  const taken = await answer(gateway, [{ challengeId, value: 'wrong' }]);
  expect(taken['__typename']).toBe('AnswerChallengesPayload');
  await using watcher = openSubscription({
    url: gateway.url,
    document: `subscription ($id: ID!) {
      memberStatus(memberId: $id, completeWhenSettled: true) { connectionStatus nextAction }
    }`,
    variables: { id: bankId },
  });
  expect((await watcher.rest()).at(-1)?.data?.['memberStatus']).toEqual({
    connectionStatus: 'REJECTED',
    nextAction: 'START_JOB',
  });
});

test('an answer for a member without a challenge is NotChallengedError', async () => {
  await using gateway = await start();
  expect(await answer(gateway, [{ challengeId: 'CRD-1', value: 'x' }])).toEqual({
    __typename: 'NotChallengedError',
    code: 'NOT_CHALLENGED',
    message: 'This member has no open challenges.',
    retryable: false,
    status: { connectionStatus: 'CONNECTED' },
  });
  expect(resumes(gateway)).toEqual([]);
});

type Answers = (ids: readonly string[]) => readonly Data[];
const right = (challengeId: string | undefined) => ({ challengeId, value: 'correct' });

const mistakes: readonly (readonly [string, Answers, readonly string[]])[] = [
  ['no answer', () => [], []],
  ['an answer too few', ([first]) => [right(first)], []],
  ['an unknown challenge', (ids) => [...ids.map(right), right('CRD-1')], ['2', 'challengeId']],
  ['a malformed challenge', ([first]) => [right(first), right('../x')], ['1', 'challengeId']],
  ['a challenge twice', ([first]) => [right(first), right(first)], ['1', 'challengeId']],
];

test.for(mistakes)(
  '%s is refused by its path, and nothing is sent',
  async ([, answersOf, path]) => {
    await using gateway = await start();
    const ids = gateway.sandbox.control.challenge(bank.memberGuid, [text, text]);
    expect(await answer(gateway, answersOf(ids))).toMatchObject({
      __typename: 'InvalidInputError',
      code: 'INVALID_INPUT',
      path: ['input', 'answers', ...path],
    });
    expect(resumes(gateway)).toEqual([]);
  },
);

test('answers that MX refuses are InvalidInputError, in our own words', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ path }) =>
        path.endsWith('/resume')
          ? { status: 400, body: { error: { message: 'hunter2' } } }
          : undefined,
    },
  });
  const [challengeId] = gateway.sandbox.control.challenge(bank.memberGuid, [text]);
  const refused = await answer(gateway, [{ challengeId, value: 'hunter2' }]);
  expect(refused).toMatchObject({ __typename: 'InvalidInputError', path: ['input', 'answers'] });
  expect(JSON.stringify([refused, gateway.logs])).not.toContain('hunter2');
});

test('the challenges of a member that does not exist are NOT_FOUND', async () => {
  await using gateway = await start();
  const found = await answer(gateway, [right('CRD-1')], nobody.memberId);
  expect(found).toMatchObject({ __typename: 'NotFoundError', code: 'NOT_FOUND' });
});

test('a literal answer in the document is refused before any call', async () => {
  await using gateway = await start();
  const { errors } = await gateway.query(
    `mutation { answerChallenges(input: { memberId: "${bankId}", answers: [{ challengeId: "CRD-1", value: "hunter2" }] }) { __typename } }`,
  );
  expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  expect(JSON.stringify([errors, gateway.logs])).not.toContain('hunter2');
  expect(gateway.sandbox.calls).toEqual([]);
});
