import type { Answer } from '../../support/gateway.ts';
import { openSse, openSubscription } from '../../support/subscription.ts';
import { type ConformanceGateway, startConformanceGateway } from '../conformance-gateway.ts';
import { BANK } from './bodies.ts';
import { startStrictUpstream, type StrictUpstream } from './strict-upstream.ts';
import type { Policy } from './world.ts';

// The shape of an answer is what a test asserts, so its type says nothing of it.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = Record<string, any>;

/** An app that goes through MX's guide, step by step. */
export interface Guide extends AsyncDisposable {
  readonly gateway: ConformanceGateway;
  readonly upstream: StrictUpstream;
  /** Global id of a new user. */
  readonly createUser: (externalId?: string) => Promise<string>;
  /** The answer of `createMember`; the password says what the bank asks. */
  readonly createMember: (userId: string, password: string) => Promise<Data>;
  /** Global id of a new member whose first job has ended. */
  readonly connect: (password?: string) => Promise<string>;
  readonly fetchRewards: (memberId: string) => Promise<Data>;
  readonly answer: (memberId: string, values: readonly Data[]) => Promise<Data>;
  /** The statuses of a member until nothing more happens without someone acting. */
  readonly untilSettled: (memberId: string) => Promise<Data[]>;
  readonly rewards: (memberId: string) => Promise<Data[]>;
}

export async function startGuide(policy: Partial<Policy> = {}): Promise<Guide> {
  await using started = new AsyncDisposableStack();
  const upstream = started.use(await startStrictUpstream(policy));
  const gateway = started.use(await startConformanceGateway(upstream.baseUrl));
  const running = started.move();

  async function ask(field: string, document: string, variables: Data): Promise<Data> {
    return pick(await gateway.query(document, variables), field);
  }
  async function createUser(externalId = 'guide-user') {
    const { user } = await ask('createUser', CREATE_USER, { input: { externalId } });
    return user.id as string;
  }
  function createMember(userId: string, password: string) {
    const credentials = [
      { guid: BANK.login, value: 'someone' },
      { guid: BANK.password, value: password },
    ];
    const input = { userId, institutionCode: BANK.code, credentials };
    return ask('createMember', CREATE_MEMBER, { input });
  }
  async function untilSettled(memberId: string) {
    const variables = { id: memberId };
    await using stream = openSubscription({ url: gateway.url, document: UNTIL_SETTLED, variables });
    return (await stream.rest()).map((each) => pick(each, 'memberStatus'));
  }

  return {
    gateway,
    upstream,
    createUser,
    createMember,
    async connect(password = 'plain') {
      const { member } = await createMember(await createUser(), password);
      await untilSettled(member.id);
      return member.id;
    },
    fetchRewards: (id) => ask('fetchRewards', FETCH_REWARDS, { id }),
    answer: (memberId, answers) =>
      ask('answerChallenges', ANSWER, { input: { memberId, answers } }),
    untilSettled,
    rewards: async (id) => (await ask('node', REWARDS, { id }))['rewards'],
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** What an answer has under a field; an answer with errors is thrown whole. */
export function pick(answer: Answer, field: string): Data {
  const value: Data | undefined = answer.data?.[field];
  if (value === undefined || answer.errors !== undefined) throw new Error(JSON.stringify(answer));
  return value;
}

export const TRANSPORTS = ['WebSocket', 'SSE'] as const;

/** Watches a member over one of the transports. */
export async function watch(
  { gateway: { url } }: Guide,
  memberId: string,
  transport: (typeof TRANSPORTS)[number],
  document = WATCH,
) {
  const variables = { id: memberId };
  if (transport === 'WebSocket') {
    const stream = openSubscription({ url, document, variables });
    return {
      next: async () => pick(await stream.next(), 'memberStatus'),
      [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
    };
  }
  const stream = await openSse({ url, document, variables });
  return {
    async next() {
      const event = await stream.next();
      return pick(JSON.parse(event?.data ?? '{}') as Answer, 'memberStatus');
    },
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  };
}

const CREATE_USER = `mutation ($input: CreateUserInput!) {
  createUser(input: $input) { ... on UserPayload { user { id guid externalId } } }
}`;
const CREATE_MEMBER = `mutation ($input: CreateMemberInput!) {
  createMember(input: $input) {
    __typename
    ... on MemberPayload {
      member { id guid status { connectionStatus isBeingAggregated nextAction } }
    }
  }
}`;
const FETCH_REWARDS = `mutation ($id: ID!) {
  fetchRewards(input: { memberId: $id }) {
    __typename
    ... on JobPayload { alreadyRunning status { connectionStatus isBeingAggregated } }
    ... on JobConflictError { code otherJob: status { isBeingAggregated } }
    ... on MemberNotReadyError { code status { connectionStatusRaw nextAction } }
    ... on RewardsNotSupportedError { code institution { code } }
    ... on RewardsNotEnabledError { code }
  }
}`;
const ANSWER = `mutation ($input: AnswerChallengesInput!) {
  answerChallenges(input: $input) {
    __typename
    ... on AnswerChallengesPayload { status { connectionStatus isBeingAggregated } }
    ... on InvalidInputError { path message }
  }
}`;
const UNTIL_SETTLED = `subscription ($id: ID!) {
  memberStatus(memberId: $id, completeWhenSettled: true) {
    connectionStatus connectionStatusRaw isBeingAggregated nextAction isSettled
    challenges {
      __typename id label
      ... on OptionsChallenge { options { label value } }
      ... on ImageChallenge { image }
      ... on UnrecognizedChallenge { typeRaw }
    }
  }
}`;
const WATCH = `subscription ($id: ID!) {
  memberStatus(memberId: $id) { connectionStatus isBeingAggregated }
}`;
const REWARDS = `query ($id: ID!) {
  node(id: $id) {
    ... on Member {
      rewards {
        balance balanceType balanceTypeRaw unit unitRaw expiresOn
        account {
          type typeRaw currentRewardLevel primaryRewardUnit enrolledInRewardsOn
          creditCardProduct { name annualFee hasTravelRewards }
        }
      }
    }
  }
}`;
