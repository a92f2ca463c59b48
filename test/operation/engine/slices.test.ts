import { expect, test } from 'vitest';
import { createSlices } from '../../../src/operation/engine/slices.ts';

/** Slices of three items, whose turns come when the test says so. */
function openSlices() {
  const turns: (() => void)[] = [];
  const slices = createSlices((run) => turns.push(run), 3);
  const served: string[] = [];
  const run = (...items: string[]) =>
    slices.run(
      items,
      (item) => served.push(item),
      () => served.push('done'),
    );
  /** Returns what one turn serves. */
  const turn = () => {
    served.length = 0;
    turns.shift()?.();
    return [...served];
  };
  return { run, served, turn };
}

test('a short job is served immediately, and a long one in slices', () => {
  const { run, served, turn } = openSlices();
  run('a', 'b');
  expect(served).toEqual(['a', 'b', 'done']);
  turn();
  run('a', 'b', 'c', 'd', 'e', 'f', 'g');
  expect(served).toEqual(['a', 'b', 'c']);
  expect(turn()).toEqual(['d', 'e', 'f']);
  expect(turn()).toEqual(['g', 'done']);
});

test('all jobs of one turn together are one slice', () => {
  const { run, served, turn } = openSlices();
  run('a', 'b');
  run('c', 'd');
  run('e');
  expect(served).toEqual(['a', 'b', 'done', 'c']);
  expect(turn()).toEqual(['d', 'done', 'e', 'done']);
});

test('a short job does not wait for the end of a long one', () => {
  const { run, turn } = openSlices();
  run('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j');
  run('x');
  expect(turn()).toEqual(['d', 'e', 'f']);
  expect(turn()).toEqual(['x', 'done', 'g', 'h']);
  expect(turn()).toEqual(['i', 'j', 'done']);
});
