import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { startDeadline } from '../../../src/mx/wire/deadline.ts';

const now = () => 0;

test('a deadline aborts when its time is up, and informs its listeners', async () => {
  const deadline = startDeadline({ timeoutMs: 20, signal: undefined, now });
  deadline.onCut(() => expect.unreachable('replaced before the deadline fell'));
  await new Promise<void>((resolve) => deadline.onCut(resolve));
  expect(deadline.cut()).toBe('expired');
  deadline.end();
});

test('a deadline aborts with its signal, and keeps the first cause', async () => {
  const gone = new AbortController();
  const deadline = startDeadline({ timeoutMs: 20, signal: gone.signal, now });
  expect(deadline.cut()).toBeUndefined();
  gone.abort();
  expect(deadline.cut()).toBe('aborted');
  await new Promise<void>((resolve) => deadline.onCut(resolve));
  expect(deadline.cut()).toBe('aborted');
  deadline.end();
});

test('a deadline has passed from the start when its caller has left already', () => {
  const deadline = startDeadline({ timeoutMs: 20, signal: AbortSignal.abort(), now });
  expect(deadline.cut()).toBe('aborted');
  deadline.end();
});

test('a deadline leaves neither timer nor listener behind', async () => {
  const { signal } = new AbortController();
  const deadline = startDeadline({ timeoutMs: 5, signal, now });
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  deadline.onCut(() => expect.unreachable('ended'));
  deadline.end();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(deadline.cut()).toBeUndefined();
});

test('a deadline reports the time that is left', () => {
  let clock = 100;
  const deadline = startDeadline({ timeoutMs: 50, signal: undefined, now: () => clock });
  clock = 130;
  expect(deadline.remainingMs()).toBe(20);
  deadline.end();
});
