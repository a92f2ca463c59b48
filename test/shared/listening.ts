import type { Feed, FeedEntry, Lease } from '../../src/shared/feeds.ts';
import type { SharedState } from '../../src/shared/shared-state.ts';

export interface Listening {
  readonly feed: Feed;
  readonly entries: FeedEntry[];
  readonly vacancies: () => number;
  readonly wants: () => number;
  /** Settles when the feed hears the others. */
  readonly opened: () => Promise<void>;
  /** Takes the lease, which must be free. */
  readonly lease: () => Promise<Lease>;
}

/** Opens a feed and writes down what it hears. */
export function listenTo(state: SharedState, name: string): Listening {
  const entries: FeedEntry[] = [];
  let vacancies = 0;
  let wants = 0;
  const feed = state.feeds.open(name, {
    onEntry: (entry) => void entries.push(entry),
    onVacant: () => void (vacancies += 1),
    onWanted: () => void (wants += 1),
  });
  return {
    feed,
    entries,
    vacancies: () => vacancies,
    wants: () => wants,
    async opened() {
      // Commands of one replica run in their order, so the feed is open after any other command.
      await state.createTries({ name: 'any', most: 1, windowMs: 1_000 }).take(name);
    },
    async lease() {
      const lease = await feed.take();
      if (typeof lease !== 'object') throw new Error(`the lease is ${lease}`);
      return lease;
    },
  };
}

/** Settles when the condition holds. Rejects after half a minute. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > endsAt) throw new Error(`never true: ${condition.toString()}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
