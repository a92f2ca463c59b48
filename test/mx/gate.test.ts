import { expect, test } from 'vitest';
import { startDeadline, type Deadline } from '../../src/mx/deadline.ts';
import { createGate } from '../../src/mx/gate.ts';

function deadlineOf(signal?: AbortSignal): Deadline & Disposable {
  const deadline = startDeadline({ timeoutMs: 5_000, signal, now: () => 0 });
  return { ...deadline, [Symbol.dispose]: deadline.end };
}

test('lets calls in up to the limit, then queues, then refuses', async () => {
  using deadline = deadlineOf();
  const gate = createGate({ limit: 2, queueLimit: 1 });
  expect(gate.enter(deadline)).toBe(true);
  expect(gate.enter(deadline)).toBe(true);
  const queued = gate.enter(deadline);
  expect(queued).toBeInstanceOf(Promise);
  expect(gate.enter(deadline)).toBe(false);
  gate.leave();
  expect(await queued).toBe(true);
});

test('lets the queue in by order of arrival', async () => {
  using deadline = deadlineOf();
  const gate = createGate({ limit: 1, queueLimit: 10 });
  expect(gate.enter(deadline)).toBe(true);
  const order: number[] = [];
  const waiting = [1, 2, 3].map(async (place) => {
    await gate.enter(deadline);
    order.push(place);
    gate.leave();
  });
  gate.leave();
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
  expect(gate.enter(deadline)).toBe(true);
});

test('frees the place of a call whose caller goes away', async () => {
  using deadline = deadlineOf();
  const gone = new AbortController();
  using aborted = deadlineOf(gone.signal);
  const gate = createGate({ limit: 1, queueLimit: 1 });
  expect(gate.enter(deadline)).toBe(true);
  const queued = gate.enter(aborted);
  gone.abort();
  expect(await queued).toBe(false);
  const next = gate.enter(deadline);
  gate.leave();
  expect(await next).toBe(true);
});
