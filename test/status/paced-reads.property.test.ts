import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settle } from '../support/manual-clock.ts';
import { key } from './models.ts';
import { createPacedBench, FLOOR_MS, unavailable } from './paced-bench.ts';

type Step =
  | { readonly do: 'read'; readonly leavesAfterMs: number | null }
  | { readonly do: 'change' }
  | { readonly do: 'fail' | 'mend' }
  | { readonly do: 'pass'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      leavesAfterMs: fc.option(fc.nat(900)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('fail' as const, 'mend' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(1_500) }) },
);

test('paced reads keep their distance and show nothing from before a change, in any order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(2_000), async (steps, takesMs) => {
      const { read, reader, changed, clock, mx, times, sent } = createPacedBench();
      mx.takesMs = takesMs;
      let changes = 0;
      let excused = 1;
      const broken: string[] = [];
      mx.says = '0';
      for (const each of steps) {
        if (each.do === 'pass') await clock.advance(each.ms);
        if (each.do === 'fail') mx.says = unavailable;
        if (each.do === 'mend') mx.says = String(changes);
        if (each.do === 'change') {
          changes += 1;
          excused += 1;
          if (!(mx.says instanceof Error)) mx.says = String(changes);
          changed(key);
        }
        if (each.do !== 'read') continue;
        const abort = new AbortController();
        const since = changes;
        read(key, reader(abort.signal)).then(
          ({ value }) => {
            if (Number(value) < since) broken.push(`${value} after ${since} changes`);
          },
          () => {},
        );
        if (each.leavesAfterMs !== null) {
          void clock.sleep(each.leavesAfterMs).then(() => abort.abort());
        }
        await settle();
      }
      await clock.advance(10_000);
      expect(broken).toEqual([]);
      expect(clock.sleeping()).toBe(0);
      const failing = steps.some((each) => each.do === 'fail');
      const close = times().filter(
        (at, index, all) => at - (all[index - 1] ?? -Infinity) < FLOOR_MS,
      );
      // A failure stands for less than the floor.
      expect(failing ? 0 : close.length).toBeLessThanOrEqual(excused);
      expect(sent.every(({ signal }) => signal !== undefined)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
