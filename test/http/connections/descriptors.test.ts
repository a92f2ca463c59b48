import { expect, test } from 'vitest';
import { roomForConnections } from '../../../src/http/connections/descriptors.ts';

test.for([
  [64, 32],
  [256, 128],
  [1_024, 768],
  [1_048_576, 1_048_320],
  [Infinity, Infinity],
])('of %d file descriptors %d may be connections', ([descriptors = 0, connections = 0]) => {
  expect(roomForConnections(descriptors)).toBe(connections);
});

test('the process reports how many file descriptors it may have', () => {
  expect(roomForConnections()).toBeGreaterThan(100);
});
