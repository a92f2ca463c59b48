import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import {
  createFirstResults,
  type Creation,
  type CreationKey,
} from '../../src/changes/first-results.ts';
import type { Outcome } from '../../src/changes/outcome.ts';
import { MxError } from '../../src/mx/errors.ts';
import { Secret } from '../../src/secret.ts';
import { createManualClock } from '../support/manual-clock.ts';

const MINUTE = 60_000;
const done = (value: string): Outcome<string> => ({ kind: 'done', value });
const unknown = new MxError('OUTCOME_UNKNOWN', 'POST');

/** An MX whose makings are answered in turn, and the calls that it got. */
function setUp(maxEntries?: number) {
  const clock = createManualClock();
  // The pauses and the limit of a search are for the tests of `reconcile.ts`.
  const sleep = (ms: number) => (ms < 2_000 ? Promise.resolve() : new Promise(() => {}));
  const results = createFirstResults({ monotonicNow: clock.monotonicNow, maxEntries, sleep });
  const calls: string[] = [];
  const mx = {
    makes: (): Promise<Outcome<string>> => Promise.resolve(done(`made ${calls.length}`)),
    finds: (): Promise<string | null> => Promise.resolve(null),
  };
  const create = (key: Partial<CreationKey> | null, changes: Partial<Creation<string>> = {}) =>
    results.create<string>({
      what: 'member',
      key: key && { caller: 'user:1', kind: 'clientMutationId', value: 'once', ...key },
      input: { institutionCode: 'bank' },
      make() {
        calls.push('make');
        return mx.makes();
      },
      find() {
        calls.push('find');
        return mx.finds();
      },
      isSafe: false,
      ...changes,
    });
  return { create, calls, mx, advance: clock.advance };
}

test('a repeated clientMutationId gets the first result for ten minutes', async () => {
  const { create, calls, advance } = setUp();
  expect(await create({})).toEqual({ ...done('made 1'), isRepeat: false });
  await advance(10 * MINUTE - 1);
  expect(await create({})).toEqual({ ...done('made 1'), isRepeat: true });
  expect(calls).toEqual(['make']);
  await advance(1);
  expect(await create({})).toEqual({ ...done('made 2'), isRepeat: false });
});

test('each creation without a key is made', async () => {
  const { create, calls } = setUp();
  await Promise.all([create(null), create(null)]);
  expect(calls).toEqual(['make', 'make']);
});

test.for(['clientMutationId', 'externalId'] as const)(
  'concurrent creations with the same %s are one',
  async (kind) => {
    const { create, calls } = setUp();
    const outcomes = await Promise.all([create({ kind }), create({ kind }), create({ kind })]);
    expect(outcomes.map((outcome) => Object(outcome).value)).toEqual([
      'made 1',
      'made 1',
      'made 1',
    ]);
    expect(outcomes.map((outcome) => Object(outcome).isRepeat)).toEqual([false, true, true]);
    expect(calls).toEqual(['make']);
  },
);

test('a repeated externalId of a finished creation goes to MX, which refuses it', async () => {
  const { create, calls } = setUp();
  await create({ kind: 'externalId' });
  await create({ kind: 'externalId' });
  expect(calls).toEqual(['make', 'make']);
});

test('a clientMutationId with another input is refused, whether the first creation is done or in flight', async () => {
  const { create, calls } = setUp();
  const first = create({});
  expect(await create({}, { input: 'other' })).toEqual({ kind: 'other-input' });
  await first;
  expect(await create({}, { input: 'other' })).toEqual({ kind: 'other-input' });
  expect(calls).toEqual(['make']);
});

test('an externalId with another input goes to MX', async () => {
  const { create, calls } = setUp();
  await Promise.all([
    create({ kind: 'externalId' }),
    create({ kind: 'externalId' }, { input: 'other' }),
  ]);
  expect(calls).toEqual(['make', 'make']);
});

test("a creation's secrets count as input, and none is kept", async () => {
  const { create, calls } = setUp();
  const withPassword = (password: string) => create({}, { input: { value: new Secret(password) } });
  await withPassword('hunter2');
  expect(await withPassword('hunter3')).toEqual({ kind: 'other-input' });
  expect(await withPassword('hunter2')).toMatchObject({ isRepeat: true });
  expect(calls).toEqual(['make']);
  expect(inspect(create, { depth: 9, showHidden: true })).not.toContain('hunter');
});

test.for<[string, Partial<CreationKey>, Partial<Creation<string>>]>([
  ['another caller', { caller: 'user:2' }, {}],
  ['another key', { value: 'twice' }, {}],
  ['an externalId of the same text', { kind: 'externalId' }, {}],
  ['another thing', {}, { what: 'user' }],
])('%s makes another object', async ([, key, changes]) => {
  const { create, calls } = setUp();
  await Promise.all([create({}), create(key, changes)]);
  expect(calls).toEqual(['make', 'make']);
});

