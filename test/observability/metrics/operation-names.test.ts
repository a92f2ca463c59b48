import { expect, test } from 'vitest';
import { createOperationNames } from '../../../src/observability/metrics/operation-names.ts';

test('a name that clients choose has a series of its own after ten successes', () => {
  const { labelOf } = createOperationNames({ needed: 10 });
  for (let times = 0; times < 10; times += 1) expect(labelOf('Home', true)).toBe('other');
  expect(labelOf('Home', true)).toBe('Home');
  expect(labelOf('Home', false)).toBe('Home');
});

test('a name of the manifest has a series of its own from its first success', () => {
  const { labelOf } = createOperationNames({ needed: 0 });
  expect(labelOf('Home', false)).toBe('other');
  expect(labelOf('Home', true)).toBe('Home');
});

test('failures do not count for a name, and neither does an anonymous operation', () => {
  const { labelOf } = createOperationNames({ needed: 1 });
  for (let times = 0; times < 5; times += 1) expect(labelOf('Odd', false)).toBe('other');
  expect(labelOf(null, true)).toBe('anonymous');
});

test('names beyond the limit are other, however often they come', () => {
  const { labelOf } = createOperationNames({ needed: 1, most: 2 });
  const labels = ['A', 'B', 'C', 'D'].map((name) => {
    labelOf(name, true);
    return labelOf(name, true);
  });
  expect(labels).toEqual(['A', 'B', 'other', 'other']);
});

test.for(['Q_USR_fa7537f3_48aa_a683_a02a_b18940482f54', 'Get20260314', 'Q_deadbeef1'])(
  'the name %s may contain an id, and has no series',
  (name) => {
    const { labelOf } = createOperationNames({ needed: 0 });
    for (let times = 0; times < 3; times += 1) expect(labelOf(name, true)).toBe('other');
  },
);
