import { describe, expect, test } from 'vitest';
import type { SharedState } from '../../src/shared/shared-state.ts';
import { listenTo, until } from './listening.ts';

/** The state of one gateway. */
export interface SharedGateway extends AsyncDisposable {
  /** Starts one more replica. */
  readonly join: () => Promise<SharedState>;
}

/** What the feeds of every implementation of the port do. */
export function describeSharedFeeds(name: string, start: () => Promise<SharedGateway>): void {
  describe(`shared state in ${name}`, () => {
    test('a state knows how many replicas share it', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      expect(first.health()).toBe('up');
      expect(first.replicas()).toBe(1);
      const second = await gateway.join();
      await until(() => first.replicas() === 2);
      expect(second.replicas()).toBe(2);
      await second[Symbol.asyncDispose]();
      await until(() => first.replicas() === 1);
    });

    test('one replica holds the lease of a feed, and the others hear its readings in order', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      await using second = await gateway.join();
      await using third = await gateway.join();
      const poller = listenTo(first, 'status/1');
      const listeners = [listenTo(second, 'status/1'), listenTo(third, 'status/1')];
      await Promise.all([poller, ...listeners].map((each) => each.opened()));
      const lease = await poller.lease();
      for (const { feed } of listeners) expect(await feed.take()).toBe('taken');
      expect(poller.feed.isHeld()).toBe(true);
      for (const text of ['a', 'b', 'b', 'ü\n"c"']) {
        const write = () => ({ text, mark: `mark ${text.length}` });
        expect(await poller.feed.publish(lease, write)).toBe('published');
      }
      for (const { entries } of listeners) {
        await until(() => entries.length === 4);
        expect(entries).toEqual(
          ['a', 'b', 'b', 'ü\n"c"'].map((text) => ({
            text,
            mark: `mark ${text.length}`,
            isLive: true,
          })),
        );
      }
      expect(poller.entries).toEqual([]);
    });

    test('who opens a feed later first hears the last reading', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      await using second = await gateway.join();
      const poller = listenTo(first, 'status/1');
      const lease = await poller.lease();
      await poller.feed.publish(lease, () => ({ text: 'a', mark: '1' }));
      await poller.feed.publish(lease, () => ({ text: 'b', mark: '2' }));
      await poller.feed.publish(lease, () => ({ text: 'b', mark: '3' }));
      const listener = listenTo(second, 'status/1');
      await until(() => listener.entries.length === 1);
      expect(listener.entries).toEqual([{ text: 'b', mark: '3', isLive: false }]);
    });

    test('a lease that is given back is free for others, who hear of it', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      await using second = await gateway.join();
      const poller = listenTo(first, 'status/1');
      const listener = listenTo(second, 'status/1');
      await listener.opened();
      const lease = await poller.lease();
      await poller.feed.release(lease);
      expect(poller.feed.isHeld()).toBe(false);
      await until(() => listener.vacancies() === 1);
      const next = await listener.lease();
      expect(next.fence).toBeGreaterThan(lease.fence);
      expect(await poller.feed.take()).toBe('taken');
    });

    test('a reading under an earlier lease is refused, and nobody hears it', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      await using second = await gateway.join();
      const poller = listenTo(first, 'status/1');
      const listener = listenTo(second, 'status/1');
      await listener.opened();
      const old = await poller.lease();
      await poller.feed.release(old);
      await listener.lease();
      expect(await poller.feed.publish(old, () => ({ text: 'late', mark: '' }))).toBe('refused');
      expect(listener.entries).toEqual([]);
    });

    test('a replica that ends leaves its leases to the others', async () => {
      await using gateway = await start();
      const first = await gateway.join();
      await using second = await gateway.join();
      const poller = listenTo(first, 'status/1');
      const listener = listenTo(second, 'status/1');
      await listener.opened();
      await poller.lease();
      await first[Symbol.asyncDispose]();
      await until(() => listener.vacancies() > 0);
      await listener.lease();
      expect(await poller.feed.take()).toBe('away');
      expect(await poller.feed.publish({ fence: 1 }, () => ({ text: '', mark: '' }))).toBe('away');
    });

    test('only the holder of a lease hears that a reading is wanted', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      await using second = await gateway.join();
      await using third = await gateway.join();
      const poller = listenTo(first, 'status/1');
      const others = [listenTo(second, 'status/1'), listenTo(third, 'status/1')];
      await Promise.all(others.map((each) => each.opened()));
      await poller.lease();
      others[0]?.feed.want();
      await until(() => poller.wants() === 1);
      expect(others.map((each) => each.wants())).toEqual([0, 0]);
    });

    test('a closed feed hears nothing, and its lease is free', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      await using second = await gateway.join();
      const poller = listenTo(first, 'status/1');
      const closed = listenTo(second, 'status/1');
      await closed.opened();
      const lease = await poller.lease();
      await closed.feed[Symbol.asyncDispose]();
      await poller.feed.publish(lease, () => ({ text: 'a', mark: '' }));
      await poller.feed[Symbol.asyncDispose]();
      const again = listenTo(second, 'status/1');
      await again.lease();
      expect(closed.entries).toEqual([]);
      expect(closed.vacancies()).toBe(0);
    });

    test('a replica that opens a feed again goes on with its lease', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      await using second = await gateway.join();
      const listener = listenTo(second, 'status/1');
      await listener.opened();
      const earlier = listenTo(first, 'status/1');
      await earlier.lease();
      const poller = listenTo(first, 'status/1');
      expect(poller.feed.isHeld()).toBe(true);
      await earlier.feed[Symbol.asyncDispose]();
      expect(await earlier.feed.take()).toBe('away');
      const lease = await poller.lease();
      expect(await poller.feed.publish(lease, () => ({ text: 'a', mark: '' }))).toBe('published');
      await until(() => listener.entries.length === 1);
      listener.feed.want();
      await until(() => poller.wants() === 1);
      expect(listener.vacancies()).toBe(0);
    });

    test('feeds with different names have nothing in common', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      await using second = await gateway.join();
      const one = listenTo(first, 'status/1');
      const other = listenTo(second, 'status/10');
      const lease = await one.lease();
      await other.lease();
      await one.feed.publish(lease, () => ({ text: 'a', mark: '' }));
      await one.feed.release(lease);
      expect([other.entries.length, other.vacancies(), other.wants()]).toEqual([0, 0, 0]);
    });
  });
}
