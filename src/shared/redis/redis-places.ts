import { createPlaces } from '../memory/memory-places.ts';
import type { SharedPlaces, SharedPlacesOptions } from '../shared-places.ts';
import { hashKey } from './hash-key.ts';
import { AWAY, type Link } from './link.ts';
import type { Registry } from './registry.ts';
import { takePlace } from './scripts.ts';

export interface RedisPlacesOptions extends SharedPlacesOptions {
  /** The first part of all keys. */
  readonly prefix: string;
  readonly link: Link;
  readonly registry: Registry;
  readonly isUp: () => boolean;
}

export interface RedisPlaces extends SharedPlaces {
  /** Tells Redis what is taken, after it has forgotten it or this replica has another id. */
  readonly announce: () => Promise<void>;
}

/** Places that a key may have in Redis without a change, in milliseconds: longer than any socket. */
const KEPT_MS = 86_400_000;

/** Counts for itself first. Redis then adds what the other replicas have counted. */
export function createRedisPlaces(options: RedisPlacesOptions): RedisPlaces {
  const { prefix, link, registry, isUp, name, most } = options;
  const own = createPlaces(most);

  const toKey = (key: string) => `${prefix}places/${name}/${hashKey(key)}`;

  /** Writes the own count, which may be more than the others leave. */
  async function write(key: string): Promise<void> {
    const count = own.count(key);
    const field = [toKey(key), registry.id()];
    if (!isUp()) return;
    if (count === 0) await link.run('HDEL', ...field);
    else
      await link.runAll([
        ['HSET', ...field, String(count)],
        ['PEXPIRE', toKey(key), String(KEPT_MS)],
      ]);
  }

  return {
    async take(key) {
      const release = own.take(key);
      if (release === null) return null;
      const reply = isUp()
        ? await link.runScript(
            takePlace,
            [toKey(key), registry.key],
            [registry.id(), own.count(key), most, KEPT_MS],
          )
        : AWAY;
      const giveBack = () => {
        const before = own.count(key);
        release();
        if (own.count(key) !== before) void write(key);
      };
      if (reply !== 0) return giveBack;
      giveBack();
      return null;
    },
    async announce() {
      for (const key of own.keys()) await write(key);
    },
  };
}
