import { limits } from '../../limits.ts';
import { LatestValue } from '../latest-value.ts';
import { mergeKinds, type UserNews } from './user-news.ts';

/**
 * The unread news of one watcher: one entry per member, to which later news of the member are
 * added. Above `limits.unreadChanges` members, one entry replaces all others.
 */
export interface UnreadNews {
  readonly put: (news: UserNews) => void;
  /** Ends the iterator once all news have been read. */
  readonly end: () => void;
  /** Ends the iterator with an error once all news have been read. */
  readonly fail: (error: unknown) => void;
  readonly iterator: AsyncIterableIterator<UserNews>;
}

/** @param onLeave called once, when the reader leaves; not when `end` or `fail` ends the iterator */
export function createUnreadNews(onLeave: () => void): UnreadNews {
  const unread = new Map<string | null, UserNews>();
  const signal = new LatestValue<true>(onLeave);

  function take(): UserNews | undefined {
    for (const [id, news] of unread) {
      unread.delete(id);
      return news;
    }
    return undefined;
  }

  function add(news: UserNews): void {
    const id = unread.has(null) ? null : (news.key?.memberGuid ?? null);
    const earlier = unread.get(id);
    if (earlier === undefined) unread.set(id, news);
    else unread.set(id, { ...merge([earlier, news]), key: id === null ? null : news.key });
    if (unread.size <= limits.unreadChanges) return;
    const all = merge([...unread.values()]);
    unread.clear();
    unread.set(null, all);
  }

  const iterator: AsyncIterableIterator<UserNews> = {
    async next() {
      for (;;) {
        const value = take();
        if (value !== undefined) return { done: false, value };
        const { done } = await signal.next();
        if (done === true) return { done, value: undefined };
      }
    },
    async return() {
      unread.clear();
      await signal.return();
      return { done: true, value: undefined };
    },
    async throw(error: unknown) {
      await iterator.return?.();
      throw error;
    },
    [Symbol.asyncIterator]: () => iterator,
  };

  return {
    put(news) {
      add(news);
      signal.put(true);
    },
    end: () => signal.end(),
    fail: (error) => signal.fail(error),
    iterator,
  };
}

function merge(all: readonly UserNews[]): UserNews {
  return {
    key: null,
    what: mergeKinds(...all.map(({ what }) => what)),
    observedAt: all.reduce((latest, { observedAt }) => max(latest, observedAt), ''),
  };
}

function max(a: string, b: string): string {
  return a > b ? a : b;
}
