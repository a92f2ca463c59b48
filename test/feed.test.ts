import { expect, test } from 'vitest';
import { type Failure, Feed, type FeedReader, toFeed } from '../src/feed.ts';
import { settle } from './support/manual-clock.ts';

/** A reader that notes its calls. */
function createReader() {
  const calls: unknown[] = [];
  const reader: FeedReader<number> = {
    take: (value) => calls.push(value),
    end: (failure?: Failure) => calls.push(failure === undefined ? 'end' : failure.error),
  };
  return { reader, calls };
}

/** An iterator whose steps a test takes. */
function createSource() {
  const steps: PromiseWithResolvers<IteratorResult<number>>[] = [];
  let returned = 0;
  const iterator: AsyncIterableIterator<number> = {
    next() {
      const step = Promise.withResolvers<IteratorResult<number>>();
      steps.push(step);
      return step.promise;
    },
    async return() {
      returned += 1;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return { iterator, steps, returned: () => returned };
}

test('each read of an iterator is answered by one call', async () => {
  const { iterator, steps } = createSource();
  const { reader, calls } = createReader();
  const feed = toFeed(iterator);
  feed.read(reader);
  steps[0]?.resolve({ done: false, value: 1 });
  await settle();
  expect(calls).toEqual([1]);
  expect(steps).toHaveLength(1);
  feed.read(reader);
  steps[1]?.resolve({ done: true, value: undefined });
  await settle();
  expect(calls).toEqual([1, 'end']);
});

test('a failure of an iterator reaches the reader', async () => {
  const { iterator, steps } = createSource();
  const { reader, calls } = createReader();
  toFeed(iterator).read(reader);
  const error = new Error('away');
  steps[0]?.reject(error);
  await settle();
  expect(calls).toEqual([error]);
});

test('a reader that leaves is told the end immediately, and nothing afterwards', async () => {
  const { iterator, steps, returned } = createSource();
  const { reader, calls } = createReader();
  const feed = toFeed(iterator);
  feed.read(reader);
  feed.leave();
  expect(calls).toEqual(['end']);
  expect(returned()).toBe(1);
  steps[0]?.resolve({ done: false, value: 1 });
  await settle();
  expect(calls).toEqual(['end']);
});

test.for([undefined, () => Promise.reject(new Error('stubborn'))])(
  'an iterator that cannot return, or fails to, is left in silence',
  async (leave) => {
    const next = () => new Promise<IteratorResult<number>>(() => {});
    const endless = { next, ...(leave && { return: leave }) };
    const { reader, calls } = createReader();
    const feed = toFeed({ [Symbol.asyncIterator]: () => endless });
    feed.read(reader);
    feed.leave();
    await settle();
    expect(calls).toEqual(['end']);
  },
);

test('a feed is an async iterator, and its own feed', async () => {
  const { iterator, steps } = createSource();
  const feed = toFeed(iterator);
  expect(toFeed(feed)).toBe(feed);
  const values: number[] = [];
  const done = (async () => {
    for await (const value of feed) values.push(value);
  })();
  for (const value of [1, 2]) {
    steps.at(-1)?.resolve({ done: false, value });
    await settle();
  }
  steps.at(-1)?.resolve({ done: true, value: undefined });
  await done;
  expect(values).toEqual([1, 2]);
});

test('calls of next that overlap are answered one after the other', async () => {
  class Numbers extends Feed<number> {
    readonly readers: FeedReader<number>[] = [];
    override read(reader: FeedReader<number>): void {
      this.readers.push(reader);
    }
    override leave(): void {}
  }
  const feed = new Numbers();
  const nexts = [feed.next(), feed.next(), feed.next()];
  const tell = (value: number) => feed.readers.shift()?.take(value);
  tell(1);
  tell(2);
  expect(feed.readers).toHaveLength(1);
  feed.readers.shift()?.end();
  expect((await Promise.all(nexts)).map(({ value }) => value)).toEqual([1, 2, undefined]);
});
