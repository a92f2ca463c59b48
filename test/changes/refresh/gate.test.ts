import { expect, test } from 'vitest';
import { createGate } from '../../../src/changes/refresh/gate.ts';
import { settle } from '../../support/manual-clock.ts';

test('a gate lets a limited number of tasks run, in order, and a failed task frees its place', async () => {
  const gate = createGate(2);
  const begun: number[] = [];
  const tasks = [1, 2, 3, 4].map((task) => {
    const end = Promise.withResolvers<void>();
    const result = gate.run(() => {
      begun.push(task);
      return end.promise;
    });
    return { end, result };
  });
  await settle();
  expect(begun).toEqual([1, 2]);
  tasks[1]?.end.reject(new Error('failed'));
  await expect(tasks[1]?.result).rejects.toThrow('failed');
  await settle();
  expect(begun).toEqual([1, 2, 3]);
  for (const { end } of tasks) end.resolve();
  await settle();
  expect(begun).toEqual([1, 2, 3, 4]);
});
