import { expect, test } from 'vitest';
import { createCache } from '../../../src/loaders/batching/cache.ts';
import { createSharedReads } from '../../../src/loaders/batching/shared-reads.ts';
import type { MxCalls } from '../../../src/mx/client.ts';
import type { CallScope } from '../../../src/mx/scope.ts';
import { settle } from '../../support/manual-clock.ts';

const TTL_MS = 1_000;

/** A reference whose reads answer `<key> <n>`, counted, until one is scripted to do otherwise. */
function createTestReference({ maxEntries = 3 } = {}) {
  const reads: string[] = [];
  const script: (() => Promise<string>)[] = [];
  let time = 0;
  const answer = (key: string) => {
    reads.push(key);
    const { length } = reads;
    return script.shift()?.() ?? Promise.resolve(`${key} ${length}`);
  };
  const { share } = createSharedReads({ in: () => ({}) as MxCalls });
  const cached = createCache<string, CallScope>({
    read: (key, reader, keep) =>
      share(reader, { userGuid: '#', name: key, read: async () => keep(await answer(key)) }),
    refresh: answer,
    ttlMs: TTL_MS,
    maxEntries,
    now: () => time,
  });
  return {
    reference: (key: string) => cached(key, { lane: 'USR-1' }),
    reads,
    script,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

test('a cache reads a key once within its time, for any callers and however many at once', async () => {
  const { reference, reads, pass } = createTestReference();
  expect(await Promise.all([reference('a'), reference('a')])).toEqual(['a 1', 'a 1']);
  pass(TTL_MS - 1);
  expect(await reference('a')).toBe('a 1');
  expect(await reference('b')).toBe('b 2');
  expect(reads).toEqual(['a', 'b']);
});

test('a stale entry is served at once while one read refreshes it', async () => {
  const { reference, reads, script, pass } = createTestReference();
  await reference('a');
  pass(TTL_MS);
  const refreshed = Promise.withResolvers<string>();
  script.push(() => refreshed.promise);
  expect(await Promise.all([reference('a'), reference('a'), reference('a')])).toEqual([
    'a 1',
    'a 1',
    'a 1',
  ]);
  expect(reads).toEqual(['a', 'a']);
  refreshed.resolve('new');
  await settle();
  expect(await reference('a')).toBe('new');
  pass(TTL_MS - 1);
  expect(await reference('a')).toBe('new');
  expect(reads).toHaveLength(2);
});

test('a failed refresh keeps the old entry, and the next caller tries again', async () => {
  const { reference, reads, script, pass } = createTestReference();
  await reference('a');
  pass(TTL_MS);
  script.push(() => Promise.reject(new Error('down')));
  expect(await reference('a')).toBe('a 1');
  await settle();
  expect(await reference('a')).toBe('a 1');
  await settle();
  expect(await reference('a')).toBe('a 3');
  expect(reads).toHaveLength(3);
});

test('a failed first read reaches all its callers, and is not kept', async () => {
  const { reference, script } = createTestReference();
  script.push(() => Promise.reject(new Error('down')));
  const outcomes = await Promise.allSettled([reference('a'), reference('a')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await reference('a')).toBe('a 2');
});

test('a full cache drops the entry that was asked for longest ago', async () => {
  const { reference, reads } = createTestReference({ maxEntries: 2 });
  for (const key of ['a', 'b', 'a', 'c', 'a']) await reference(key);
  expect(reads).toEqual(['a', 'b', 'c']);
  for (const key of ['a', 'b', 'c']) await reference(key);
  reads.length = 0;
  for (const key of ['b', 'c', 'a']) await reference(key);
  expect(reads).toEqual(['a']);
});

test('a key named as a property of Object.prototype is an ordinary key', async () => {
  const { reference } = createTestReference();
  expect(await reference('__proto__')).toBe('__proto__ 1');
  expect(await reference('constructor')).toBe('constructor 2');
});

test('a value that is not to be kept is forgotten at once', async () => {
  const answers: (string | null)[] = [null, 'found', null];
  let time = 0;
  const answer = async () => answers.shift() ?? null;
  const cached = createCache<string | null, undefined>({
    read: async (_key, _reader, keep) => keep(await answer()),
    refresh: answer,
    ttlMs: TTL_MS,
    keeps: (value) => value !== null,
    maxEntries: 3,
    now: () => time,
  });
  const reference = (key: string) => cached(key, undefined);
  expect(await reference('a')).toBeNull();
  expect(await reference('a')).toBe('found');
  time = TTL_MS;
  expect(await reference('a')).toBe('found');
  await settle();
  expect(await reference('a')).toBeNull();
});
