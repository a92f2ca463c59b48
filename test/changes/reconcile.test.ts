import { expect, test } from 'vitest';
import { findMade } from '../../src/changes/reconcile.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';

/** A search on a manual clock, and the times of its calls. */
function setUp(find: (call: number) => Promise<string | null>) {
  const { sleep, advance, monotonicNow } = createManualClock();
  const startedAt = monotonicNow();
  const times: number[] = [];
  const found = findMade({
    find() {
      times.push(monotonicNow() - startedAt);
      return find(times.length);
    },
    sleep: (ms) => sleep(ms),
  });
  return { found, times, advance };
}

test('MX is searched at once, and twice more after it may know a new object', async () => {
  const { found, times, advance } = setUp(() => Promise.resolve(null));
  await advance(10_000);
  expect(await found).toBeNull();
  expect(times).toEqual([0, 500, 1_500]);
});

test('the search ends with the object', async () => {
  const { found, times, advance } = setUp(async (call) => (call === 2 ? 'made' : null));
  await advance(500);
  expect(await found).toBe('made');
  expect(times).toEqual([0, 500]);
});

test('a search that fails is a search without a result', async () => {
  const { found, times, advance } = setUp(() => Promise.reject(new Error('down')));
  await advance(10_000);
  expect(await found).toBeNull();
  expect(times).toHaveLength(3);
});

test('a search without an answer ends after two seconds', async () => {
  const { found, times, advance } = setUp(() => new Promise(() => {}));
  await settle();
  await advance(7_500);
  expect(await found).toBeNull();
  expect(times).toEqual([0, 2_500, 5_500]);
});
