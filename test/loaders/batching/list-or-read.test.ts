import { expect, test } from 'vitest';
import { Ledger } from '../../../src/ledger.ts';
import { createListLoader, listOrRead } from '../../../src/loaders/batching/list-or-read.ts';
import type { BatchListener } from '../../../src/loaders/batching/loader.ts';
import { MxError } from '../../../src/mx/errors.ts';

interface Key {
  readonly parent: string;
  readonly guid: string;
}

const key = (text: string): Key => {
  const [parent = '', guid = ''] = text.split('/');
  return { parent, guid };
};

interface World {
  /** What MX holds, by parent. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  /** Parents whose list is started already. */
  readonly listed?: readonly string[];
  readonly failures?: Readonly<Record<string, Error>>;
  /** What of the lists cannot be read. */
  readonly unread?: readonly string[];
}

async function run(
  keys: readonly string[],
  { lists = {}, listed = [], failures = {}, unread = [] }: World,
) {
  const calls: string[] = [];
  const read = async (name: string) => {
    calls.push(name);
    const failure = failures[name];
    if (failure) throw failure;
  };
  const listener: BatchListener = {
    batched: (name, size) => new Ledger({ most: 100 }).startBatch(name, size),
  };
  const loader = createListLoader(listener, 'list', async (parent: string) => {
    await read(`list ${parent}`);
    const all = lists[parent];
    if (all === undefined) throw new MxError('NOT_FOUND', 'none');
    const items = all.filter((guid) => !unread.includes(guid));
    return { items, isComplete: items.length === all.length };
  });
  for (const parent of listed) void loader.load(parent);
  const outcomes = await listOrRead<Key, string, string>(keys.map(key), {
    parentOf: ({ parent }) => parent,
    lists: loader,
    isSame: ({ guid }, item) => item === guid,
    read: async ({ parent, guid }) => {
      await read(`read ${parent}/${guid}`);
      if (lists[parent]?.includes(guid)) return guid;
      throw new MxError('NOT_FOUND', 'none');
    },
  });
  return { outcomes, calls };
}

const lists = { a: ['1', '2', '3'], b: ['1'] };

test('a single object is read alone', async () => {
  expect(await run(['a/2'], { lists })).toEqual({ outcomes: ['2'], calls: ['read a/2'] });
});

test('several objects of one parent come from its list', async () => {
  expect(await run(['a/3', 'a/1'], { lists })).toEqual({ outcomes: ['3', '1'], calls: ['list a'] });
});

test('each parent is judged by itself', async () => {
  expect(await run(['a/1', 'b/1', 'a/2'], { lists })).toEqual({
    outcomes: ['1', '1', '2'],
    calls: ['list a', 'read b/1'],
  });
});

test('a list that was started already serves a single object too', async () => {
  expect(await run(['a/1'], { lists, listed: ['a'] })).toEqual({
    outcomes: ['1'],
    calls: ['list a'],
  });
});

test('a missing object is null, in a list, of an unknown parent and alone', async () => {
  const { outcomes } = await run(['a/1', 'a/9', 'none/1', 'none/2', 'b/9'], { lists });
  expect(outcomes).toEqual(['1', null, null, null, null]);
});

test('a list that fails is the error of its own objects alone', async () => {
  const down = new MxError('UNAVAILABLE', 'down');
  const { outcomes } = await run(['a/1', 'a/2', 'b/1'], { lists, failures: { 'list a': down } });
  expect(outcomes).toEqual([down, down, '1']);
});

test('an incomplete list does not prove that an object is missing', async () => {
  expect(await run(['a/1', 'a/2', 'a/9'], { lists, unread: ['2'] })).toEqual({
    outcomes: ['1', '2', null],
    calls: ['list a', 'read a/2', 'read a/9'],
  });
});
