import { asLoaded, LOAD_WAIT_MS, MAX_CACHED_BYTES, type SharedCache } from '../shared-cache.ts';
import { hashKey } from './hash-key.ts';
import { AWAY, type Link } from './link.ts';

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
        const known = await link.runAll([
          ['GET', key],
          ['PTTL', key],
        ]);
        if (known === AWAY) return asLoaded(await load());
        const [text, leftMs] = known;
        if (typeof text === 'string') {
          return { text, ageMs: Math.max(0, ttlMs - Math.max(0, Number(leftMs))) };
        }
        if (monotonicNow() >= until) return asLoaded(await load());
        const taken = await link.run('SET', lock, '1', 'NX', 'PX', String(LOAD_WAIT_MS));
        if (taken === 'OK') break;
        if (taken === AWAY) return asLoaded(await load());
        await sleep(LOOK_MS);
        signal?.throwIfAborted();
      }
      if (!isUp()) return asLoaded(await load());
      // The caller does not wait until the others can read it.
      const done: string[][] = [['DEL', lock]];
      try {
        const text = await load();
        const isKept = text !== null && Buffer.byteLength(text) <= MAX_CACHED_BYTES;
        if (isKept) done.unshift(['SET', key, text, 'PX', String(ttlMs)]);
        return asLoaded(text);
      } finally {
        void link.runAll(done);
      }
    },
    async forget(names) {
      if (names.length > 0 && isUp()) await link.run('DEL', ...names.map(toKey));
    },
  };
}
