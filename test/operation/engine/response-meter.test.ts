import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { buildSchema, execute, parse } from 'graphql';
import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { runMetered, ways } from '../../support/metered.ts';

const schema = buildSchema(`
  enum Kind { SMALL LARGE }
  interface Named { text: String }
  type Item implements Named {
    id: ID! text: String number: Float flag: Boolean kind: Kind words: [String]
    item: Item sure: Item! items: [Item] named: Named
  }
  type Query { item: Item items: [Item!] sure: Item! }
  type Mutation { first: Item second: Item }
`);

/** The budget is asked in steps: the last one may not be full. */
const STEP_BYTES = 4 * 1024;

const later = <T>(value: T) => fc.boolean().map((isLater) => (isLater ? async () => value : value));
const leaves = {
  id: fc.string({ minLength: 1, unit: 'grapheme-ascii' }).filter((text) => !/["\\]/.test(text)),
  text: fc.option(fc.string({ unit: 'binary' })).chain(later),
  number: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  flag: fc.option(fc.boolean()),
  kind: fc.option(fc.constantFrom('SMALL', 'LARGE')),
  words: fc.option(fc.array(fc.option(fc.string()))),
};
const inner = fc.record(leaves);
const items = fc.record({
  ...leaves,
  item: fc.option(inner).chain(later),
  items: fc.option(fc.array(fc.option(inner), { maxLength: 20 })),
});

const plain = { id: '1', text: 'x'.repeat(1_000) };
const many = <T>(value: T, count = 1_000) => Array.from({ length: count }, () => value);

const shapes: readonly (readonly [string, string, unknown])[] = [
  ['a list', '{ items { text } }', { items: many(plain) }],
  ['a list that is read', '{ items { text } }', { items: async () => many(plain) }],
  ['items that are read', '{ items { text } }', { items: many(async () => plain).map((f) => f()) }],
  ['fields that are read', '{ items { text } }', { items: many({ text: async () => plain.text }) }],
  [
    'objects that are read',
    '{ items { item { text } } }',
    { items: many({ item: async () => plain }) },
  ],
  [
    'objects that must be there',
    '{ sure { items { sure { text } } } }',
    { sure: { items: many({ sure: plain }) } },
  ],
  [
    'an interface',
    '{ items { named { text } } }',
    { items: many({ named: { ...plain, __typename: 'Item' } }) },
  ],
  ['a list of texts', '{ item { words } }', { item: { words: many(plain.text) } }],
  [
    'a mutation',
    'mutation { first { items { text } } second { id } }',
    { first: { items: many(plain) } },
  ],
  ['many failures', '{ items { item { id } } }', { items: many({ item: fail }, 5_000) }],
];

function fail(): never {
  throw new Error('no');
}

async function rejectLater(): Promise<never> {
  return setImmediate().then(fail);
}

for (const [way, execution] of ways) {
  const run = runMetered.bind(undefined, schema, execution);

  test(`${way}: a response counts about as many bytes as its JSON has`, async () => {
    const fields = 'id text number flag kind words';
    const document = `{ items { ${fields} a: text item { ${fields} } items { ${fields} } } }`;
    const property = fc.asyncProperty(fc.array(items, { maxLength: 30 }), async (all) => {
      const { result, bytes } = await run(document, { items: all });
      const actual = Buffer.byteLength(JSON.stringify(result));
      const values =
        JSON.stringify(result).split(':').length + JSON.stringify(result).split(',').length;
      expect(bytes).toBeGreaterThan(actual - STEP_BYTES - 30);
      // A number counts as a long one.
      expect(bytes).toBeLessThan(actual + values * 12);
    });
    await fc.assert(property, { numRuns: 50 });
  });

  test.for([
    ['characters that JSON escapes', '\u0001', 6],
    ['quotation marks', '"', 2],
    ['characters of three bytes', '€', 3],
  ] as const)(`${way}: a response counts %s with their bytes`, async ([, character, each]) => {
    for (const length of [20, 2_000]) {
      const text = character.repeat(length);
      const { bytes } = await run('{ items { text } }', { items: many({ text }) });
      expect(bytes).toBeGreaterThan(1_000 * length * each);
      expect(bytes).toBeLessThan(1_000 * (length * each + 30) + STEP_BYTES);
    }
  });

  test(`${way}: a response counts the names of fields, however long an alias is`, async () => {
    const alias = 'a'.repeat(10_000);
    const { bytes } = await run(`{ items { ${alias}: __typename } }`, { items: many({}) });
    expect(bytes).toBeGreaterThan(1_000 * 10_000);
  });

  test(`${way}: small and pending objects count as memory, which is more than their JSON`, async () => {
    const small = await run('{ items { id @skip(if: true) } }', { items: many({}) });
    expect(small.memoryBytes).toBeGreaterThan(1_000 * 200);
    const pending = await run('{ items { item { id } } }', {
      items: many({ item: async () => null }),
    });
    expect(pending.memoryBytes).toBeGreaterThan(1_000 * 1_200);
    const sync = await run('{ items { item { id } } }', { items: many({ item: null }) });
    expect(sync.memoryBytes).toBeLessThan(1_000 * 400);
  });

  test.for(shapes)(
    `${way}: execution stops soon after its budget with %s`,
    async ([, document, root]) => {
      const whole = await run(document, root);
      const bound = Math.min(100_000, whole.bytes / 2);
      const { result, exceeded, bytes } = await run(document, root, bound);
      expect(exceeded).toBe('responseBytes');
      expect(bytes).toBeLessThan(bound + STEP_BYTES + 2_000);
      expect(result.data).toBeNull();
    },
  );

  test(`${way}: values that are read for a refused response are not looked at`, async () => {
    let texts = 0;
    const text = () => {
      texts += 1;
      return plain.text;
    };
    await run(
      '{ items { item { text } } }',
      { items: many({ item: async () => ({ text }) }) },
      10_000,
    );
    expect(texts).toBeLessThan(20);
  });

  test.for([
    ['a field', '{ items { item { id } } }', () => many({ item: () => rejectLater() }, 100)],
    ['a list', '{ items { id } }', () => Array.from({ length: 100 }, rejectLater)],
  ] as const)(
    `${way}: the reads of %s may fail after its refusal`,
    async ([, document, makeItems]) => {
      const unhandled: unknown[] = [];
      const note = (reason: unknown) => unhandled.push(reason);
      const others = process.rawListeners('unhandledRejection');
      process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
      const { exceeded } = await run(document, { items: makeItems() }, -1);
      await setImmediate();
      await setImmediate();
      process.removeAllListeners('unhandledRejection');
      for (const other of others) process.on('unhandledRejection', other as () => void);
      expect(exceeded).toBe('responseBytes');
      expect(unhandled).toEqual([]);
    },
  );

  test(`${way}: a response within the budget equals graphql's own, errors included`, async () => {
    const document =
      '{ items { id text sure { id } item { id items { id } } words named { text } } item { id } }';
    const rootValue = {
      items: [
        { ...plain, sure: fail, item: { id: '2', items: [null, fail, { id: 3 }] } },
        {
          ...plain,
          sure: { id: 4 },
          item: async () => fail(),
          words: ['a', null],
          named: { __typename: 'Nope' },
        },
      ],
      item: { id: null },
    };
    const args = { schema, document: parse(document), rootValue };
    const { result } = await run(document, rootValue);
    expect(JSON.parse(JSON.stringify(result))).toEqual(
      JSON.parse(JSON.stringify(await execute(args))),
    );
  });

  test(`${way}: a hundred errors are listed, and one more with the number of those left out`, async () => {
    const { result } = await run('{ items { item { id } } }', { items: many({ item: fail }, 300) });
    expect(result.errors).toHaveLength(limits.responseErrors + 1);
    const last = result.errors?.at(-1);
    expect(last?.message).toBe('200 more fields failed. Their errors are omitted.');
    expect(last?.extensions).toEqual({ limit: 'responseErrors', omitted: 200 });
    expect(result.data?.['items']).toHaveLength(300);

    const exact = await run('{ items { item { id } } }', { items: many({ item: fail }, 100) });
    expect(exact.result.errors).toHaveLength(100);
  });

  test(`${way}: an object without a required field is null, also when its error is left out`, async () => {
    const { result } = await run('{ item { items { sure { id } } } }', {
      item: { items: many({ sure: fail }, 150) },
    });
    expect(result.errors).toHaveLength(101);
    expect(result.data).toEqual({ item: { items: many(null, 150) } });
  });
}
