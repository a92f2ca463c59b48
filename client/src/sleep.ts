import type { Environment } from './environment.ts';

/** Settles after the time, or when the signal aborts. */
export function sleep(later: Environment['later'], ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = later(ms, done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
