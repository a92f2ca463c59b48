import type { ExecutionResult } from 'graphql';
import { expect, test } from 'vitest';
import { toLiveResults } from '../../src/operation/live.ts';

type Step = ExecutionResult | Error;

/** A source that gives what it is told, and waits for ever after the last step. */
function sourceOf(...steps: readonly Step[]) {
  const pending = Promise.withResolvers<IteratorResult<ExecutionResult>>();
  let returned = 0;
  const queue = [...steps];
  const iterator: AsyncIterator<ExecutionResult> = {
    async next() {
      const step = queue.shift();
      if (step === undefined) return pending.promise;
      if (step instanceof Error) throw step;
      return { done: false, value: step };
    },
    async return() {
      returned += 1;
      pending.resolve({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
  };
  return { iterator, returned: () => returned };
}

const same = (result: ExecutionResult) => result;
const toResult = (): ExecutionResult => ({ data: null, extensions: { masked: true } });

test('leaves out a result that equals the one before it, and no other', async () => {
  const [a, b] = [{ data: { n: 1 } }, { data: { n: 2 } }];
  const { iterator } = sourceOf(a, { data: { n: 1 } }, b, { data: { n: 2 } }, a);
  const results = toLiveResults(iterator, same, toResult);
  expect((await results.next()).value).toEqual(a);
  expect((await results.next()).value).toEqual(b);
  expect((await results.next()).value).toEqual(a);
});

test('two subscriptions to one source do not hide results from each other', async () => {
  const value = { data: { n: 1 } };
  const first = toLiveResults(sourceOf(value).iterator, same, toResult);
  const second = toLiveResults(sourceOf(value).iterator, same, toResult);
  expect((await first.next()).value).toEqual(value);
  expect((await second.next()).value).toEqual(value);
});

test('compares what MX said and not what it was masked to, whose errorId is always new', async () => {
  let id = 0;
  const mask = (result: ExecutionResult) => ({ ...result, extensions: { errorId: ++id } });
  const { iterator } = sourceOf({ data: { n: 1 } }, { data: { n: 1 } }, { data: { n: 2 } });
  const results = toLiveResults(iterator, mask, toResult);
  await results.next();
  expect((await results.next()).value).toEqual({ data: { n: 2 }, extensions: { errorId: 2 } });
});

test('a source that fails ends the stream with that failure as its last result', async () => {
  const { iterator } = sourceOf({ data: { n: 1 } }, new Error('s3cret'));
  const results = toLiveResults(iterator, same, toResult);
  await results.next();
  expect(await results.next()).toEqual({ done: false, value: toResult() });
  expect(await results.next()).toEqual({ done: true, value: undefined });
  expect(await results.next()).toEqual({ done: true, value: undefined });
});

const ended = { done: true, value: undefined };

test('return reaches the source at once while next is pending, and ends it', async () => {
  const { iterator, returned } = sourceOf();
  const results = toLiveResults(iterator, same, toResult);
  const pending = results.next();
  expect(await results.return?.()).toEqual(ended);
  expect(returned()).toBe(1);
  expect(await pending).toEqual(ended);
  expect(await results.next()).toEqual(ended);
});

test('throw ends the source too, and rejects with what was thrown', async () => {
  const { iterator, returned } = sourceOf();
  const results = toLiveResults(iterator, same, toResult);
  const pending = results.next();
  await expect(results.throw?.(new Error('gone'))).rejects.toThrow('gone');
  expect(returned()).toBe(1);
  expect(await pending).toEqual(ended);
});

test('a source that ends ends the stream', async () => {
  const source: AsyncIterator<ExecutionResult> = {
    next: async () => ({ done: true, value: undefined }),
  };
  const results = toLiveResults(source, same, toResult);
  expect(await results.next()).toEqual({ done: true, value: undefined });
});
