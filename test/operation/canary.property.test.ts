import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CANARY, createMember, tellAll, valid } from '../support/canary.ts';
import { startTestGateway } from '../support/gateway.ts';
import { openRawSocket } from '../support/raw-socket.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const junk: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, 0, -1.5, 1e300, '', 'x', [], {}, CANARY, [CANARY], [[CANARY]]),
  fc.constantFrom<Json>({ value: CANARY }, { guid: CANARY }, { input: CANARY }, [
    { value: [CANARY] },
  ]),
);

/** A change somewhere inside: a value replaced, left out, wrapped or doubled, or a key misspelt. */
function mutate(value: Json, steps: readonly Step[], depth = 0): Json {
  const step = steps[depth];
  if (step === undefined) return value;
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const key = keys[step.at % Math.max(keys.length, 1)];
  if (key === undefined || depth === steps.length - 1) return change(value, step);
  const inner = mutate((value as Record<string, Json>)[key] ?? null, steps, depth + 1);
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? inner : item));
  const entries = Object.entries(value as Record<string, Json>);
  return Object.fromEntries(
    entries.map(([name, held]) =>
      name === key ? [step.how === 'misspell' ? `${name}x` : name, inner] : [name, held],
    ),
  );
}

function change(value: Json, { how, to }: Step): Json {
  if (how === 'replace') return to;
  if (how === 'list') return [value];
  if (how === 'nest') return { value };
  if (how === 'double') return [value, value];
  return isObject(value) ? { ...value, extra: to } : to;
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Step {
  readonly at: number;
  readonly how: 'replace' | 'list' | 'nest' | 'double' | 'add' | 'misspell';
  readonly to: Json;
}

const step: fc.Arbitrary<Step> = fc.record({
  at: fc.nat(9),
  how: fc.constantFrom('replace', 'list', 'nest', 'double', 'add', 'misspell'),
  to: junk,
});

test('a random mistake in a createMember never makes a response repeat its password', async () => {
  await using gateway = await startTestGateway({
    sandbox: { intercept: () => ({ status: 422, body: { error: { message: CANARY } } }) },
  });
  await using raw = await openRawSocket(gateway.url);
  const steps = fc.array(step, { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(steps, async (mistakes) => {
      const variables = mutate({ input: valid }, mistakes);
      const told = await tellAll(gateway, raw, { query: createMember, variables });
      expect(told).not.toContain('hunter2');
    }),
    { numRuns: 80 },
  );
});
