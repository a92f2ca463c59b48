import { createHash } from 'node:crypto';
import { createMemory } from './memory/memory.ts';
import type { SharedHealth, SharedState } from './shared-state.ts';

export interface SharedOptions {
  /** The URL of Redis; null for the memory of this process, which then has no other replicas. */
  readonly url: string | null;
  /** What tells this gateway from others that use the same Redis: the address of MX and the client. */
  readonly gateway: readonly string[];
  /** Called when the state is away at the start or goes away, and when it is back. */
  readonly onHealth: (health: SharedHealth) => void;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
}

export async function createSharedState(options: SharedOptions): Promise<SharedState> {
  const { url, gateway, onHealth, monotonicNow } = options;
  if (url === null) return createMemory({ monotonicNow }).join();
  // Only gateways with several replicas load the client.
  const { joinRedis } = await import('./redis/redis.ts');
  const namespace = createHash('sha256').update(JSON.stringify(gateway)).digest('base64url');
  return joinRedis({ url, namespace: namespace.slice(0, 16), onHealth, monotonicNow });
}

/** What to tell operators about the state. */
export function describeSharedHealth(health: SharedHealth): string {
  return health === 'up'
    ? 'Redis responds. The replicas work together.'
    : 'Redis does not respond, or refuses writes. Each replica polls for its own clients, and credentials cannot be tried.';
}
