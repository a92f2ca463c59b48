import { expect, test } from 'vitest';
import { LatestValue } from '../../src/status/latest-value.ts';

const value = (n: number) => ({ done: false, value: n });
const done = { done: true, value: undefined };

function aLatestValue() {
  const left = { times: 0 };
  const latest = new LatestValue<number>(() => {
    left.times += 1;
  });
  return {
    left,
    iterator: latest,
    put: (n: number) => latest.put(n),
    end: () => latest.end(),
    fail: (error: unknown) => latest.fail(error),
  };
}

test('a value reaches the reader that waits for it', async () => {
  const { put, iterator } = aLatestValue();
  const next = iterator.next();
  put(1);
  expect(await next).toEqual(value(1));
});

test('the latest value alone is kept for a slow reader', async () => {
  const { put, iterator } = aLatestValue();
  for (const n of [1, 2, 3]) put(n);
  expect(await iterator.next()).toEqual(value(3));
  const next = iterator.next();
  put(4);
  expect(await next).toEqual(value(4));
});

test('calls of next are answered in their order', async () => {
  const { put, end, iterator } = aLatestValue();
  const nexts = [iterator.next(), iterator.next(), iterator.next()];
  put(1);
  put(2);
  end();
  expect(await Promise.all(nexts)).toEqual([value(1), value(2), done]);
});

test('a pending next settles when its reader leaves, which is reported once', async () => {
  const { iterator, left, put } = aLatestValue();
  const next = iterator.next();
  expect(await iterator.return?.()).toEqual(done);
  expect(await next).toEqual(done);
  expect(left.times).toBe(1);
  await iterator.return?.();
  put(1);
  expect(await iterator.next()).toEqual(done);
  expect(left.times).toBe(1);
});

test('a value that a reader left unread is dropped', async () => {
  const { iterator, put } = aLatestValue();
  put(1);
  await iterator.return?.();
  expect(await iterator.next()).toEqual(done);
});

test('the last value is delivered before the end', async () => {
  const { iterator, put, end, left } = aLatestValue();
  put(1);
  end();
  put(2);
  expect(await iterator.next()).toEqual(value(1));
  expect(await iterator.next()).toEqual(done);
  expect(left.times).toBe(0);
});

test('the last value is delivered before the failure, which is delivered once', async () => {
  const { iterator, put, fail, end } = aLatestValue();
  put(1);
  fail(new Error('MX is away'));
  end();
  expect(await iterator.next()).toEqual(value(1));
  await expect(iterator.next()).rejects.toThrow('MX is away');
  expect(await iterator.next()).toEqual(done);
});

test('a pending next rejects on a failure', async () => {
  const { iterator, fail } = aLatestValue();
  const nexts = [iterator.next(), iterator.next()] as const;
  fail(new Error('MX is away'));
  await expect(nexts[0]).rejects.toThrow('MX is away');
  expect(await nexts[1]).toEqual(done);
});

test('a failure is forgotten when its reader leaves first', async () => {
  const { iterator, fail, left } = aLatestValue();
  fail(new Error('MX is away'));
  await iterator.return?.();
  expect(await iterator.next()).toEqual(done);
  expect(left.times).toBe(0);
});

test('a thrown error makes the reader leave, and returns to it', async () => {
  const { iterator, left } = aLatestValue();
  const next = iterator.next();
  await expect(iterator.throw?.(new Error('stop'))).rejects.toThrow('stop');
  expect(await next).toEqual(done);
  expect(left.times).toBe(1);
});

test('a reader that breaks out of its for await loop has left', async () => {
  const { iterator, put, left } = aLatestValue();
  put(1);
  for await (const n of iterator) {
    expect(n).toBe(1);
    break;
  }
  expect(left.times).toBe(1);
});
