import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WIRE_FIELDS } from '../../../src/mx/wire-fields.ts';
import { prune } from '../../../src/mx/wire/prune.ts';

/** No name with these letters has the hash of a field that is read: `prune` would keep it. */
const UNREAD = ['§', 'feed_balance', 'balance_set_by', 'holdings_value', 'zzzzzzzz'];
const READ = ['accounts', 'guid', 'balance', 'metadata'];
/** The text that is left. */
const pruned = (text: string | Buffer) => prune(Buffer.from(text))?.bytes.toString();
const isRead = (name: string) => (WIRE_FIELDS as readonly string[]).includes(name);

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => isRead(name));
  return Object.fromEntries(kept.map(([name, each]) => [name, without(each)]));
}

const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.constantFrom(null, true, false, -0, 1e21, 1e-7, '', '"', '\\', '\u2028', 'é'),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...UNREAD, ...READ), tie('tree'), { maxKeys: 8 }),
  ),
}));
const space = fc.constantFrom(undefined, 1, '\t', '\n');

test('only the members that are read are left, in any JSON', () => {
  fc.assert(
    fc.property(tree, space, (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const left = pruned(`\r\n ${text}\n`);
      expect(JSON.parse(left ?? 'nothing')).toEqual(without(JSON.parse(text)));
    }),
    { numRuns: 2_000 },
  );
});

const fragment = fc.constantFrom(
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '\\u12',
    '\\n',
    '\n',
    '\u0001',
    ' ',
    '"guid"',
    '"x"',
  ],
  ...[
    'true',
    'fals',
    'null',
    '-',
    '0',
    '01',
    '1.',
    '.5',
    '1e',
    '1e+5',
    '-0.5E-3',
    'é',
    '\uFEFF',
    '\0',
  ],
);

test('text that is not JSON is left to JSON.parse', () => {
  fc.assert(
    fc.property(tree, fc.nat(), fragment, fc.nat(3), (value, place, inserted, removed) => {
      const whole = JSON.stringify(value);
      const at = place % (whole.length + 1);
      const damaged = whole.slice(0, at) + inserted + whole.slice(at + removed);
      const bytes = Buffer.from(damaged);
      const text = pruned(bytes);
      // JSON.parse throws for text that is not JSON.
      const expected = text === undefined ? null : without(JSON.parse(bytes.toString()));
      // A damaged name may have the hash of one that is read.
      expect(text === undefined ? null : without(JSON.parse(text))).toEqual(expected);
    }),
    { numRuns: 20_000 },
  );
});

test.for([
  '',
  ' ',
  '{',
  '{"guid":1',
  '{"x":"',
  '{"x":"\\',
  '[1',
  '{}x',
  '{"gu\\u0069d":1}',
  '{"x":01}',
])('the text %j is left to JSON.parse', (text) => {
  expect(pruned(text)).toBeUndefined();
});

test('deep text is left to JSON.parse', () => {
  const nested = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth));
  expect(pruned(nested(64))).toBe(nested(64).toString());
  expect(pruned(nested(65))).toBeUndefined();
});

test.for(['12345678901234567', '0.12345678901234', '1e400', '-1.5E-400'])(
  'the number %s may have more digits than a double',
  (written) => {
    expect(prune(Buffer.from(`{"balance":${written}}`))?.hasLongNumber).toBe(true);
    expect(prune(Buffer.from(`{"balance":1,"guid":"${written}"}`))?.hasLongNumber).toBe(false);
  },
);

test('a response that is larger than most is pruned, and the next one is not mixed with it', () => {
  const rows = Array.from({ length: 3_000 }, (_, index) => ({
    guid: `ACT-${index}`,
    feed_balance: 'x'.repeat(200),
    metadata: 'é'.repeat(100),
  }));
  expect(JSON.parse(pruned(JSON.stringify({ accounts: rows })) ?? '')).toEqual({
    accounts: rows.map(({ guid, metadata }) => ({ guid, metadata })),
  });
  expect(pruned('{"guid":1}')).toBe('{"guid":1}');
});
