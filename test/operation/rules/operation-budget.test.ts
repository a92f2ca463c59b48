import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { estimateDocumentBytes, estimateJsonBytes } from '../../../src/operation/rules/memory.ts';
import { createOperationBudgets } from '../../../src/operation/rules/operation-budget.ts';

const MIB = 1024 * 1024;
const bounds = {
  responseBytes: MIB,
  operationMemoryBytes: 4 * MIB,
  memoryBytesPerUser: 6 * MIB,
  costPerUser: 1_000,
  operationsMemoryBytes: 8 * MIB,
};
const user = (caller: string) => ({ caller, viewer: { kind: 'user', userGuid: caller } }) as const;
const ada = user('ada');
const bea = user('bea');
const service = { caller: 'service', viewer: { kind: 'partner' } } as const;
const small = parse('{ viewer { id } }');
const documentOf = (name: string, size: number) =>
  parse(`query ${name} { ${'viewer { id } '.repeat(size)} }`);
const request = (document = small, isStream = false) => ({
  document,
  memoryBytes: 0,
  isStream,
  cost: 0,
});

test('a response has a bound of bytes, and an operation one of memory', () => {
  const budgets = createOperationBudgets(bounds);
  const response = budgets.start(ada);
  expect(response.add(MIB, MIB)).toBeUndefined();
  expect(response.add(1, 1)).toBe('responseBytes');
  const operation = budgets.start(service);
  expect(operation.add(0, 4 * MIB)).toBeUndefined();
  expect(operation.add(0, 1)).toBe('operationMemoryBytes');
});

test('the operations of one end user share a bound, which is not that of others', () => {
  const budgets = createOperationBudgets(bounds);
  const first = budgets.start(ada);
  const second = budgets.start(ada);
  expect(first.add(0, 4 * MIB)).toBeUndefined();
  expect(second.add(0, 3 * MIB)).toBe('memoryBytesPerUser');
  second.end();
  expect(budgets.start(ada).add(0, MIB)).toBeUndefined();
  expect(budgets.start(bea).add(0, 2 * MIB)).toBeUndefined();
});

test('a large operation is refused while all take too much, and a small one is not', () => {
  const budgets = createOperationBudgets(bounds);
  const running = [budgets.start(service), budgets.start(service)];
  for (const each of running) expect(each.add(0, 4 * MIB)).toBeUndefined();
  const little = budgets.start(bea);
  expect(little.hold(request())).toBeUndefined();
  expect(little.add(10_000, 100_000)).toBeUndefined();
  expect(budgets.start(bea).add(0, 200_000)).toBe('operationsMemoryBytes');
  expect(budgets.start(service).add(0, 200_000)).toBe('operationsMemoryBytes');
  expect(budgets.start(bea).hold(request(documentOf('Big', 200)))).toBe('operationsMemoryBytes');
});

test('the running operations of one end user share a bound of cost, streams apart', () => {
  const budgets = createOperationBudgets(bounds);
  const dear = { ...request(), cost: 600 };
  const first = budgets.start(ada);
  expect(first.hold(dear)).toBeUndefined();
  const second = budgets.start(ada);
  expect(second.hold(dear)).toBe('costPerUser');
  second.end();
  expect(budgets.start(ada).hold({ ...dear, isStream: true })).toBeUndefined();
  expect(budgets.start(bea).hold(dear)).toBeUndefined();
  for (const each of [1, 2])
    expect([each, budgets.start(service).hold(dear)]).toEqual([each, undefined]);
  first.end();
  expect(budgets.start(ada).hold({ ...dear, cost: 1_000 })).toBeUndefined();
});

test('the memory of an operation is freed when it ends, and only once', () => {
  const budgets = createOperationBudgets(bounds);
  for (let round = 0; round < 100; round += 1) {
    const each = budgets.start(ada);
    expect(each.hold(request(documentOf(`Q${round}`, 200)))).toBeUndefined();
    expect(each.add(MIB, 4 * MIB - 500_000)).toBeUndefined();
    each.end();
    each.end();
    // A field that was still being read.
    expect(each.add(MIB, 4 * MIB)).toBeUndefined();
  }
});

test('a document that many operations run is counted once', () => {
  const budgets = createOperationBudgets(bounds);
  const document = documentOf('Watch', 300);
  const memory = estimateDocumentBytes(document);
  expect(memory).toBeGreaterThan(MIB / 2);
  const streams = Array.from({ length: 100 }, () => budgets.start(service));
  for (const each of streams) expect(each.hold(request(document, true))).toBeUndefined();

  const most = Math.floor((8 * MIB) / memory);
  const others = Array.from({ length: most }, () => budgets.start(service));
  const told = others.map((each, index) => each.hold(request(documentOf(`Q${index}`, 300), true)));
  expect(told.slice(0, -2)).toEqual(told.slice(2).map(() => undefined));
  expect(told.at(-1)).toBe('operationsMemoryBytes');
  for (const each of [...streams, ...others]) each.end();
  expect(budgets.start(service).add(0, 4 * MIB)).toBeUndefined();
});

test('a small stream is refused too while there is no room, since it might stay for ever', () => {
  const budgets = createOperationBudgets(bounds);
  const running = [budgets.start(service), budgets.start(service)];
  for (const each of running) expect(each.add(0, 4 * MIB)).toBeUndefined();
  const stream = budgets.start(bea);
  expect(stream.hold(request(small, true))).toBe('operationsMemoryBytes');
  stream.end();
  running[0]?.end();
  expect(budgets.start(bea).hold(request(small, true))).toBeUndefined();
});

test('the memory of JSON depends on its values, however it nests', () => {
  expect(estimateJsonBytes('x'.repeat(5_000))).toBeGreaterThan(5_000);
  expect(estimateJsonBytes({ a: [1, { b: null }] })).toBeLessThan(1_000);
  expect(estimateJsonBytes(Array.from({ length: 40_000 }, () => []))).toBeGreaterThan(2_000_000);
  const deep: unknown = JSON.parse('['.repeat(60_000) + ']'.repeat(60_000));
  expect(estimateJsonBytes(deep)).toBeGreaterThan(2_000_000);
});
