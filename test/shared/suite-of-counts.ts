import { describe, expect, test } from 'vitest';
import { isAtLeast } from '../../src/shared/bulletins.ts';
import { until } from './listening.ts';
import type { SharedGateway } from './suite.ts';

/** What every implementation of the port does, apart from feeds. */
export function describeSharedCounts(name: string, start: () => Promise<SharedGateway>): void {
  describe(`shared state in ${name}`, () => {
    test('the others hear bulletins once and in one order, and the publisher knows when', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      await using second = await gateway.join();
      await using third = await gateway.join();
      const heard = [first, second, third].map(({ bulletins }) => {
        const texts: string[] = [];
        bulletins.listen((text) => texts.push(text));
        return texts;
      });
      const positions: string[] = [];
      for (const [i, from] of [first, second, first, third].entries()) {
        const position = await from.bulletins.publish(() => `text\n${i}`);
        expect(position).not.toBeNull();
        expect(isAtLeast(from.bulletins.heard(), position ?? '')).toBe(true);
        positions.push(position ?? '');
      }
      for (let i = 1; i < positions.length; i += 1) {
        expect(isAtLeast(positions[i - 1] ?? '', positions[i] ?? '')).toBe(false);
      }
      const texts = (...numbers: number[]) => numbers.map((i) => `text\n${i}`);
      await until(() => heard[0]?.length === 2 && heard[1]?.length === 3 && heard[2]?.length === 3);
      expect(heard).toEqual([texts(1, 3), texts(0, 2, 3), texts(0, 1, 2)]);
      for (const { bulletins } of [first, second, third]) {
        await until(() => isAtLeast(bulletins.heard(), positions[3] ?? ''));
      }
    });

    test('tries are counted over all replicas, by name and key', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      await using second = await gateway.join();
      const options = { name: 'credentials', most: 3, windowMs: 60_000 };
      const [a, b] = [first.createTries(options), second.createTries(options)];
      expect([await a.take('x'), await b.take('x'), await a.take('x')]).toEqual([null, null, null]);
      const waitMs = await b.take('x');
      expect(waitMs).toBeGreaterThan(50_000);
      expect(waitMs).toBeLessThanOrEqual(60_000);
      expect(await a.take('x')).toBeGreaterThan(50_000);
      expect(await a.take('y')).toBeNull();
      expect(await second.createTries({ ...options, name: 'other' }).take('x')).toBeNull();
    });

    test('places are counted over all replicas, and given back once', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      await using second = await gateway.join();
      const options = { name: 'sockets', most: 2 };
      const [a, b] = [first.createPlaces(options), second.createPlaces(options)];
      const one = await a.take('x');
      const two = await b.take('x');
      expect(one).not.toBeNull();
      expect(two).not.toBeNull();
      expect(await a.take('x')).toBeNull();
      expect(await b.take('x')).toBeNull();
      expect(await b.take('y')).not.toBeNull();
      one?.();
      one?.();
      await until(async () => (await b.take('x')) !== null);
      expect(await a.take('x')).toBeNull();
    });

    test('of many who ask at once, only as many get a place as there are', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      await using second = await gateway.join();
      const options = { name: 'sockets', most: 5 };
      const places = [first.createPlaces(options), second.createPlaces(options)];
      const taken = await Promise.all(
        Array.from({ length: 20 }, () => places.map((each) => each.take('x'))).flat(),
      );
      // Two who ask in the same moment may refuse each other, but never share a place.
      const count = taken.filter((place) => place !== null).length;
      expect(count).toBeLessThanOrEqual(5);
      expect(count).toBeGreaterThanOrEqual(3);
    });

    test('a cached text is loaded by the caller, and null is not kept', async () => {
      await using gateway = await start();
      await using first = await gateway.join();
      let loads = 0;
      const load = async () => {
        loads += 1;
        return loads === 1 ? null : `text ${loads}`;
      };
      const read = () => first.cache.read('institution/mxbank', { ttlMs: 60_000, load });
      expect(await read()).toBeNull();
      expect(await read()).toEqual({ text: 'text 2', ageMs: 0 });
      const failing = first.cache.read('institution/other', {
        ttlMs: 60_000,
        load: () => Promise.reject(new Error('MX is down')),
      });
      await expect(failing).rejects.toThrow('MX is down');
    });
  });
}
