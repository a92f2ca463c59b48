import { expect, test } from 'vitest';
import { resolveInStep } from '../src/in-step.ts';

test('promises of one turn are resolved at its end, and what waits for them advances in step', async () => {
  const steps: string[] = [];
  async function advance(name: string): Promise<void> {
    await new Promise<void>((resolve) => resolveInStep(resolve, undefined));
    steps.push(`${name} 1`);
    await Promise.resolve();
    steps.push(`${name} 2`);
  }
  const both = Promise.all([advance('a'), advance('b')]);
  await Promise.resolve();
  expect(steps).toEqual([]);
  await both;
  expect(steps).toEqual(['a 1', 'b 1', 'a 2', 'b 2']);
});

test('a promise that is resolved meanwhile has the next turn', async () => {
  const values: number[] = [];
  const count = (value: number) => {
    values.push(value);
    if (value < 3) resolveInStep(count, value + 1);
  };
  resolveInStep(count, 1);
  for (const seen of [[1], [1, 2], [1, 2, 3], [1, 2, 3]]) {
    await new Promise((resolve) => setImmediate(resolve));
    expect(values).toEqual(seen);
  }
});
