import type { buildConnector } from 'undici';

/** Attempts to connect, of which each takes a second or slightly more. */
const DIALS = 3;

/**
 * Connects again when there was no response in time, because the packets may be lost. A read is
 * retried anyway, but a write is not; and here nothing of it has been sent.
 */
export function dialAgain(connect: buildConnector.connector): buildConnector.connector {
  return (target, callback) => {
    const dial = (left: number): void =>
      connect(target, (...outcome) => {
        if (left > 1 && isTimeout(outcome[0])) dial(left - 1);
        else callback(...outcome);
      });
    dial(DIALS);
  };
}

function isTimeout(error: Error | null): boolean {
  return error !== null && 'code' in error && error.code === 'UND_ERR_CONNECT_TIMEOUT';
}
