import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { expect, test } from 'vitest';
import { createConcurrency, type Concurrency } from '../../../src/mx/wire/concurrency.ts';
import { startDeadline, type Deadline } from '../../../src/mx/wire/deadline.ts';
import type { Passage } from '../../../src/mx/wire/line.ts';

function deadlineOf(signal?: AbortSignal): Deadline & Disposable {
  const deadline = startDeadline({ timeoutMs: 5_000, signal, now: () => 0 });
  return Object.assign(deadline, { [Symbol.dispose]: () => deadline.end() });
}

/** A caller that cannot run out of time, unless it leaves. */
function createCaller() {
  let cutOff: (() => void) | undefined;
  const deadline: Deadline = {
    remainingMs: () => 1_000,
    cut: () => undefined,
    onCut: (listener) => (cutOff = listener),
    end: () => {},
  };
  return { deadline, leave: () => cutOff?.() };
}

/** Enters as often as the lane may at once; how often that was. */
function fill(concurrency: Concurrency, lane: string): number {
  let entered = 0;
  while (concurrency.enter(lane, 'read', createCaller().deadline) === 'in') entered += 1;
  return entered;
}

test('calls are admitted up to the limit, then queued, then refused', async () => {
  using deadline = deadlineOf();
  const concurrency = createConcurrency({ limit: 2, queueLimit: 1 });
  expect(concurrency.enter('a', 'read', deadline)).toBe('in');
  expect(concurrency.enter('a', 'read', deadline)).toBe('in');
  const queued = concurrency.enter('a', 'read', deadline);
  expect(queued).toBeInstanceOf(Promise);
  expect(concurrency.enter('b', 'read', deadline)).toBe('full');
  concurrency.leave('a');
  expect(await queued).toBe('in');
});

test('the queue of a lane is served in order of arrival', async () => {
  using deadline = deadlineOf();
  const concurrency = createConcurrency({ limit: 1, queueLimit: 10 });
  expect(concurrency.enter('a', 'read', deadline)).toBe('in');
  const order: number[] = [];
  const waiting = [1, 2, 3].map(async (place) => {
    await concurrency.enter('a', 'read', deadline);
    order.push(place);
    concurrency.leave('a');
  });
  concurrency.leave('a');
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
  expect(concurrency.enter('a', 'read', deadline)).toBe('in');
});

test('a queued call whose caller leaves frees its place', async () => {
  using deadline = deadlineOf();
  const gone = new AbortController();
  using aborted = deadlineOf(gone.signal);
  const concurrency = createConcurrency({ limit: 1, queueLimit: 1 });
  expect(concurrency.enter('a', 'read', deadline)).toBe('in');
  const queued = concurrency.enter('b', 'read', aborted);
  gone.abort();
  expect(await queued).toBe('cut');
  const next = concurrency.enter('c', 'read', deadline);
  concurrency.leave('a');
  expect(await next).toBe('in');
});

test('an admitted call whose caller leaves takes no place of the others', async () => {
  const concurrency = createConcurrency({ limit: 1, queueLimit: 2 });
  void concurrency.enter('a', 'read', createCaller().deadline);
  const late = createCaller();
  const entered = concurrency.enter('b', 'read', late.deadline);
  concurrency.leave('a');
  expect(await entered).toBe('in');
  late.leave();
  const next = concurrency.enter('c', 'read', createCaller().deadline);
  concurrency.leave('b');
  expect(await next).toBe('in');
});

test.for<[number, number]>([
  [8, 7],
  [10, 9],
  [64, 56],
  [128, 120],
  [256, 248],
])('of %i places a single lane has %i, and the next lane enters at once', ([limit, own]) => {
  const concurrency = createConcurrency({ limit, queueLimit: 1_000 });
  expect(fill(concurrency, 'a')).toBe(own);
  expect(concurrency.enter('b', 'read', createCaller().deadline)).toBe('in');
});

