import { expect, test } from 'vitest';
import { createRechecked, type RecheckedOptions } from '../../src/auth/rechecked.ts';
import { limits } from '../../src/limits.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** What MX says of each key, or the failure it answers with; held answers wait for the test. */
function setUp(options: Partial<RecheckedOptions<string>> = {}) {
  const clock = createManualClock();
  const asked: string[] = [];
  const mx = { says: 'good' as string | Error, held: false, ageMs: 0 };
  let release = () => {};
  const rechecked = createRechecked<string>({
    async ask(key) {
      asked.push(key);
      const { says } = mx;
      if (mx.held) await new Promise<void>((resolve) => (release = resolve));
      if (says instanceof Error) throw says;
      return { answer: says, ageMs: mx.ageMs };
    },
    isGood: (answer) => answer !== 'bad',
    monotonicNow: clock.monotonicNow,
    ...options,
  });
  return { ...rechecked, mx, asked, advance: clock.advance, release: () => release() };
}

test('a key is checked once in 50 s, however often it is asked for, and no caller waits for the recheck', async () => {
  const { get, asked, advance, mx, release } = setUp();
  await get('a');
  for (let second = 0; second < 49; second += 1) {
    await advance(SECOND);
    await get('a');
  }
  expect(asked).toEqual(['a']);
  await advance(SECOND);
  mx.held = true;
  mx.says = 'better';
  expect(await Promise.all([get('a'), get('a')])).toEqual(['good', 'good']);
  expect(asked).toEqual(['a', 'a']);
  release();
  await settle();
  expect(await get('a')).toBe('better');
  expect(asked).toEqual(['a', 'a']);
});

test('an answer that is a minute old is never given, whether it was asked for meanwhile or not', async () => {
  const { get, asked, advance, mx } = setUp();
  await get('a');
  mx.says = 'bad';
  await advance(MINUTE);
  expect(await get('a')).toBe('bad');
  expect(asked).toEqual(['a', 'a']);
});

test('a change at MX is seen within a minute, however often the key is asked for', async () => {
  const { get, advance, mx } = setUp();
  const answers: string[] = [];
  for (let second = 0; second < 200; second += 1) {
    if (second === 73) mx.says = 'bad';
    answers.push(await get('a'));
    await advance(SECOND);
  }
  expect(new Set(answers.slice(0, 73))).toEqual(new Set(['good']));
  expect(new Set(answers.slice(73 + 60))).toEqual(new Set(['bad']));
});

test('a bad answer is kept for 5 s, and the next caller waits for MX', async () => {
  const { get, asked, advance, mx } = setUp();
  mx.says = 'bad';
  await get('a');
  mx.says = 'good';
  await advance(5 * SECOND - 1);
  expect(await get('a')).toBe('bad');
  await advance(1);
  expect(await get('a')).toBe('good');
  expect(asked).toHaveLength(2);
});

test('a good answer is kept for ten minutes while MX fails, with a retry every 5 s', async () => {
  const { get, asked, advance, mx } = setUp();
  await get('a');
  mx.says = new Error('down');
  await advance(MINUTE);
  for (let second = 0; second < 60; second += 1) {
    expect(await get('a')).toBe('good');
    await advance(SECOND);
  }
  expect(asked.length).toBeLessThanOrEqual(1 + 12);
  await advance(8 * MINUTE);
  await expect(get('a')).rejects.toThrow('down');
});

test('a bad answer is not kept while MX fails', async () => {
  const { get, advance, mx } = setUp();
  mx.says = 'bad';
  await get('a');
  mx.says = new Error('down');
  await advance(5 * SECOND);
  await expect(get('a')).rejects.toThrow('down');
});

test('a failed first check reaches every waiting caller and is not remembered', async () => {
  const { get, asked, mx } = setUp();
  mx.says = new Error('down');
  const both = await Promise.allSettled([get('a'), get('a')]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  mx.says = 'good';
  expect(await get('a')).toBe('good');
  expect(asked).toHaveLength(2);
});

test('an answer that is given at the start is checked after 50 s, and no caller waits for it', async () => {
  const { get, asked, advance, mx } = setUp({ atFirst: 'good' });
  mx.says = 'bad';
  expect(await get('a')).toBe('good');
  await advance(50 * SECOND - 1);
  expect(await get('a')).toBe('good');
  expect(asked).toEqual([]);
  await advance(1);
  expect([await get('a'), await get('a')]).toEqual(['good', 'bad']);
  expect(asked).toEqual(['a']);
});

test('a caller waits for MX after a change, and gets nothing from before it', async () => {
  const { get, forget, asked, mx } = setUp({ atFirst: 'good', keptMs: Infinity });
  await Promise.all([get('a'), get('b')]);
  forget((key) => key === 'a');
  mx.says = new Error('down');
  await expect(get('a')).rejects.toThrow('down');
  mx.says = 'bad';
  expect([await get('a'), await get('b')]).toEqual(['bad', 'good']);
  expect(asked).toEqual(['a', 'a']);
});

test('an answer in flight during a change is not kept', async () => {
  const { get, forget, advance, mx, release, asked } = setUp();
  await get('a');
  mx.held = true;
  await advance(MINUTE);
  const before = get('a');
  await settle();
  forget(() => true);
  const releaseBefore = release;
  mx.says = new Error('down');
  mx.held = false;
  releaseBefore();
  expect(await before).toBe('good');
  await expect(get('a')).rejects.toThrow('down');
  expect(asked).toHaveLength(3);
});

test('the key that was asked for longest ago is forgotten when there are too many', async () => {
  const { get, asked } = setUp({ maxEntries: 2 });
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});

test('a key with an open connection is rechecked, though each connection is of another key', async () => {
  const { get, asked, advance, mx } = setUp({ atFirst: 'good' });
  const people = Array.from({ length: limits.connections }, (_, index) => `user ${index}`);
  for (const who of people) await get(who);
  mx.says = 'bad';
  await advance(MINUTE);
  for (const who of people) expect(await get(who)).toBe('bad');
  expect(asked).toHaveLength(people.length);
});

test('an answer that somebody else got earlier is as old as that', async () => {
  const { get, asked, advance, mx } = setUp();
  mx.ageMs = 45 * SECOND;
  await get('a');
  await advance(5 * SECOND - 1);
  await get('a');
  expect(asked).toEqual(['a']);
  mx.says = 'better';
  await advance(10 * SECOND + 1);
  expect(await get('a')).toBe('better');
  expect(asked).toEqual(['a', 'a']);
});

test('after a change, only a new answer counts', async () => {
  const wanted: boolean[] = [];
  const { get, forget } = setUp({
    async ask(_key, mustBeNew) {
      wanted.push(mustBeNew);
      return { answer: 'good', ageMs: 0 };
    },
  });
  await get('a');
  forget((key) => key === 'a');
  await get('a');
  await get('a');
  await get('b');
  expect(wanted).toEqual([false, true, false]);
});
