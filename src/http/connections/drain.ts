import { setTimeout as delay } from 'node:timers/promises';
import type { Connections } from './connections.ts';

export interface DrainOptions {
  readonly connections: Connections;
  /** Settles once no connection is open. */
  readonly closed: Promise<void>;
  /** How long idle connections stay open for a last request. */
  readonly lingerMs: number;
  /** How long the whole drain may take. */
  readonly leftMs: number;
}

const LOOK_MS = 20;

/**
 * Ends stopped connections, once none of them is busy. Until then an idle connection still accepts
 * a last request. After `leftMs` the remaining connections are destroyed.
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
