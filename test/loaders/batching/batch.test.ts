import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { settleEach } from '../../../src/loaders/batching/batch.ts';

const keys = Array.from({ length: 20 }, (_, index) => index);

test('a batch gives one outcome per key, in the order of the keys, whatever ends first', async () => {
  const outcomes = await settleEach([3, 1, 2], async (key) => {
    for (let waited = 0; waited < key; waited += 1) await turn();
    return `read ${key}`;
  });
  expect(outcomes).toEqual(['read 3', 'read 1', 'read 2']);
});

test('a key that fails is an Error in its place and leaves the others as they are', async () => {
  const refused = new Error('refused');
  const outcomes = await settleEach(keys, async (key) => {
    if (key % 2 === 1) throw refused;
    return key;
  });
  expect(outcomes).toEqual(keys.map((key) => (key % 2 === 1 ? refused : key)));
});

test('a read that throws before it returns a promise fails its own key alone', async () => {
  const outcomes = await settleEach([1, 2], (key) => {
    if (key === 1) throw new Error('at once');
    return Promise.resolve(key);
  });
  expect(outcomes).toEqual([new Error('at once'), 2]);
});

test('a thrown value that is no Error becomes the cause of one, since DataLoader checks the class', async () => {
  const thrower = () => Promise.reject<string>('a string');
  const [outcome] = await settleEach(['key'], thrower);
  expect(outcome).toBeInstanceOf(Error);
  expect((outcome as Error).cause).toBe('a string');
});

test('undefined and null are values of a batch', async () => {
  const answers = [undefined, null];
  expect(await settleEach([0, 1], async (key) => answers[key])).toEqual(answers);
});

test('a batch without keys reads nothing', async () => {
  await expect(settleEach([], () => Promise.reject(new Error('read')))).resolves.toEqual([]);
});
