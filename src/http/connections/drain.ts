import { setTimeout as delay } from 'node:timers/promises';
import type { Connections } from './connections.ts';

export interface DrainOptions {
  readonly connections: Connections;
  /** Settles once no connection is open. */
  readonly closed: Promise<void>;
  /** How long idle connections may still be asked on. */
  readonly lingerMs: number;
  /** How long all of it may take. */
  readonly leftMs: number;
}

const LOOK_MS = 20;

/**
 * Ends connections that have been told to stop, once nothing is being answered on any: an idle one
 * is good for a last request until then. What is left after `leftMs` is cut.
 */
export async function drain(options: DrainOptions): Promise<void> {
  const { connections, closed, lingerMs, leftMs } = options;
  const ended = new AbortController();
  const wait = (ms: number) => delay(ms, undefined, { signal: ended.signal }).catch(() => {});
  const closeIdle = async () => {
    await wait(lingerMs);
    while (!ended.signal.aborted) {
      if (!connections.isBusy()) connections.closeIdle();
      await wait(LOOK_MS);
    }
  };

  await Promise.race([closed, wait(leftMs), closeIdle()]);
  ended.abort();
  connections.destroy();
  await closed;
}
