import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import { expect, test } from 'vitest';
import type { Departure } from '../../../src/departure.ts';
import type { Failure } from '../../../src/feed.ts';
import {
  createEventRounds,
  EventFailure,
  type ExecuteEvent,
} from '../../../src/operation/engine/event-rounds.ts';
import { createSlices } from '../../../src/operation/engine/slices.ts';

const operation = {};
const event = {};

interface Execution {
  readonly left: Departure;
  readonly succeed: (result: ExecutionResult) => void;
  readonly fail: (error: unknown) => void;
}

/** Rounds whose executions a test ends. */
function openRounds() {
  const executions: Execution[] = [];
  let ended = 0;
  const execute: ExecuteEvent<null, null> = (_event, _args, _watcher, left) =>
    new Promise((resolve, reject) => {
      const end = () => {
        ended += 1;
      };
      executions.push({ left, succeed: (result) => resolve({ result, end }), fail: reject });
    });
  const rounds = createEventRounds(createSlices(), execute);
  const watch = (key = 'a', of: object = operation) => {
    const member = rounds.join(of, key, null, null);
    /** The result of an event; undefined for a watcher that leaves. */
    const ask = (asked: object = event) =>
      new Promise<ExecutionResult | undefined>((resolve, reject) => {
        const end = (failure?: Failure) =>
          failure === undefined ? resolve(undefined) : reject(failure.error);
        member.ask(asked, { take: resolve, end });
      });
    return { leave: () => member.leave(), ask };
  };
  return { executions, watch, ended: () => ended };
}

test('watchers who ask for an event in one turn have one execution and one result', async () => {
  const { executions, watch, ended } = openRounds();
  const asked = [watch(), watch(), watch()].map(({ ask }) => ask());
  expect(executions).toHaveLength(1);
  const result = { data: { n: 1 } };
  executions[0]?.succeed(result);
  const results = await Promise.all(asked);
  expect(results.every((each) => each === result)).toBe(true);
  await nextTurn();
  await nextTurn();
  expect(ended()).toBe(1);
});

test('thousands of watchers are served over several turns, each once', async () => {
  const { executions, watch, ended } = openRounds();
  let served = 0;
  const asked = Array.from({ length: 1_000 }, async () => {
    await watch().ask();
    served += 1;
  });
  executions[0]?.succeed({ data: null });
  await new Promise((resolve) => process.nextTick(resolve));
  await Promise.resolve();
  expect(served).toBeLessThan(1_000);
  expect(ended()).toBe(0);
  await Promise.all(asked);
  expect(served).toBe(1_000);
  await nextTurn();
  expect([executions.length, ended()]).toEqual([1, 1]);
});

test('a watcher who asks in a later turn has an execution of their own', async () => {
  const { executions, watch } = openRounds();
  const first = watch().ask();
  await nextTurn();
  await nextTurn();
  const second = watch().ask();
  expect(executions).toHaveLength(2);
  executions[1]?.succeed({ data: { n: 2 } });
  expect(await second).toEqual({ data: { n: 2 } });
  executions[0]?.succeed({ data: { n: 1 } });
  expect(await first).toEqual({ data: { n: 1 } });
});

test('a watcher who asks after the end of an execution, in the same turn, has its result', async () => {
  const { executions, watch } = openRounds();
  const first = watch().ask();
  executions[0]?.succeed({ data: { n: 1 } });
  await first;
  expect(await watch().ask()).toEqual({ data: { n: 1 } });
  expect(executions).toHaveLength(1);
});

test.for([
  ['another key', 'b', operation, event],
  ['another operation', 'a', {}, event],
  ['another event', 'a', operation, {}],
] as const)('%s has an execution of its own', ([, key, other, otherEvent]) => {
  const { executions, watch } = openRounds();
  void watch().ask();
  void watch(key, other).ask(otherEvent);
  expect(executions).toHaveLength(2);
});

test('the first watcher may leave: the others have the result', async () => {
  const { executions, watch } = openRounds();
  const [first, second] = [watch(), watch()];
  const [left, stayed] = [first.ask(), second.ask()];
  first.leave();
  expect(await left).toBeUndefined();
  expect(executions[0]?.left.aborted).toBe(false);
  executions[0]?.succeed({ data: { n: 1 } });
  expect(await stayed).toEqual({ data: { n: 1 } });
});

test('an execution ends when the last watcher leaves, and nobody joins it', async () => {
  const { executions, watch } = openRounds();
  const watchers = [watch(), watch()];
  const asked = watchers.map(({ ask }) => ask());
  for (const { leave } of watchers) leave();
  for (const { leave } of watchers) leave();
  expect(executions[0]?.left.aborted).toBe(true);
  expect(await Promise.all(asked)).toEqual([undefined, undefined]);
  const later = watch().ask();
  expect(executions).toHaveLength(2);
  executions[0]?.fail(new Error('aborted'));
  executions[1]?.succeed({ data: { n: 1 } });
  expect(await later).toEqual({ data: { n: 1 } });
});

test('a watcher may leave between two slices', async () => {
  const { executions, watch } = openRounds();
  const watchers = Array.from({ length: 500 }, () => watch());
  const asked = watchers.map(({ ask }) => ask());
  executions[0]?.succeed({ data: null });
  await asked[0];
  watchers.at(-1)?.leave();
  const results = await Promise.all(asked);
  expect(results.filter((result) => result === undefined)).toHaveLength(1);
  expect(results.at(-1)).toBeUndefined();
});

test('a failure is one object for all who waited', async () => {
  const { executions, watch } = openRounds();
  const asked = [watch(), watch()].map(({ ask }) => ask());
  const cause = new Error('a bug');
  executions[0]?.fail(cause);
  const ends = await Promise.allSettled(asked);
  const [first, second] = ends.map((end) => (end.status === 'rejected' ? end.reason : undefined));
  expect(first).toBeInstanceOf(EventFailure);
  expect(first.cause).toBe(cause);
  expect(second).toBe(first);
});
