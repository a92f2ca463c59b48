import { asLoaded, LOAD_WAIT_MS, MAX_CACHED_BYTES, type SharedCache } from '../shared-cache.ts';
import { hashKey } from './hash-key.ts';
import { AWAY, type Link } from './link.ts';
import { readOrLock } from './scripts.ts';

export interface RedisCacheOptions {
  /** The first part of all keys. */
  readonly prefix: string;
  readonly link: Link;
  readonly isUp: () => boolean;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`. */
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** How often a replica looks whether another one has loaded the text, in milliseconds. */
const LOOK_MS = 50;

export function createRedisCache(options: RedisCacheOptions): SharedCache {
  const { prefix, link, isUp, monotonicNow, sleep } = options;
  const toKey = (key: string) => `${prefix}cache/${hashKey(key)}`;

  return {
    async read(name, { ttlMs, load, signal }) {
      const key = toKey(name);
      const lock = `${key}/lock`;
      const until = monotonicNow() + LOAD_WAIT_MS;
      while (isUp()) {
        const reply = await link.runScript(readOrLock, [key, lock], [LOAD_WAIT_MS]);
        if (Array.isArray(reply)) {
          const [text, leftMs] = reply;
          return { text: String(text), ageMs: Math.max(0, ttlMs - Number(leftMs)) };
        }
        if (reply === 1) break;
        if (reply === AWAY || monotonicNow() >= until) return asLoaded(await load());
        await sleep(LOOK_MS);
        signal?.throwIfAborted();
      }
      if (!isUp()) return asLoaded(await load());
      const done: string[][] = [['DEL', lock]];
      try {
        const text = await load();
        const isKept = text !== null && Buffer.byteLength(text) <= MAX_CACHED_BYTES;
        if (isKept) done.unshift(['SET', key, text, 'PX', String(ttlMs)]);
        return asLoaded(text);
      } finally {
        // Before the caller knows the text, so that what it forgets afterwards stays forgotten.
        await link.runAll(done);
      }
    },
    async forget(names) {
      if (names.length > 0 && isUp()) await link.run('DEL', ...names.map(toKey));
    },
  };
}
