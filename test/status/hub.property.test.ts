import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPlayedWorld, type Step } from './played-world.ts';

const member = fc.nat({ max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('watch'), member, isSlow: fc.boolean() }),
  fc.record({ do: fc.constant('leave'), member, which: fc.nat({ max: 5 }) }),
  fc.record({ do: fc.constant('nudge'), member }),
  fc.record({ do: fc.constant('change'), member, to: fc.nat({ max: 4 }) }),
  fc.record({ do: fc.constant('fail'), member }),
  fc.record({ do: fc.constant('advance'), member, ms: fc.integer({ min: 1, max: 90_000 }) }),
);

const circumstances = fc.record({
  latencyMs: fc.integer({ min: 0, max: 5000 }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('the hub keeps its promises in any order of events', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), circumstances, async (steps, around) => {
      await using world = createPlayedWorld(around);
      for (const next of steps) await world.take(next);
      await world.comeToRest();
      expect(world.broken).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