test('a single lane leaves half of the queue for others', () => {
  const concurrency = createConcurrency({ limit: 1, queueLimit: 100 });
  fill(concurrency, 'a');
  let waiting = 1;
  while (concurrency.enter('a', 'read', createCaller().deadline) instanceof Promise) waiting += 1;
  expect(waiting).toBe(50);
  expect(concurrency.enter('a', 'read', createCaller().deadline)).toBe('crowded');
  expect(concurrency.enter('b', 'read', createCaller().deadline)).toBeInstanceOf(Promise);
});

test('the next place goes to the lane with the fewest calls, then to the one whose turn it is', async () => {
  const concurrency = createConcurrency({ limit: 5, queueLimit: 100 });
  for (const lane of ['x', 'x', 'x', 'x', 'a'])
    void concurrency.enter(lane, 'read', createCaller().deadline);
  const order: string[] = [];
  const waiting = ['a', 'b', 'c', 'b'].map(async (lane) => {
    await concurrency.enter(lane, 'read', createCaller().deadline);
    order.push(lane);
  });
  for (let left = 0; left < 4; left += 1) concurrency.leave('x');
  await Promise.all(waiting);
  expect(order).toEqual(['b', 'c', 'a', 'b']);
});

test('one lane with a thousand calls delays another by one place at most', async () => {
  const concurrency = createConcurrency({ limit: 10, queueLimit: 2_000 });
  fill(concurrency, 'heavy');
  for (let call = 0; call < 900; call += 1)
    void concurrency.enter('heavy', 'read', createCaller().deadline);
  fill(concurrency, 'other');
  const light = concurrency.enter('light', 'read', createCaller().deadline);
  concurrency.leave('heavy');
  expect(await light).toBe('in');
});

test('no place is lost, doubled or left empty, in any order of calls', async () => {
  const step = record({
    act: constantFrom('enter', 'leave', 'give up'),
    lane: constantFrom('a', 'b', 'c', 'd'),
    pick: integer({ min: 0, max: 1_000 }),
  });
  const limits = record({
    limit: integer({ min: 1, max: 9 }),
    queueLimit: integer({ min: 1, max: 20 }),
  });
  await assert(
    asyncProperty(limits, array(step, { maxLength: 150 }), async (bounds, steps) => {
      const concurrency = createConcurrency(bounds);
      const inside: string[] = [];
      const queue: { lane: string; leave: () => void; passage?: Passage }[] = [];
      for (const { act, lane, pick } of steps) {
        if (act === 'enter') {
          const { deadline, leave } = createCaller();
          const passage = concurrency.enter(lane, 'read', deadline);
          if (passage === 'in') inside.push(lane);
          else if (typeof passage !== 'string') {
            const waiter: (typeof queue)[number] = { lane, leave };
            queue.push(waiter);
            void passage.then((how) => {
              waiter.passage = how;
              if (how === 'in') inside.push(lane);
            });
          }
        } else if (act === 'leave' && inside.length > 0) {
          const [gone = ''] = inside.splice(pick % inside.length, 1);
          concurrency.leave(gone);
        } else if (act === 'give up' && queue.length > 0) {
          queue[pick % queue.length]?.leave();
        }
        await Promise.resolve();
        await Promise.resolve();
        for (const waiter of queue.filter(({ passage }) => passage !== undefined)) {
          queue.splice(queue.indexOf(waiter), 1);
        }
        expect(inside.length).toBeLessThanOrEqual(bounds.limit);
        expect(queue.length).toBeLessThanOrEqual(bounds.queueLimit);
        // Whoever waits has somewhere less than is left for them, or nothing is left at all.
        const left = bounds.limit - inside.length;
        for (const waiter of queue) {
          const held = inside.filter((each) => each === waiter.lane).length;
          expect(left === 0 || held + 1 > 7 * left).toBe(true);
        }
      }
      while (inside.length > 0) {
        concurrency.leave(inside.pop() ?? '');
        await Promise.resolve();
        await Promise.resolve();
      }
      expect(queue.filter(({ passage }) => passage === undefined)).toEqual([]);
    }),
  );
});
