import { expect, test } from 'vitest';
import { Stop, type StopSignal } from '../src/stop.ts';

/** The same steps with a stop and with Node's own, and what each has called. */
function both(steps: (signal: StopSignal, abort: (reason: unknown) => void, note: Note) => void) {
  const stop = new Stop();
  const controller = new AbortController();
  const notes = { stop: [] as string[], controller: [] as string[] };
  steps(
    stop,
    (reason) => stop.abort(reason),
    (text) => notes.stop.push(text),
  );
  steps(
    controller.signal,
    (reason) => controller.abort(reason),
    (text) => notes.controller.push(text),
  );
  expect(notes.stop).toEqual(notes.controller);
  return notes.stop;
}

type Note = (text: string) => void;

test('a stop calls its listeners once, in order, with its first reason', () => {
  const called = both((signal, abort, note) => {
    signal.addEventListener('abort', () => note(`first ${String(signal.reason)}`), { once: true });
    signal.addEventListener('abort', { handleEvent: () => note(`second ${signal.aborted}`) });
    note(String(signal.aborted));
    abort('left');
    abort('again');
    note(String(signal.reason));
  });
  expect(called).toEqual(['false', 'first left', 'second true', 'left']);
});

test('a stop does not call a listener that was removed, before or by another listener, or that comes too late', () => {
  const called = both((signal, abort, note) => {
    const listen = (text: string) => {
      const listener = () => note(text);
      signal.addEventListener('abort', listener);
      return listener;
    };
    signal.removeEventListener('abort', listen('removed before'));
    listen('first');
    signal.addEventListener('abort', () => {
      signal.removeEventListener('abort', last);
      listen('late');
    });
    const last = listen('removed by another');
    abort('left');
    listen('too late');
  });
  expect(called).toEqual(['first']);
});

test('a stop throws its reason once it has stopped', () => {
  const reason = new Error('left');
  const stop = new Stop();
  stop.throwIfAborted();
  stop.abort(reason);
  expect(() => stop.throwIfAborted()).toThrow(reason);
});
