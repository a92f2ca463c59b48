import { setTimeout as sleepFor } from 'node:timers/promises';
import {
  BEAT_MS,
  LEASE_MS,
  SHARED_TIMEOUT_MS,
  type SharedHealth,
  type SharedState,
} from '../shared-state.ts';
import { createEcho } from './echo.ts';
import { parseFeedMessage } from './feed-messages.ts';
import { createLink } from './link.ts';
import { createRedisBulletins } from './redis-bulletins.ts';
import { createRedisCache } from './redis-cache.ts';
import { createRedisFeeds } from './redis-feeds.ts';
import { createRedisPlaces, type RedisPlaces } from './redis-places.ts';
import { createRedisTries } from './redis-tries.ts';
import { createRegistry } from './registry.ts';

export interface RedisOptions {
  /** `redis://` or `rediss://`: one primary, also behind an address that follows a failover. */
  readonly url: string;
  /** Gateways with different namespaces share nothing. At most 64 characters. */
  readonly namespace: string;
  /** Called when the state is away at the start or goes away, and when it is back. */
  readonly onHealth?: ((health: SharedHealth) => void) | undefined;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** Defaults to `LEASE_MS`. */
  readonly leaseMs?: number | undefined;
  /** Defaults to `BEAT_MS`. */
  readonly beatMs?: number | undefined;
  /** Defaults to `SHARED_TIMEOUT_MS`. */
  readonly timeoutMs?: number | undefined;
  /** Defaults to `DEAD_MS`. */
  readonly deadMs?: number | undefined;
}

/** After this time without Redis the connections are replaced, because they may be dead, in milliseconds. */
const DEAD_MS = 5_000;

/** The form of what is in Redis. Gateways of another form share nothing with this one. */
const FORM = 1;

/**
 * The state of all replicas that use this Redis with this namespace. Settles when Redis has responded, or
 * after `timeoutMs` without it.
 */
export async function joinRedis(options: RedisOptions): Promise<SharedState> {
  const { url, namespace, onHealth = () => {}, monotonicNow } = options;
  const { leaseMs = LEASE_MS, beatMs = BEAT_MS } = options;
  const { timeoutMs = SHARED_TIMEOUT_MS, deadMs = DEAD_MS } = options;
  const prefix = `mxgw:${FORM}:${namespace}:`;
  const stop = new AbortController();
  const sleep = (ms: number) =>
    sleepFor(ms, undefined, { ref: false, signal: stop.signal }).catch(() => {});
  let health: SharedHealth = 'away';
  let replicas = 1;
  /** What this replica has caught up with: a connection for messages, and an entry in the registry. */
  let known = '';
  let isChecking = false;
  /** When Redis has last responded, or the connections were replaced. */
  let goodAt = monotonicNow();

  const link = createLink({
    url,
    timeoutMs,
    onMessage,
    onTrouble: () => setHealth('away'),
  });
  const isUp = () => health === 'up';
  const registry = createRegistry({
    ...{ link, key: `${prefix}registry`, prefix: `${prefix}inbox/`, leaseMs, monotonicNow },
  });
  const common = { prefix, link, registry, isUp, monotonicNow, sleep };
  const feeds = createRedisFeeds(common);
  const bulletins = createRedisBulletins({ ...common, timeoutMs });
  const echo = createEcho({ link, inbox: registry.inbox, timeoutMs });
  const places = new Set<RedisPlaces>();

  function onMessage(channel: string, text: string): void {
    if (channel === bulletins.channel) return bulletins.hear(text);
    if (echo.hear(text)) return;
    const message = parseFeedMessage(text);
    if (message !== null) feeds.hear(message);
  }

  function setHealth(next: SharedHealth): void {
    if (health === next || stop.signal.aborted) return;
    health = next;
    onHealth(next);
  }

  /** Reports to the others, and catches up with them after messages may have been missed. */
  async function check(): Promise<void> {
    if (isChecking) return;
    isChecking = true;
    try {
      const wasUp = isUp();
      if (!link.canHear() || !(await registry.report())) return setHealth('away');
      replicas = Math.max(1, registry.running().size);
      const current = `${link.hearingSince()} ${registry.entries()}`;
      if (wasUp && isUp() && known === current) {
        if (!(await echo.arrives())) return setHealth('away');
        return await feeds.findEnded();
      }
      const isListening = await link.subscribe([registry.inbox, bulletins.channel]);
      const isHearing = isListening && (await echo.arrives());
      if (!isHearing || !(await bulletins.catchUp())) return setHealth('away');
      setHealth('up');
      if (!(await feeds.catchUp())) return setHealth('away');
      for (const each of places) await each.announce();
      known = current;
    } finally {
      isChecking = false;
    }
  }

  async function keepChecking(): Promise<void> {
    while (!stop.signal.aborted) {
      await check();
      const at = monotonicNow();
      if (isUp()) goodAt = at;
      else if (at - goodAt >= deadMs) {
        goodAt = at;
        link.replace();
      }
      await sleep(beatMs);
    }
  }

  // A start without Redis is a start.
  await Promise.race([link.connected.then(check), sleep(timeoutMs)]);
  if (!isUp()) onHealth('away');
  void keepChecking();

  return {
    feeds,
    bulletins,
    createTries: (tries) => createRedisTries({ ...common, ...tries }),
    createPlaces(of) {
      const created = createRedisPlaces({ ...common, ...of });
      places.add(created);
      return created;
    },
    cache: createRedisCache(common),
    replicas: () => replicas,
    health: () => health,
    async [Symbol.asyncDispose]() {
      if (stop.signal.aborted) return;
      stop.abort();
      if (isUp()) {
        await feeds[Symbol.asyncDispose]();
        await registry.leave();
      }
      health = 'away';
      link.close();
    },
  };
}
