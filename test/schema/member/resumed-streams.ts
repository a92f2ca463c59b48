import { expect } from 'vitest';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { demo } from '../../../src/sandbox/seed.ts';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { Secret } from '../../../src/secret.ts';
import { type Data, startTestGateway } from '../../support/gateway.ts';
import { openSse, openSubscription, type SubscriptionOptions } from '../../support/subscription.ts';

const JOB_MS = 1_000;

export const watch = `subscription ($memberId: ID!, $after: String, $end: Boolean) {
  memberStatus(memberId: $memberId, after: $after, completeWhenSettled: $end) {
    connectionStatus isBeingAggregated hasProcessedAccounts hasProcessedTransactions
    challenges { id } revision
  }
}`;

const connect = `mutation ($input: CreateMemberInput!) {
  createMember(input: $input) { ... on MemberPayload { member { id } } }
}`;

const answer = `mutation ($input: AnswerChallengesInput!) {
  answerChallenges(input: $input) { __typename }
}`;

const aggregate = `mutation ($memberId: ID!) {
  aggregateMember(input: { memberId: $memberId }) { __typename }
}`;

const open =
  'query ($id: ID!) { node(id: $id) { ... on Member { status { challenges { id } } } } }';

export interface Step {
  readonly state: string;
  /** Brought about by time, or else by answering the questions. */
  readonly passMs?: number;
}

type Transport = 'WebSocket' | 'SSE';

interface Stream extends AsyncDisposable {
  /** The next status. */
  readonly next: () => Promise<Data>;
  /** What comes before it completes. */
  readonly rest: () => Promise<readonly unknown[]>;
}

/** A member whose first job asks a question, on an MX whose time passes only when told so. */
export async function startWorld() {
  await using started = new AsyncDisposableStack();
  let now = Date.now();
  let onRead = (): void => undefined;
  const sandbox = started.use(
    await startSandbox({
      jobMs: JOB_MS,
      now: () => now,
      rewrite: (request, response) => {
        if (request.path.endsWith('/status')) onRead();
        return response;
      },
    }),
  );
  const { url: baseUrl, clientId, apiKey } = sandbox;
  const upstream = { kind: 'mx', baseUrl, clientId, apiKey: new Secret(apiKey) } as const;
  const start = () => startTestGateway({ config: { upstream, statusPollMs: 10 } });
  let gateway = await start();
  let streams = 0;
  started.defer(() => gateway[Symbol.asyncDispose]());

  const created = await gateway.query(connect, {
    input: {
      userId: toGlobalId('User', demo.neighbour.userGuid),
      institutionCode: 'mxbank',
      credentials: [
        { guid: 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1', value: 'mxuser' },
        { guid: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d', value: 'challenge' },
      ],
    },
  });
  const memberId: string = created.data?.['createMember'].member.id;
  const running = started.move();

  async function answerAll(): Promise<void> {
    let challenges: readonly Data[] = [];
    // For as long as a poll takes, a query may be given the reading from before the questions.
    await expect
      .poll(async () => {
        const { data } = await gateway.query(open, { id: memberId });
        challenges = data?.['node'].status.challenges;
        return challenges;
      })
      .not.toEqual([]);
    const answers = challenges.map(({ id }) => ({ challengeId: id, value: 'correct' }));
    const answered = await gateway.query(answer, { input: { memberId, answers } });
    expect(answered.data?.['answerChallenges'].__typename).toBe('AnswerChallengesPayload');
  }

  return {
    memberId,
    watch(transport: Transport, variables: Data = {}): Promise<Stream> {
      streams += 1;
      return openStream(transport, {
        url: gateway.url,
        document: watch,
        variables: { memberId, ...variables },
      });
    },
    async move({ passMs }: Step) {
      if (passMs === undefined) await answerAll();
      else now += passMs;
    },
    async startAnotherJob() {
      now += JOB_MS;
      const { data } = await gateway.query(aggregate, { memberId });
      expect(data?.['aggregateMember'].__typename).toBe('JobPayload');
    },
    /** Another process in front of the same MX: of what the first one knew, clients have the revision. */
    async restart() {
      await gateway[Symbol.asyncDispose]();
      gateway = await start();
      streams = 0;
    },
    /** Then the next stream begins with a read of its own. */
    async nobodyWatches() {
      const isEnd = /"event":"operation".*"type":"subscription"/;
      const ended = () => gateway.logs.filter((line) => isEnd.test(line));
      await expect.poll(ended, { interval: 5 }).toHaveLength(streams);
    },
    /** Once MX has answered the next one, later changes are not in it. */
    nextStatusRead: () =>
      new Promise<void>((resolve) => {
        onRead = resolve;
      }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function openStream(transport: Transport, options: SubscriptionOptions): Promise<Stream> {
  if (transport === 'WebSocket') {
    const stream = openSubscription(options);
    return {
      next: async () => (await stream.next()).data?.['memberStatus'],
      rest: () => stream.rest(),
      [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
    };
  }
  const stream = await openSse(options);
  return {
    next: async () => JSON.parse((await stream.next())?.data ?? '{}').data.memberStatus,
    async rest() {
      const event = await stream.next();
      return event?.event === 'complete' ? [] : [event];
    },
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  };
}
