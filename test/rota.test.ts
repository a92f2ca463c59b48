import { expect, onTestFinished, test, vi } from 'vitest';
import { createRota } from '../src/rota.ts';

/** A rota of 25 ticks of one second, whose calls are noted. */
function startRota() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const called: string[] = [];
  let onCall = (_item: string) => {};
  const rota = createRota<string>(25_000, (item) => {
    called.push(item);
    onCall(item);
  });
  return {
    rota,
    /** Returns the items that are called meanwhile. */
    pass: (seconds: number) => {
      called.length = 0;
      vi.advanceTimersByTime(seconds * 1_000);
      return [...called];
    },
    onCall: (run: (item: string) => void) => {
      onCall = run;
    },
  };
}

test('an item is called once in each interval', () => {
  const { rota, pass } = startRota();
  rota.add('a');
  expect(pass(24)).toEqual([]);
  expect(pass(1)).toEqual(['a']);
  expect(pass(24)).toEqual([]);
  expect(pass(51)).toEqual(['a', 'a', 'a']);
});

test('items that come at different times are called at different times', () => {
  const { rota, pass } = startRota();
  rota.add('a');
  pass(10);
  rota.add('b');
  expect(pass(15)).toEqual(['a']);
  expect(pass(10)).toEqual(['b']);
  expect(pass(15)).toEqual(['a']);
});

test('an item that was deleted is not called, even by the turn that deletes it', () => {
  const { rota, pass, onCall } = startRota();
  for (const item of ['a', 'b', 'c']) rota.add(item);
  rota.delete('b');
  onCall(() => rota.delete('c'));
  expect(pass(25)).toEqual(['a']);
  expect(pass(25)).toEqual(['a']);
});

test('there is one timer, and none without an item', () => {
  const { rota } = startRota();
  for (const item of ['a', 'b', 'c']) rota.add(item);
  expect(vi.getTimerCount()).toBe(1);
  for (const item of ['a', 'b', 'c', 'a', 'd']) rota.delete(item);
  expect(vi.getTimerCount()).toBe(0);
  rota.add('a');
  expect(vi.getTimerCount()).toBe(1);
});
