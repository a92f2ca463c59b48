import { buildSchema, type ExecutionResult, parse } from 'graphql';
import { expect, test } from 'vitest';
import { createEngine, type Load } from '../../../src/operation/engine/engine.ts';
import { createOperationBudgets } from '../../../src/operation/rules/operation-budget.ts';

const schema = buildSchema(`
  type Query { text: String }
  type Mutation { text: String }
  type Subscription { text: String }
`);
const KIB = 1024;
const caller = { caller: 'service', viewer: { kind: 'partner' } } as const;

const reads = {
  signal: () => new AbortController().signal,
  startEvent: () => {},
  startRemembered: () => {},
  end: () => {},
};
const load: Load = { caller, memoryBytes: 0, cost: 0, reads };

/** An engine whose operations may all take one MiB together, and each response 100 KiB. */
function startEngine() {
  const budgets = createOperationBudgets({
    responseBytes: 100 * KIB,
    operationMemoryBytes: 900 * KIB,
    memoryBytesPerUser: 900 * KIB,
    costPerUser: 1_000,
    operationsMemoryBytes: KIB * KIB,
  });
  const engine = createEngine({ budgets });
  return { budgets, engine };
}

/** Texts as events, and whether the source was left. */
function createSource(texts: readonly string[]) {
  let hasLeft = false;
  async function* read() {
    try {
      for (const text of texts) yield { text };
      await new Promise(() => {});
    } finally {
      hasLeft = true;
    }
  }
  return { events: read(), hasLeft: () => hasLeft };
}

const watch = parse('subscription { text }');
const large = 'x'.repeat(200 * KIB);
const tooLarge = { code: 'RESPONSE_TOO_LARGE', limit: 'responseBytes' };

test('an event over its bytes ends the stream, and its source is left', async () => {
  const { engine, budgets } = startEngine();
  const source = createSource(['a', large, 'b']);
  const args = { schema, document: watch, rootValue: { text: () => source.events } };
  const results = await engine.subscribe(args, load);
  if (!(Symbol.asyncIterator in results)) throw new TypeError('no stream');
  const stream = results[Symbol.asyncIterator]();
  expect(await stream.next()).toEqual({ done: false, value: { data: { text: 'a' } } });
  await expect(stream.next()).rejects.toMatchObject(tooLarge);
  expect(source.hasLeft()).toBe(true);
  expect(await stream.next()).toMatchObject({ done: true });
  expect(budgets.start(caller).add(0, 900 * KIB)).toBeUndefined();
});

test('each event has a budget of its own', async () => {
  const { engine } = startEngine();
  const texts = Array.from({ length: 50 }, () => 'x'.repeat(90 * KIB));
  const source = createSource(texts);
  const args = { schema, document: watch, rootValue: { text: () => source.events } };
  const results = await engine.subscribe(args, load);
  if (!(Symbol.asyncIterator in results)) throw new TypeError('no stream');
  let count = 0;
  for await (const { data } of results) {
    expect(data).toEqual({ text: texts[0] });
    count += 1;
    if (count === texts.length) break;
    // A transport sends an event before it asks for the next.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(source.hasLeft()).toBe(true);
});

test('a large operation finds no room beside the others, and takes none from them', async () => {
  const { engine, budgets } = startEngine();
  const heavy: Load = { ...load, memoryBytes: 300 * KIB };
  const other = budgets.start(caller);
  other.add(0, 850 * KIB);
  const rootValue = { text: 'a' };
  const document = (text: string) => ({ schema, document: parse(text), rootValue });
  for (const refused of [
    engine.execute(document('{ text }'), heavy),
    engine.execute(document('mutation { text }'), heavy),
    engine.subscribe(document('subscription { text }'), heavy),
  ]) {
    await expect(refused).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      limit: 'operationsMemoryBytes',
      retryAfterMs: 1_000,
    });
  }
  other.end();
  const result = await engine.execute(document('{ text }'), heavy);
  expect(result).toEqual({ data: { text: 'a' } });
});

test('a query without room for its response may be repeated, a mutation may have been made', async () => {
  const { engine, budgets } = startEngine();
  const other = budgets.start(caller);
  other.add(0, 850 * KIB);
  const rootValue = { text: 'x'.repeat(99 * KIB), more: 'x' };
  // Not small any more.
  const more = Array.from({ length: 200 }, (_, index) => `t${index}: __typename`).join(' ');
  const run = (type: string) =>
    engine.execute({ schema, document: parse(`${type} { text ${more} }`), rootValue }, load);
  await expect(run('query')).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    limit: 'operationsMemoryBytes',
  });
  other.end();
  const room = budgets.start(caller);
  room.add(0, 700 * KIB);
  await expect(run('mutation')).rejects.toMatchObject({
    code: 'OUTCOME_UNKNOWN',
    limit: 'operationsMemoryBytes',
  });
});

test('unusable variables are answered as graphql answers them', async () => {
  const { engine } = startEngine();
  const document = parse('query ($n: Int!) { text @skip(if: false) }');
  expect(await engine.execute({ schema, document }, load)).toMatchObject({ errors: [{}] });
});

test('queries, mutations and events are compiled, and introspection is not', async () => {
  const { engine } = startEngine();
  // graphql-js makes objects without a prototype.
  const isCompiled = ({ data }: ExecutionResult) => Object.getPrototypeOf(data) !== null;
  const run = (text: string) =>
    engine.execute({ schema, document: parse(text), rootValue: { text: 'a' } }, load);
  expect(isCompiled(await run('{ text }'))).toBe(true);
  expect(isCompiled(await run('mutation { text }'))).toBe(true);
  expect(isCompiled(await run('{ text __schema { queryType { name } } }'))).toBe(false);
  const source = createSource(['a']);
  const args = { schema, document: watch, rootValue: { text: () => source.events } };
  const results = await engine.subscribe(args, load);
  if (!(Symbol.asyncIterator in results)) throw new TypeError('no stream');
  const stream = results[Symbol.asyncIterator]();
  const { value } = await stream.next();
  expect(isCompiled(value)).toBe(true);
  await stream.return?.();
});
