import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { TracesConfig } from '../../../src/config/trace-variables.ts';
import { SERVER, tracesOf } from './traces-of.ts';

const body = { query: '{ __typename }' };
const SPAN = '00f067aa0ba902b7';
/** Ids as clients make them: random, and the same in each run. */
const traceIds = Array.from({ length: 40 }, (_, at) =>
  createHash('sha256').update(String(at)).digest('hex').slice(0, 32),
);

/** The traces that are recorded of operations whose clients have begun these traces. */
async function recordedOf(
  flags: string,
  changes: Partial<TracesConfig>,
  ids: readonly string[] = traceIds.slice(0, 4),
) {
  const { spans } = await tracesOf(async ({ post }) => {
    for (const id of ids) await post(body, { traceparent: `00-${id}-${SPAN}-${flags}` });
  }, changes);
  return spans.filter(({ kind }) => kind === SERVER).map(({ traceId }) => traceId);
}

test.for([
  // The client's decision is followed, or it is not asked for.
  ['parentbased_always_on', 1, '01', 4],
  ['parentbased_always_on', 1, '00', 0],
  ['parentbased_always_off', 1, '01', 4],
  ['parentbased_always_off', 1, '00', 0],
  ['parentbased_traceidratio', 0, '01', 4],
  ['parentbased_traceidratio', 1, '00', 0],
  ['always_on', 1, '00', 4],
  ['always_off', 1, '01', 0],
  ['traceidratio', 0, '01', 0],
  ['traceidratio', 1, '00', 4],
] as const)('%s with the ratio %s and the flags %s records %s of 4', async (row) => {
  const [sampler, ratio, flags, count] = row;
  expect(await recordedOf(flags, { sampler, ratio })).toHaveLength(count);
});

test.for([
  ['parentbased_traceidratio', 0, 0],
  ['parentbased_traceidratio', 1, 3],
  ['parentbased_always_off', 1, 0],
  ['traceidratio', 0, 0],
] as const)('without a client, %s with the ratio %s records %s of 3', async (row) => {
  const [sampler, ratio, count] = row;
  const { spans } = await tracesOf(
    async ({ post }) => {
      for (let times = 0; times < 3; times += 1) await post(body);
    },
    { sampler, ratio },
  );
  expect(spans.filter(({ kind }) => kind === SERVER)).toHaveLength(count);
});

test('a ratio decides by the id of the trace, so that each process records the same ones', async () => {
  const changes = { sampler: 'traceidratio', ratio: 0.5 } as const;
  const [one, two] = await Promise.all([
    recordedOf('00', changes, traceIds),
    recordedOf('01', changes, traceIds),
  ]);
  expect(one).toEqual(two);
  expect(one.length).toBeGreaterThan(8);
  expect(one.length).toBeLessThan(32);
});