test.for<Outcome<string>>([{ kind: 'invalid-input' }, { kind: 'not-found' }, { kind: 'conflict' }])(
  'a key may be tried again after a creation that ended in $kind',
  async (refusal) => {
    const { create, mx } = setUp();
    mx.makes = () => Promise.resolve(refusal);
    expect(await create({})).toMatchObject(refusal);
    mx.makes = () => Promise.resolve(done('later'));
    expect(await create({}, { input: 'mended' })).toEqual({ ...done('later'), isRepeat: false });
  },
);

test('a failed creation without effect is not remembered', async () => {
  const { create, calls, mx } = setUp();
  mx.makes = () => Promise.reject(new MxError('UNAVAILABLE', 'POST'));
  await expect(create({})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  mx.makes = () => Promise.resolve(done('later'));
  expect(await create({})).toEqual({ ...done('later'), isRepeat: false });
  expect(calls).toEqual(['make', 'make']);
});

test.for(['clientMutationId', 'externalId'] as const)(
  'an object that was made without a response is found at once, whatever its %s',
  async (kind) => {
    const { create, calls, mx } = setUp();
    mx.makes = () => Promise.reject(unknown);
    mx.finds = () => Promise.resolve('found');
    expect(await create({ kind })).toEqual({ ...done('found'), isRepeat: false });
    expect(calls).toEqual(['make', 'find']);
  },
);

test('an object that nothing identifies is not searched', async () => {
  const { create, calls, mx } = setUp();
  mx.makes = () => Promise.reject(unknown);
  await expect(create({}, { find: undefined })).rejects.toBe(unknown);
  expect(calls).toEqual(['make']);
});

const open: readonly MxError[] = [
  unknown,
  new MxError('UNAVAILABLE', 'POST 500', { mayBeDone: true }),
];

test.for(
  open.flatMap((error) => [['clientMutationId', error] as const, ['externalId', error] as const]),
)(
  'a repeat with the same %s after an unknown outcome looks first and then creates',
  async ([kind, error]) => {
    const { create, calls, mx } = setUp();
    mx.makes = () => Promise.reject(error);
    await expect(create({ kind })).rejects.toBe(error);
    calls.length = 0;
    mx.finds = () => Promise.resolve('found');
    expect(await create({ kind })).toEqual({ ...done('found'), isRepeat: true });
    expect(calls).toEqual(['find']);
  },
);

test('a repeat after an unknown outcome creates once when MX does not have the object', async () => {
  const { create, calls, mx } = setUp();
  mx.makes = () => Promise.reject(unknown);
  await expect(create({})).rejects.toBe(unknown);
  calls.length = 0;
  mx.makes = () => Promise.resolve(done('second'));
  const both = await Promise.all([create({}), create({})]);
  expect(both.map((outcome) => Object(outcome).value)).toEqual(['second', 'second']);
  expect(await create({})).toMatchObject(done('second'));
  expect(calls).toEqual(['find', 'make']);
});

test('an unknown outcome stays unknown while MX cannot be asked', async () => {
  const { create, calls, mx } = setUp();
  mx.makes = () => Promise.reject(unknown);
  await expect(create({})).rejects.toBe(unknown);
  calls.length = 0;
  mx.finds = () => Promise.reject(new MxError('TIMEOUT', 'GET'));
  await expect(create({})).rejects.toMatchObject({ code: 'TIMEOUT' });
  mx.finds = () => Promise.resolve('found');
  expect(await create({})).toMatchObject(done('found'));
  expect(calls).toEqual(['find', 'find']);
});

test('a creation that cannot be identified is repeated only where MX refuses a second one', async () => {
  for (const isSafe of [false, true]) {
    const { create, calls, mx } = setUp();
    mx.makes = () => Promise.reject(unknown);
    const again = () => create({}, { find: undefined, isSafe });
    await expect(again()).rejects.toBe(unknown);
    mx.makes = () => Promise.resolve({ kind: 'conflict' });
    const outcome = await again().catch((error: unknown) => error);
    expect(outcome).toEqual(isSafe ? { kind: 'conflict', isRepeat: true } : unknown);
    expect(calls).toEqual(isSafe ? ['make', 'make'] : ['make']);
  }
});

test('the oldest results are forgotten when there are too many', async () => {
  const { create, calls } = setUp(2);
  for (const value of ['a', 'b', 'c', 'b', 'c', 'a']) await create({ value });
  expect(calls).toHaveLength(4);
});
