import { expect, test } from 'vitest';
import { createTurns } from '../src/turns.ts';

/** Tasks that take some time each, with a clock and turns by hand. */
function setUp(taskMs: number, sliceMs?: number) {
  const later: (() => void)[] = [];
  const begun: string[] = [];
  let nowMs = 0;
  const turns = createTurns<string>({
    later: (run) => later.push(run),
    now: () => nowMs,
    ...(sliceMs !== undefined && { sliceMs }),
  });
  return {
    later,
    begun,
    begin: async (caller: string, name: string) => {
      await turns.take(caller);
      begun.push(name);
      nowMs += taskMs;
    },
    turn: async () => {
      later.shift()?.();
      // A turn ends when its microtasks do, however many they are.
      await new Promise(setImmediate);
    },
  };
}

test.for([
  ['without a slice, a turn begins one quick task', 0, undefined],
  ['with a slice, a turn begins one slow task', 5, 1],
] as const)('%s, and callers have theirs one after the other', async ([, taskMs, sliceMs]) => {
  const { later, begun, begin, turn } = setUp(taskMs, sliceMs);
  const all = [
    ...['a1', 'a2', 'a3'].map((name) => begin('ada', name)),
    ...['b1', 'b2'].map((name) => begin('bea', name)),
  ];
  for (let turns = 1; turns <= 5; turns += 1) {
    expect(later).toHaveLength(1);
    await turn();
    expect(begun).toHaveLength(turns);
  }
  expect(begun).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  expect(later).toEqual([]);
  await Promise.all(all);
  // Whoever comes after a pause begins another turn.
  const late = begin('ada', 'a4');
  await turn();
  await late;
});

test('a turn begins quick tasks, callers in turns, until its slice has passed', async () => {
  const { later, begun, begin, turn } = setUp(0.4, 1);
  const names = ['1', '2', '3', '4'];
  const all = ['a', 'b'].flatMap((caller) => names.map((name) => begin(caller, caller + name)));
  await turn();
  expect(begun).toEqual(['a1', 'b1', 'a2']);
  expect(later).toHaveLength(1);
  await turn();
  expect(begun).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
  await turn();
  expect(later).toEqual([]);
  await Promise.all(all);
});
