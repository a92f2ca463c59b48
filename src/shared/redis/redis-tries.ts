import type { SharedTries, SharedTriesOptions } from '../shared-tries.ts';
import { hashKey } from './hash-key.ts';
import { AWAY, type Link } from './link.ts';

export interface RedisTriesOptions extends SharedTriesOptions {
  /** The first part of all keys. */
  readonly prefix: string;
  readonly link: Link;
  readonly isUp: () => boolean;
}

export function createRedisTries(options: RedisTriesOptions): SharedTries {
  const { prefix, link, isUp, name, most, windowMs } = options;

  return {
    async take(key) {
      if (!isUp()) return 'away';
      const counter = `${prefix}tries/${name}/${hashKey(key)}`;
      const reply = await link.runAll([
        ['INCR', counter],
        ['PEXPIRE', counter, String(windowMs), 'NX'],
        ['PTTL', counter],
      ]);
      if (reply === AWAY) return 'away';
      const [count, , leftMs] = reply;
      return Number(count) > most ? Math.max(1, Number(leftMs)) : null;
    },
  };
}
