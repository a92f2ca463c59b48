import { randomBytes } from 'node:crypto';
import { LEASE_SAFE_SHARE } from '../shared-state.ts';
import { isList } from './feed-messages.ts';
import type { Link } from './link.ts';
import { beat, leave } from './scripts.ts';

/**
 * The running replicas. Each reports again and again; one that has not reported for `leaseMs` has
 * ended for the others. A replica that may have ended for the others goes on with another id, so that
 * it holds none of its earlier leases.
 */
export interface Registry {
  /** The key in Redis. */
  readonly key: string;
  /** Where this process gets its messages. It stays the same. */
  readonly inbox: string;
  /** The name under which this replica holds leases now. */
  readonly id: () => string;
  /** True while no other replica can believe that this one has ended. */
  readonly isSafe: () => boolean;
  /** Reports now; false if Redis did not hear it. */
  readonly report: () => Promise<boolean>;
  /** How often this replica was new to Redis: the first time, and after Redis has lost its data. */
  readonly entries: () => number;
  /** The ids of the running replicas, as the last report found them. */
  readonly running: () => ReadonlySet<string>;
  readonly leave: () => Promise<void>;
}

export interface RegistryOptions {
  readonly link: Link;
  /** The key in Redis. */
  readonly key: string;
  /** The first part of the inbox's name. */
  readonly prefix: string;
  readonly leaseMs: number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
}

export function createRegistry(options: RegistryOptions): Registry {
  const { link, key, prefix, leaseMs, monotonicNow } = options;
  const inbox = `${prefix}${randomBytes(9).toString('base64url')}`;
  let incarnation = 1;
  let entries = 0;
  let safeUntil = Number.NEGATIVE_INFINITY;
  let running: ReadonlySet<string> = new Set();
  let reporting: Promise<boolean> | null = null;

  const isSafe = () => monotonicNow() < safeUntil;
  const id = () => `${inbox}.${incarnation}`;

  async function reportOnce(): Promise<boolean> {
    if (!isSafe()) incarnation += 1;
    const sentAt = monotonicNow();
    const reply = await link.runScript(beat, [key], [id(), leaseMs]);
    const [isNew, ids] = isList(reply) ? reply : [];
    if (!isList(ids)) return false;
    running = new Set(ids.map(String));
    if (isNew === 1) entries += 1;
    safeUntil = sentAt + leaseMs * LEASE_SAFE_SHARE;
    return isSafe();
  }

  return {
    key,
    inbox,
    id,
    isSafe,
    report() {
      reporting ??= reportOnce().finally(() => {
        reporting = null;
      });
      return reporting;
    },
    entries: () => entries,
    running: () => running,
    async leave() {
      await link.runScript(leave, [key], [id()]);
    },
  };
}
