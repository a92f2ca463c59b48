import type { Feeds } from '../feeds.ts';
import type { FeedMessage } from './feed-messages.ts';
import type { Link } from './link.ts';
import { RedisFeed } from './redis-feed.ts';
import type { Registry } from './registry.ts';

export interface RedisFeeds extends Feeds, AsyncDisposable {
  readonly hear: (message: FeedMessage) => void;
  /** Reads on where messages may have been missed. False if Redis is away. */
  readonly catchUp: () => Promise<boolean>;
  /** Tells the feeds whose holders do not run any more. */
  readonly findEnded: () => Promise<void>;
}

export interface RedisFeedsOptions {
  /** The first part of all keys. */
  readonly prefix: string;
  readonly link: Link;
  readonly registry: Registry;
  readonly isUp: () => boolean;
  /** Settles after `ms`. */
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** Feeds for which Redis is asked at once. */
const BATCH = 500;
/** The pause between two batches, so that a thousand takeovers do not hold everything else up. */
const BATCH_PAUSE_MS = 10;

export function createRedisFeeds(options: RedisFeedsOptions): RedisFeeds {
  const { sleep, ...parts } = options;
  const open = new Map<string, RedisFeed>();

  async function inBatches(
    feeds: readonly RedisFeed[],
    run: (feed: RedisFeed) => unknown,
  ): Promise<boolean> {
    for (let from = 0; from < feeds.length; from += BATCH) {
      if (from > 0) await sleep(BATCH_PAUSE_MS);
      const done = await Promise.all(feeds.slice(from, from + BATCH).map(run));
      if (done.includes(false)) return false;
    }
    return true;
  }

  return {
    open(name, listener) {
      const onClose = (closed: RedisFeed) => {
        if (open.get(name) === closed) open.delete(name);
      };
      const feed = new RedisFeed({ ...parts, name, listener, onClose });
      const earlier = open.get(name);
      if (earlier !== undefined) feed.replace(earlier);
      open.set(name, feed);
      void feed.catchUp();
      return feed;
    },
    hear: (message) => open.get(message.name)?.hear(message),
    catchUp: () => inBatches([...open.values()], (feed) => feed.catchUp()),
    async findEnded() {
      const running = parts.registry.running();
      const ended = [...open.values()].filter(
        ({ holder }) => holder !== null && !running.has(holder),
      );
      await inBatches(ended, (feed) => feed.leftByHolder());
    },
    async [Symbol.asyncDispose]() {
      await inBatches([...open.values()], (feed) => feed[Symbol.asyncDispose]());
    },
  };
}
