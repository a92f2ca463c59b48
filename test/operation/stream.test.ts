import type { ExecutionResult } from 'graphql';
import { expect, test } from 'vitest';
import { toFeed } from '../../src/feed.ts';
import { LiveResults, type Lease } from '../../src/operation/stream.ts';

type Step = ExecutionResult | Error;

/** A source that gives what it is told, and waits for ever after the last step. */
function sourceOf(...steps: readonly Step[]) {
  const pending = Promise.withResolvers<IteratorResult<ExecutionResult>>();
  let returned = 0;
  const queue = [...steps];
  const iterator: AsyncIterableIterator<ExecutionResult> = {
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
    [Symbol.asyncIterator]: () => iterator,
  };
  return { iterator, returned: () => returned };
}

const free: Lease = { onEnd: () => {}, release: () => {} };

function toLiveResults(
  results: AsyncIterator<ExecutionResult>,
  mask: (result: ExecutionResult) => ExecutionResult,
  toResult: (error: unknown) => ExecutionResult,
  lease = free,
) {
  const source = { [Symbol.asyncIterator]: () => results };
  return new LiveResults(toFeed(source), lease, { mask, toResult });
}

const same = (result: ExecutionResult) => result;
const toResult = (): ExecutionResult => ({ data: null, extensions: { masked: true } });

test('a stream leaves out a result that equals the one before it, and no other', async () => {
  const [a, b] = [{ data: { n: 1 } }, { data: { n: 2 } }];
  const { iterator } = sourceOf(a, { data: { n: 1 } }, b, { data: { n: 2 } }, a);
  const results = toLiveResults(iterator, same, toResult);
  expect((await results.next()).value).toEqual(a);
  expect((await results.next()).value).toEqual(b);
  expect((await results.next()).value).toEqual(a);
});

test('a stream whose events count one by one sends equal results, too', async () => {
  const value = { data: { n: 1 } };
  const { iterator } = sourceOf(value, { data: { n: 1 } }, value);
  const options = { mask: same, toResult, everyEventCounts: true };
  const stream = new LiveResults(toFeed(iterator), free, options);
  for (const _ of [1, 2, 3]) expect((await stream.next()).value).toEqual(value);
});

test('two subscriptions to one source do not hide results from each other', async () => {
  const value = { data: { n: 1 } };
  const first = toLiveResults(sourceOf(value).iterator, same, toResult);
  const second = toLiveResults(sourceOf(value).iterator, same, toResult);
  expect((await first.next()).value).toEqual(value);
  expect((await second.next()).value).toEqual(value);
});

test("a stream compares MX's errors, not the masked ones, whose errorId is always new", async () => {
  let id = 0;
  const mask = (result: ExecutionResult) => ({ ...result, extensions: { errorId: ++id } });
  const { iterator } = sourceOf({ data: { n: 1 } }, { data: { n: 1 } }, { data: { n: 2 } });
  const results = toLiveResults(iterator, mask, toResult);
  await results.next();
  expect((await results.next()).value).toEqual({ data: { n: 2 }, extensions: { errorId: 2 } });
});

test('a source that fails ends its stream with that failure as the last result', async () => {
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

test('throw ends the source too, and rejects with its argument', async () => {
  const { iterator, returned } = sourceOf();
  const results = toLiveResults(iterator, same, toResult);
  const pending = results.next();
  await expect(results.throw?.(new Error('gone'))).rejects.toThrow('gone');
  expect(returned()).toBe(1);
  expect(await pending).toEqual(ended);
});

/** A lease that a test ends. */
function leaseOf() {
  let end: (error?: unknown) => void = () => {};
  let released = 0;
  const lease: Lease = {
    onEnd: (ends) => {
      end = ends;
    },
    release: () => {
      released += 1;
    },
  };
  return { lease, end: (error?: unknown) => end(error), released: () => released };
}

test('a lease that ends closes a stream before its first read', async () => {
  const { iterator, returned } = sourceOf({ data: { n: 1 } });
  const { lease, end, released } = leaseOf();
  const results = toLiveResults(iterator, same, toResult, lease);
  end();
  expect(returned()).toBe(1);
  expect(released()).toBeGreaterThan(0);
  expect(await results.next()).toEqual(ended);
});

test('a lease that has ended already closes its stream at once', async () => {
  const { iterator, returned } = sourceOf({ data: { n: 1 } });
  const lease: Lease = { onEnd: (end) => end(), release: () => {} };
  expect(await toLiveResults(iterator, same, toResult, lease).next()).toEqual(ended);
  expect(returned()).toBe(1);
});

test('a lease that ends with an error sends it to a waiting reader, as the last result', async () => {
  const { iterator } = sourceOf();
  const { lease, end } = leaseOf();
  const results = toLiveResults(iterator, same, toResult, lease);
  const pending = results.next();
  end(new Error('expired'));
  expect(await pending).toEqual({ done: false, value: toResult() });
  expect(await results.next()).toEqual(ended);
});

test('a source that fails after the end of its lease sends nothing to the reader', async () => {
  const failing: AsyncIterator<ExecutionResult> = { next: async () => Promise.reject(new Error()) };
  const { lease, end } = leaseOf();
  const results = toLiveResults(failing, same, toResult, lease);
  const pending = results.next();
  end();
  expect(await pending).toEqual(ended);
});

test('a source that ends closes its stream', async () => {
  const source: AsyncIterator<ExecutionResult> = {
    next: async () => ({ done: true, value: undefined }),
  };
  const results = toLiveResults(source, same, toResult);
  expect(await results.next()).toEqual({ done: true, value: undefined });
});
