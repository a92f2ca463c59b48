import { expect, test } from 'vitest';
import { BriefMap } from '../src/brief-map.ts';
import { countPromoted } from './support/promoted.ts';

const ENTRIES = 20_000;
const VALUE_BYTES = 8_000;

/** Sets and deletes entries, of which sixteen are in the map at a time. */
function turnOver(
  map: Pick<BriefMap<string, unknown>, 'set' | 'delete'>,
  entries: number,
): Promise<void> {
  for (let at = 0; at < entries; at += 1) {
    map.set(
      `key ${at % 64}`,
      Array.from({ length: VALUE_BYTES / 8 }, () => null),
    );
    map.delete(`key ${(at - 16) % 64}`);
  }
  return Promise.resolve();
}

test('a map returns what was set last, and nothing that was deleted', () => {
  const map = new BriefMap<string, number>();
  map.set('a', 1);
  map.set('a', 2);
  map.set('b', 3);
  map.delete('b');
  map.delete('c');
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([2, undefined, undefined]);
  expect([...map.entries()]).toEqual([['a', 2]]);
});

test('deleted values are collected with the young objects, while those of a Map are not', async () => {
  const promotedBy = (map: Pick<BriefMap<string, unknown>, 'set' | 'delete'>) =>
    countPromoted(
      () => turnOver(map, 200),
      () => turnOver(map, ENTRIES),
    );
  const all = ENTRIES * VALUE_BYTES;
  expect(await promotedBy(new BriefMap())).toBeLessThan(all / 20);
  // Without this difference the class is superfluous.
  expect(await promotedBy(new Map<string, unknown>())).toBeGreaterThan(all / 20);
});
