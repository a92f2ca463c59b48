import { expect, test } from 'vitest';
import type { MxError } from '../../../src/mx/errors.ts';
import { createCallBudget, type CallBudgetOptions } from '../../../src/mx/wire/call-budget.ts';
import { createFairShare } from '../../../src/mx/wire/fair-share.ts';

/** A budget of 5 calls, 2 of them at once, and 100 bytes, in a process that may hold 150. */
function createBench(options: Partial<CallBudgetOptions> = {}) {
  const refused: MxError[] = [];
  const held = createFairShare({ total: 150, generosity: 1 });
  const create = () =>
    createCallBudget({
      atOnce: 2,
      maxCalls: 5,
      maxBytes: 100,
      held,
      onRefused: (error) => refused.push(error),
      ...options,
    });
  return { create, held, refused };
}

const never = new AbortController().signal;

test('a call budget refuses the first call over it, and each later one', async () => {
  const { create, refused } = createBench({ atOnce: 10 });
  const budget = create();
  for (let call = 0; call < 5; call += 1) expect(budget.startCall(never)).toBeUndefined();
  const refusal = { code: 'OVER_BUDGET', limit: 'callsPerOperation' };
  expect(() => budget.startCall(never)).toThrow(expect.objectContaining(refusal));
  budget.endCall();
  expect(() => budget.startCall(never)).toThrow(expect.objectContaining(refusal));
  expect(budget.calls()).toBe(5);
  expect(refused).toMatchObject([refusal, refusal]);
});

test('a call budget admits its number of calls at once, and the others in order of arrival', async () => {
  const { create } = createBench();
  const budget = create();
  void budget.startCall(never);
  void budget.startCall(never);
  const order: number[] = [];
  const waiting = [3, 4, 5].map(async (call) => {
    await budget.startCall(never);
    order.push(call);
  });
  budget.endCall();
  await waiting[0];
  expect(order).toEqual([3]);
  budget.endCall();
  budget.endCall();
  await Promise.all(waiting);
  expect(order).toEqual([3, 4, 5]);
});

test('a waiting call that leaves takes no turn of another', async () => {
  const { create } = createBench({ atOnce: 1 });
  const budget = create();
  void budget.startCall(never);
  const stop = new AbortController();
  const given = budget.startCall(stop.signal);
  const next = budget.startCall(never);
  stop.abort(new Error('left'));
  await expect(given).rejects.toThrow('left');
  budget.endCall();
  await next;
  budget.endCall();
  expect(budget.startCall(never)).toBeUndefined();
});

test('a call budget counts bytes, and names what exceeds it', () => {
  const { create } = createBench();
  const [first, second] = [create(), create()];
  expect(first.takeBytes('USR-1', 60)).toBeUndefined();
  expect(first.takeBytes('USR-1', 41)).toMatchObject({
    code: 'OVER_BUDGET',
    limit: 'answerBytesPerOperation',
  });
  // 90 are left for all, of which this lane may have half, and another all.
  expect(second.takeBytes('USR-1', 80)).toMatchObject({
    code: 'RATE_LIMITED',
    limit: 'answerBytes',
    retryAfterMs: 1_000,
  });
  expect(second.takeBytes('USR-2', 80)).toBeUndefined();
});

test('a call budget returns its bytes when the operation is over and no response of it is being read', () => {
  const { create, held } = createBench();
  const budget = create();
  void budget.startCall(never);
  budget.takeBytes('USR-1', 30);
  budget.takeBytes('USR-2', 20);
  budget.close();
  expect(held.left()).toBe(100);
  budget.takeBytes('USR-1', 10);
  expect(held.left()).toBe(90);
  budget.endCall();
  expect(held.left()).toBe(150);
  budget.close();
  expect(held.left()).toBe(150);
});
