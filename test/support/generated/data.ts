import { createRandom, mixSeed, type Random } from './random.ts';

/** How often a value is something else than a plain value. */
export interface Mood {
  readonly failure: number;
  readonly later: number;
}

interface Source {
  readonly seed: number;
  readonly mood: Mood;
  readonly kindOf: (property: string) => Kind;
}

const LONGEST = 3;

/** What a property is about, which says what its values look like. */
export type Kind = 'list' | 'matrix' | 'object' | 'text' | 'int' | 'float' | 'boolean' | 'enum';

const sources = new WeakMap<object, Source>();

/**
 * An object that has a value for each property: the same for the same seed, whatever is read first. A
 * value may be a promise, a function, an error or of the wrong type.
 */
export function createSource(source: Source): object {
  const target = {};
  const object = new Proxy(target, {
    get: (_target, property) =>
      typeof property === 'string' && property !== 'then' && property !== 'toJSON'
        ? generate(source, property)
        : Reflect.get(target, property),
  });
  sources.set(object, source);
  return object;
}

/** The value of a property, for resolvers. */
export function valueOf(source: unknown, property: string): unknown {
  const known = typeof source === 'object' && source !== null ? sources.get(source) : undefined;
  return known && generate(known, property);
}

/** A plain value, or one that is wrapped in a function or a promise, or that fails. */
function generate(source: Source, property: string): unknown {
  const seed = mixSeed(source.seed, property);
  const random = createRandom(seed);
  if (property === '__typename') return createTypeName(random, source.mood);
  if (property.startsWith('resolveType')) {
    return wrap(createTypeName(random, source.mood), random, source.mood, false);
  }
  if (property.startsWith('isTypeOf')) {
    return wrap(!random.chance(source.mood.failure), random, source.mood, false);
  }
  const kind = source.kindOf(property);
  return wrap(createValue({ ...source, seed }, property, random, kind), random, source.mood, true);
}

function createTypeName(random: Random, { failure }: Mood): unknown {
  if (random.chance(failure)) return random.pick(['Nope', 'Odd', undefined, 7, 'Query', 'path']);
  return random.pick(['Cat', 'Dog', 'Cat', 'Dog', 'Person']);
}

function createValue(source: Source, property: string, random: Random, kind: Kind): unknown {
  const { failure } = source.mood;
  if (random.chance(failure)) return random.pick([null, undefined, null, {}, Number.NaN, 'x', []]);
  if (kind === 'list' || kind === 'matrix') return createList(source, property, random, kind);
  if (kind === 'object') return createSource(source);
  if (kind === 'int') return random.pick([0, -0, 1, 2 ** 31 - 1, 17, true, '12', 5n]);
  if (kind === 'float') return random.pick([0.5, -1, 3, '2.5', 1e21]);
  if (kind === 'boolean') return random.pick([true, false, 1]);
  if (kind === 'enum') return random.pick(['RED', 'GREEN', 'BLUE']);
  return random.pick(['', 'a', 'text', '"quoted"', 'é\u0001', 7, true, 'x'.repeat(120)]);
}

function createList(source: Source, property: string, random: Random, kind: Kind): unknown {
  const { mood, seed } = source;
  const inner = kind === 'matrix' ? 'list' : source.kindOf(`${property}[]`);
  const items = Array.from({ length: random.below(LONGEST) }, (_, index) => {
    const own = { ...source, seed: mixSeed(seed, index) };
    return wrap(createValue(own, property, createRandom(own.seed), inner), random, mood, false);
  });
  const form = random.below(20);
  if (form === 0) return new Set(items);
  if (form === 1) return yieldEach(items);
  if (form === 2) return yieldLater(items, random.below(4), random.chance(mood.failure));
  return items;
}

function* yieldEach(items: readonly unknown[]) {
  yield* items;
}

async function* yieldLater(items: readonly unknown[], ticks: number, fails: boolean) {
  for (const item of items) {
    await wait(ticks);
    yield await item;
  }
  if (fails) throw new Error('The list ends with a failure.');
}

function wrap(value: unknown, random: Random, { failure, later }: Mood, mayBeFunction: boolean) {
  const how = random.next();
  const fails = random.chance(failure / 2);
  const ticks = random.below(7);
  if (mayBeFunction && random.chance(0.1)) {
    return how < later
      ? () => settle(value, ticks, fails)
      : () => {
          if (fails) throw new Error('The method failed.');
          return value;
        };
  }
  if (how < later * 0.1) return createThenable(value, fails);
  if (how < later) return settle(value, ticks, fails);
  return fails ? new Error('A returned error.') : value;
}

async function settle(value: unknown, ticks: number, fails: boolean): Promise<unknown> {
  await wait(ticks);
  if (fails) throw new Error(`Failed after ${ticks} ticks.`);
  return value;
}

/** A few microtasks; rarely a turn of the event loop. */
async function wait(ticks: number): Promise<void> {
  if (ticks === 6) await new Promise((resolve) => setImmediate(resolve));
  for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
}

function createThenable(value: unknown, fails: boolean): PromiseLike<unknown> {
  return {
    // oxlint-disable-next-line unicorn/no-thenable -- this is what is tested
    then: (onValue, onError) => settle(value, 1, fails).then(onValue, onError),
  };
}
