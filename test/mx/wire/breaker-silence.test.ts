import { expect, test } from 'vitest';
import { drive, failUntilSuspect, open } from './breaker-bench.ts';

test('the breaker sends the next probe though the previous one has no response', () => {
  const t = open();
  for (let probe = 0; probe < 10; probe += 1) {
    t.wait(t.waitMs());
    expect(t.takeProbe()).toBe(true);
    expect(t.takeProbe()).toBe(false);
  }
});

test('the breaker does not open while a probe may still succeed', () => {
  const t = drive();
  failUntilSuspect(t);
  while (t.waitMs() < 200) {
    t.wait(t.waitMs());
    t.takeProbe();
    t.endProbe('bad');
  }
  t.wait(1_500);
  expect(t.takeProbe()).toBe(true);
  expect(t.breaker.state()).toBe('waiting');
  t.endProbe('good');
  expect(t.breaker.state()).toBe('closed');
});

test('the breaker closes on the late success of a silent probe', () => {
  const t = open();
  t.wait(t.waitMs());
  t.takeProbe();
  t.silence(true);
  t.endProbe('good', true);
  expect(t.breaker.state()).toBe('closed');
});

test('the breaker counts silence as failure, and takes it back when the responses come', () => {
  const t = drive();
  for (let call = 0; call < 5; call += 1) t.silence();
  expect(t.breaker.state()).toBe('waiting');
  t.end('good', true);
  expect(t.breaker.state()).toBe('closed');
});

test('the breaker counts silence from the last success on', () => {
  const t = drive();
  t.call('good');
  t.wait(99);
  for (let call = 0; call < 30; call += 1) t.silence();
  expect(t.breaker.state()).toBe('closed');
  t.wait(1);
  t.silence();
  expect(t.breaker.state()).toBe('waiting');
});

test('the breaker counts a silent attempt that fails in the end once', () => {
  const t = drive();
  for (let call = 0; call < 4; call += 1) {
    t.silence();
    t.wait(50);
    t.end('bad', true);
  }
  expect(t.breaker.state()).toBe('closed');
});
