import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { createSeenWebhooks } from '../../../src/status/webhooks/seen-webhooks.ts';

const copy = (key: string) => ({ key, revision: null, action: null });
const of = (revision: number, action = 'updated') => ({ key: 'MBR-1', revision, action });

test('a webhook without a revision is old the second time', () => {
  const seen = createSeenWebhooks();
  expect([copy('a'), copy('a'), copy('b')].map(seen.isOld)).toEqual([false, true, false]);
});

test('a revision is old once it or a later one was seen, in whatever order they come', () => {
  const seen = createSeenWebhooks();
  expect([of(2), of(2), of(1), of(3), of(2)].map(seen.isOld)).toEqual([
    false,
    true,
    true,
    false,
    true,
  ]);
});

test('another action with the same revision is new', () => {
  const seen = createSeenWebhooks();
  expect([of(2), of(2, 'deleted'), of(2, 'deleted')].map(seen.isOld)).toEqual([false, false, true]);
});

test('the memory is bounded: the webhook that came longest ago is forgotten first', () => {
  const seen = createSeenWebhooks();
  for (let at = 0; at <= limits.webhooksRemembered; at += 1) seen.isOld(copy(String(at)));
  expect(seen.isOld(copy('1'))).toBe(true);
  expect(seen.isOld(copy('0'))).toBe(false);
});
