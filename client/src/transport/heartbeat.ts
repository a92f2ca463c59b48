import type { Environment } from '../environment.ts';

/** How often a quiet connection is tried, and how long the response may take. */
const QUIET_MS = 10_000;
const RESPONSE_MS = 5_000;

export interface Heartbeat {
  readonly start: () => void;
  readonly stop: () => void;
  /** Reports that something arrived. */
  readonly heard: () => void;
  /** Tries the connection now. */
  readonly wake: () => void;
}

/** Finds a dead connection: one on which nothing arrives, not even the response to a ping. */
export function createHeartbeat(
  { later }: Environment,
  { ping, onDead }: { readonly ping: () => void; readonly onDead: () => void },
): Heartbeat {
  let isRunning = false;
  let isWaiting = false;
  let cancel = () => {};

  function wait(): void {
    cancel();
    isWaiting = false;
    cancel = later(QUIET_MS, wake);
  }

  function wake(): void {
    if (!isRunning || isWaiting) return;
    cancel();
    isWaiting = true;
    ping();
    cancel = later(RESPONSE_MS, onDead);
  }

  return {
    start() {
      isRunning = true;
      wait();
    },
    stop() {
      isRunning = false;
      cancel();
    },
    heard() {
      if (isRunning) wait();
    },
    wake,
  };
}
