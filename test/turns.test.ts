import { expect, test } from 'vitest';
import { createTurns } from '../src/turns.ts';

test('a turn begins one call, and callers have theirs one after the other', async () => {
  const later: (() => void)[] = [];
  const turns = createTurns<string>((run) => later.push(run));
  const begun: string[] = [];
  const begin = async (caller: string, name: string) => {
    await turns.take(caller);
    begun.push(name);
  };
  const all = [
    ...['a1', 'a2', 'a3'].map((name) => begin('ada', name)),
    ...['b1', 'b2'].map((name) => begin('bea', name)),
  ];
  for (let turn = 1; turn <= 5; turn += 1) {
    expect(later).toHaveLength(1);
    later.shift()?.();
    await Promise.resolve();
    expect(begun).toHaveLength(turn);
  }
  expect(begun).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  expect(later).toEqual([]);
  await Promise.all(all);
  // Whoever comes after a pause begins another turn.
  const late = begin('ada', 'a4');
  later.shift()?.();
  await late;
});
