import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  type ExecutionResult,
  GraphQLInt,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { expect, test } from 'vitest';
import type { Session } from '../../src/auth/authenticator.ts';
import { sharesEvents } from '../../src/operation/documents/event-key.ts';
import { createEngine } from '../../src/operation/engine/engine.ts';
import { createMask } from '../../src/operation/errors/masking.ts';
import { Refused } from '../../src/operation/refused.ts';
import { createRespond } from '../../src/operation/respond.ts';
import { createOperationBudgets } from '../../src/operation/rules/operation-budget.ts';
import { createStreamPlaces } from '../../src/operation/rules/places.ts';
import { isStream } from '../../src/operation/stream.ts';
import { LatestValue } from '../../src/status/latest-value.ts';
import { createOwnState } from '../support/own-state.ts';
import { ada, createRequest, createTestPipeline, service } from '../support/pipeline.ts';

interface Event {
  readonly n: number;
}

const bob: Session = {
  ...ada,
  viewer: { kind: 'user', userGuid: 'USR-2' },
  caller: 'user:USR-2',
};

/** A pipeline over one source of events, with a field that resolves late and counts its runs. */
function openPipeline() {
  const watchers = new Set<LatestValue<Event>>();
  const runs: number[] = [];
  const failures: string[] = [];
  let hold = Promise.resolve();
  const Status = new GraphQLObjectType<Event>({
    name: 'Status',
    fields: {
      n: { type: GraphQLInt },
      late: {
        type: GraphQLInt,
        args: { plus: { type: GraphQLInt, defaultValue: 0 } },
        async resolve({ n }, { plus }) {
          runs.push(n);
          await hold;
          return n + plus;
        },
      },
      broken: {
        type: GraphQLString,
        resolve: () => {
          throw new Error('a bug');
        },
      },
    },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { n: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        status: {
          type: Status,
          args: { after: { type: GraphQLInt } },
          extensions: sharesEvents,
          subscribe() {
            const watcher = new LatestValue<Event>((left) => watchers.delete(left));
            watchers.add(watcher);
            return watcher;
          },
          resolve: (event) => event,
        },
      },
    }),
  });
  const mask = createMask({ failed: ({ errorId }) => failures.push(errorId) });
  const respond = createRespond({
    ...{ schema, mask, hidesSchema: false },
    engine: createEngine({ budgets: createOperationBudgets() }),
    places: createStreamPlaces(createOwnState().createPlaces),
    onSessionEnd: () => () => {},
  });
  const { pipeline } = createTestPipeline(schema, { mask, respond });

  async function watch(
    query: string,
    { session = service, variables = {} }: { session?: Session; variables?: object } = {},
  ) {
    const gone = new AbortController();
    const request = createRequest(query, {
      session,
      variables: { ...variables },
      client: { gone: gone.signal },
    });
    const operation = pipeline.prepare(request);
    if (operation instanceof Refused) throw operation.refusal;
    const results = await pipeline.run(operation, request);
    if (results instanceof Refused || !isStream(results)) throw new TypeError('no stream');
    const next = async (): Promise<ExecutionResult> => (await results.next()).value;
    return { next, leave: () => results.return?.(), goAway: () => gone.abort() };
  }

  return {
    watch,
    runs,
    failures,
    tell: (n: number) => {
      const event = { n };
      for (const watcher of watchers) watcher.put(event);
    },
    /** Holds every `late` up until what it returns is called. */
    holdUp: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      hold = promise;
      return resolve;
    },
  };
}

const late = 'subscription ($after: Int) { status(after: $after) { late } }';
const resultOf = (n: number) => ({ data: { status: { late: n } } });

test('one event is executed once for all watchers of one operation', async () => {
  const { watch, tell, runs } = openPipeline();
  const watchers = await Promise.all(
    Array.from({ length: 300 }, (_, after) => watch(late, { variables: { after } })),
  );
  for (const n of [1, 2]) {
    const told = watchers.map(({ next }) => next());
    tell(n);
    expect(await Promise.all(told)).toEqual(watchers.map(() => resultOf(n)));
  }
  expect(runs).toEqual([1, 2]);
});

test('two users, and a partner, share no execution', async () => {
  const { watch, tell, runs } = openPipeline();
  const watchers = await Promise.all(
    [ada, ada, bob, service, service].map((session) => watch(late, { session })),
  );
  const told = watchers.map(({ next }) => next());
  tell(1);
  await Promise.all(told);
  expect(runs).toEqual([1, 1, 1]);
});

test('other variables, and another document, have an execution of their own', async () => {
  const { watch, tell, runs } = openPipeline();
  const plus = 'subscription ($plus: Int) { status { late(plus: $plus) } }';
  const watchers = await Promise.all([
    watch(late),
    watch(plus, { variables: { plus: 1 } }),
    watch(plus, { variables: { plus: 1 } }),
    watch(plus, { variables: { plus: 2 } }),
  ]);
  const told = watchers.map(({ next }) => next());
  tell(1);
  expect(await Promise.all(told)).toEqual([1, 2, 2, 3].map(resultOf));
  expect(runs).toEqual([1, 1, 1]);
});

test.for(['leave', 'goAway'] as const)(
  'the first watcher may %s while its event is executed, and the others are told',
  async (how) => {
    const { watch, tell, runs, holdUp } = openPipeline();
    const first = await watch(late);
    const second = await watch(late);
    const release = holdUp();
    const told = [first.next(), second.next()];
    tell(1);
    await expect.poll(() => runs).toEqual([1]);
    await first[how]();
    expect(await told[0]).toBeUndefined();
    release();
    expect(await told[1]).toEqual(resultOf(1));
    expect(runs).toEqual([1]);
  },
);

test('a failure that watchers have in common is reported once, with one id', async () => {
  const { watch, tell, failures } = openPipeline();
  const broken = 'subscription { status { n broken } }';
  const watchers = await Promise.all([watch(broken), watch(broken), watch(broken)]);
  const told = watchers.map(({ next }) => next());
  tell(1);
  const ids = (await Promise.all(told)).map(({ errors }) => errors?.[0]?.extensions['errorId']);
  expect(failures).toHaveLength(1);
  expect(ids).toEqual([failures[0], failures[0], failures[0]]);
});

test('a watcher who is busy skips to the latest event, and shares that', async () => {
  const { watch, tell, runs } = openPipeline();
  const [quick, slow] = await Promise.all([watch(late), watch(late)]);
  for (const n of [1, 2, 3]) {
    const told = quick.next();
    tell(n);
    expect(await told).toEqual(resultOf(n));
  }
  await setImmediate();
  expect(await slow.next()).toEqual(resultOf(3));
  const told = [quick.next(), slow.next()];
  tell(4);
  expect(await Promise.all(told)).toEqual([resultOf(4), resultOf(4)]);
  // It read the third late, in an execution of its own.
  expect(runs).toEqual([1, 2, 3, 3, 4]);
});

test('an event that comes to an equal result is left out for each watcher', async () => {
  const { watch, tell } = openPipeline();
  const [first, second] = await Promise.all([watch(late), watch(late)]);
  const told = [first.next(), second.next()];
  tell(1);
  await Promise.all(told);
  const next = [first.next(), second.next()];
  tell(1);
  await setTimeout(20);
  const third = await watch(late);
  next.push(third.next());
  tell(1);
  expect(await next[2]).toEqual(resultOf(1));
  tell(2);
  expect(await Promise.all(next)).toEqual([resultOf(2), resultOf(2), resultOf(1)]);
});
