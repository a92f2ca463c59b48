import { LRUCache } from 'lru-cache';
import { isAtLeast, type Position, START } from '../../shared/bulletins.ts';
import type { SharedState } from '../../shared/shared-state.ts';
import type { PacedKey, Reading } from '../paced-reads.ts';
import { createReadingText } from './reading-text.ts';
import { createSharedPoll, type SharedPoll } from './shared-poll.ts';

/** The polls of one kind of reading: at most one replica reads MX for a key. */
export interface SharedPolls<T, Key extends PacedKey> {
  readonly open: (key: Key) => SharedPoll<T>;
  /**
   * Called for each change, made here or elsewhere: earlier readings of the key, or of all keys of a
   * user, are no longer given to the loops.
   *
   * @param position that of the change's bulletin; null if no other replica could be told
   */
  readonly changed: (subject: PacedKey, position: Promise<Position | null>) => void;
  /**
   * Called for each webhook: earlier readings of other replicas still go to the loops, which read again
   * anyway, but to nobody else. A flood of webhooks must not become a flood of reads.
   *
   * @param position as for a change
   */
  readonly reported: (subject: PacedKey, position: Promise<Position | null>) => void;
}

export interface SharedPollsOptions<T, Key extends PacedKey> {
  readonly state: Pick<SharedState, 'feeds' | 'bulletins' | 'replicas'>;
  /** The first part of the names of the feeds. */
  readonly kind: string;
  /** True for a value of the current form. */
  readonly isValue: (value: unknown) => value is T;
  /** Reads MX. May return a recent reading of another caller. */
  readonly read: (key: Key, signal: AbortSignal) => Promise<Reading<T>>;
  /** Called with each reading of another replica that is not from before a change or a webhook. */
  readonly onShared: (key: Key, reading: Reading<T>) => void;
  /** Milliseconds during which a reading counts as fresh. */
  readonly freshMs: number;
  /** The longest wait for the poller; after it this replica reads for itself. */
  readonly patienceMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** Settles after `ms`, or immediately when the signal aborts (it may then resolve or reject). */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** Changes in memory, and webhooks. What a feed kept from before an older change is not fresh any more. */
const MAX_CHANGES = 10_000;

const unchanged = Promise.resolve(START);

export function createSharedPolls<T extends object, Key extends PacedKey>(
  options: SharedPollsOptions<T, Key>,
): SharedPolls<T, Key> {
  const { state, kind, isValue, freshMs, patienceMs, now, monotonicNow, sleep } = options;
  const { feeds, bulletins, replicas } = state;
  const changes = new LRUCache<string, Promise<Position | null>>({ max: MAX_CHANGES });
  const reports = new LRUCache<string, Promise<Position | null>>({ max: MAX_CHANGES });

  return {
    open(key) {
      const ids = [toId(key), toId({ userGuid: key.userGuid })];
      return createSharedPoll<T>({
        ...{ feeds, replicas, freshMs, patienceMs, now, monotonicNow, sleep },
        name: `${kind}/${toId(key)}`,
        text: createReadingText(isValue),
        heard: bulletins.heard,
        readOwn: (signal) => options.read(key, signal),
        changedAt: () => lastOf(changes, ids) ?? unchanged,
        onCaughtUp() {
          const caughtUp = Promise.resolve(bulletins.heard());
          for (const id of ids) if (changes.has(id)) changes.set(id, caughtUp);
        },
        onShared(reading, heardBefore) {
          const reportedAt = lastOf(reports, ids);
          if (reportedAt === null) return options.onShared(key, reading);
          void reportedAt.then((position) => {
            if (position !== null && isAtLeast(heardBefore, position))
              options.onShared(key, reading);
          });
        },
      });
    },
    changed: (subject, position) => void changes.set(toId(subject), position),
    reported: (subject, position) => void reports.set(toId(subject), position),
  };
}

/** The last position of the two ids; null without one. */
function lastOf(
  positions: LRUCache<string, Promise<Position | null>>,
  ids: readonly string[],
): Promise<Position | null> | null {
  const [own, ofUser] = ids.map((id) => positions.get(id));
  if (own !== undefined && ofUser !== undefined) return laterOf(own, ofUser);
  return own ?? ofUser ?? null;
}

async function laterOf(
  one: Promise<Position | null>,
  other: Promise<Position | null>,
): Promise<Position | null> {
  const [a, b] = await Promise.all([one, other]);
  if (a === null || b === null) return null;
  return isAtLeast(a, b) ? a : b;
}

/** The id contains the user: two users never share a reading. */
function toId({ userGuid, memberGuid = '' }: PacedKey): string {
  return `${userGuid}/${memberGuid}`;
}
