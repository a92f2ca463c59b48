import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { startDeadline } from '../../../src/mx/wire/deadline.ts';

const now = () => 0;

test('falls when the time is up, and tells whoever listens then', async () => {
  const deadline = startDeadline({ timeoutMs: 20, signal: undefined, now });
  deadline.onCut(() => expect.unreachable('replaced before the deadline fell'));
  await new Promise<void>((resolve) => deadline.onCut(resolve));
  expect(deadline.cut()).toBe('expired');
  deadline.end();
});

test('falls with the signal, and keeps its first cause', async () => {
  const gone = new AbortController();
  const deadline = startDeadline({ timeoutMs: 20, signal: gone.signal, now });
  expect(deadline.cut()).toBeUndefined();
  gone.abort();
  expect(deadline.cut()).toBe('aborted');
  await new Promise<void>((resolve) => deadline.onCut(resolve));
  expect(deadline.cut()).toBe('aborted');
  deadline.end();
});

test('has fallen from the start when the caller is gone already', () => {
  const deadline = startDeadline({ timeoutMs: 20, signal: AbortSignal.abort(), now });
  expect(deadline.cut()).toBe('aborted');
  deadline.end();
});

test('leaves neither timer nor listener behind', async () => {
  const { signal } = new AbortController();
  const deadline = startDeadline({ timeoutMs: 5, signal, now });
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  deadline.onCut(() => expect.unreachable('ended'));
  deadline.end();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(deadline.cut()).toBeUndefined();
});

test('says how much time is left', () => {
  let clock = 100;
  const deadline = startDeadline({ timeoutMs: 50, signal: undefined, now: () => clock });
  clock = 130;
  expect(deadline.remainingMs()).toBe(20);
  deadline.end();
});
