import { expect, test } from 'vitest';
import type { LedgerEntries, LedgerListener } from '../../src/ledger.ts';
import { limits } from '../../src/limits.ts';
import { createSharedReads } from '../../src/loaders/batching/shared-reads.ts';
import { createOperationReads } from '../../src/loaders/operation-reads.ts';
import type { DependentRead } from '../../src/loaders/remembered-reads.ts';
import { createSharedData } from '../../src/loaders/shared-data.ts';
import type { MemberStatusModel } from '../../src/mx/api/member-status.ts';
import { createMxClient } from '../../src/mx/client.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { createMemoryCache } from '../../src/shared/memory/memory-cache.ts';
import { createPacedReads } from '../../src/status/paced-reads.ts';
import { household } from '../support/household.ts';
import { ownKey, ownUser } from '../support/keys.ts';

const { bank, cards } = household;
const user = ownUser(household.userGuid);
const key = ownKey({ userGuid: user, memberGuid: bank.memberGuid });
const otherKey = ownKey({ userGuid: user, memberGuid: cards.memberGuid });
const memberPath = '/users/{user_guid}/members/{member_guid}';

/** The services of a process in front of a sandbox, and operations that read with them. */
async function startBench(remembered: readonly DependentRead[] = []) {
  const started = new AsyncDisposableStack();
  const sandbox = started.use(await startSandbox());
  const { url: baseUrl, clientId, apiKey } = sandbox;
  const mx = started.use(
    createMxClient({ baseUrl, clientId, apiKey, apiVersion: 'v20111101', timeoutMs: 5_000 }),
  );
  const monotonicNow = () => performance.now();
  const sharedReads = createSharedReads(mx);
  const cache = createMemoryCache();
  const services = {
    ...{ mx, sharedReads },
    sharedData: createSharedData({ mx, cache, sharedReads, now: monotonicNow }),
    statuses: createPacedReads<MemberStatusModel>({
      ...{ mx, now: Date.now, monotonicNow, floorMs: 3_000 },
      read: ({ members }, at) => members.readStatus(at),
      sleep: async () => {},
    }),
    rememberedReads: { recall: () => remembered, remember: () => {} },
  };
  return {
    sandbox,
    open: (listener?: LedgerListener) =>
      createOperationReads(services, {
        ...{ lane: user, left: undefined, listener },
        operationId: { operation: {}, text: () => 'wallet' },
      }),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

const toBatches = (ledger: LedgerEntries | undefined) =>
  ledger?.batches.map(({ loader, keys, made, joined, cached, guessed }) => ({
    ...{ loader, keys, made, joined, cached, guessed },
  }));
const none = { made: 0, joined: 0, cached: 0, guessed: 0 };

test('a batch, its calls and their times are in the ledger', async () => {
  await using bench = await startBench();
  const reads = bench.open();
  expect(reads.tally.ledger()).toBeUndefined();
  const before = performance.timeOrigin + performance.now();
  await Promise.all([key, otherKey].map((at) => reads.loaders.rewardsOfMember.load(at)));
  const after = performance.timeOrigin + performance.now();
  const ledger = reads.tally.ledger();
  expect(toBatches(ledger)).toEqual([{ ...none, loader: 'rewardsOfMember', keys: 2, made: 2 }]);
  const [batch] = ledger?.batches ?? [];
  const call = {
    ...{ batch, method: 'GET', route: `${memberPath}/rewards`, kind: 'read', code: null },
    ...{ status: 200, attempts: 1, isShared: false, isGuess: false },
  };
  expect(ledger?.calls).toMatchObject([call, call]);
  for (const { startedAt, endedAt } of ledger?.calls ?? []) {
    const times = [before, batch?.startedAt, startedAt, endedAt, batch?.endedAt, after];
    expect(times).toEqual(times.toSorted((a, b) => (a ?? NaN) - (b ?? NaN)));
  }
  expect(JSON.stringify(ledger)).not.toMatch(/USR-|MBR-/);
  reads.end();
  expect(reads.tally.ledger()).toBe(ledger);
});

test('two members of one user are one list, which is a batch of its own', async () => {
  await using bench = await startBench();
  const reads = bench.open();
  await Promise.all([key, otherKey].map((at) => reads.loaders.member.load(at)));
  expect(toBatches(reads.tally.ledger())).toEqual([
    { ...none, loader: 'member', keys: 2 },
    { ...none, loader: 'membersOfUser', keys: 1, made: 1 },
  ]);
  const calls = reads.tally.ledger()?.calls ?? [];
  expect(calls.map(({ route, batch }) => [route, batch.loader])).toEqual([
    ['/users/{user_guid}/members', 'membersOfUser'],
  ]);
});

test('a read that two operations need is a call of both, and shared for the second', async () => {
  await using bench = await startBench();
  const [first, second] = [bench.open(), bench.open()];
  await Promise.all([
    ...[first.loaders.member.load(key), second.loaders.member.load(key)],
    ...[first.loaders.memberStatus.load(key), second.loaders.memberStatus.load(key)],
  ]);
  expect(bench.sandbox.calls).toHaveLength(2);
  const toShared = (ledger: LedgerEntries | undefined) =>
    ledger?.calls.map(({ route, isShared }) => [route, isShared]).toSorted();
  const routes = [memberPath, `${memberPath}/status`];
  expect(toShared(first.tally.ledger())).toEqual(routes.map((route) => [route, false]));
  expect(toShared(second.tally.ledger())).toEqual(routes.map((route) => [route, true]));
});

test('values that are known need no call', async () => {
  await using bench = await startBench();
  const before = bench.open();
  await before.loaders.memberStatus.load(key);
  for (const code of ['mxbank', 'nothing']) await before.reference.institution(code);
  const reads = bench.open();
  await reads.loaders.memberStatus.load(key);
  for (const code of ['mxbank', 'nothing']) await reads.reference.institution(code);
  expect(toBatches(reads.tally.ledger())).toEqual([
    { ...none, loader: 'memberStatus', keys: 1, cached: 1 },
    { ...none, loader: 'institution', keys: 2, cached: 1, made: 1 },
  ]);
  expect(reads.tally.ledger()?.calls).toMatchObject([
    { route: '/institutions/{institution_code}', status: 404, code: 'NOT_FOUND' },
  ]);
});

test('a read that is started from memory is a guess', async () => {
  await using bench = await startBench([
    { kind: 'rewards', key },
    { kind: 'status', key: otherKey },
  ]);
  const reads = bench.open();
  reads.startRemembered();
  // A field needs the reads once its list is there.
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([
    reads.loaders.rewardsOfMember.load(key),
    reads.loaders.memberStatus.load(otherKey),
  ]);
  expect(toBatches(reads.tally.ledger())).toEqual([
    { ...none, loader: 'rewardsOfMember', keys: 1, made: 1, guessed: 1 },
    { ...none, loader: 'memberStatus', keys: 1, made: 1, guessed: 1 },
  ]);
  expect(reads.tally.ledger()?.calls.map(({ isGuess }) => isGuess)).toEqual([true, true]);
});

test('each event has a ledger of its own, and a call that ends late is still reported', async () => {
  await using bench = await startBench();
  const heard: string[] = [];
  const ends: (() => void)[] = [];
  const reads = bench.open({
    onCall: ({ route, code }) => {
      heard.push(`${route} ${code}`);
      for (const end of ends) end();
    },
    onEnd: ({ calls }) => heard.push(`end after ${calls.length}`),
  });
  await reads.loaders.user.load(user);
  reads.end();
  const [first] = [reads.tally.ledger()];
  reads.startEvent();
  reads.forget();
  expect(reads.tally.ledger()).toBeUndefined();
  const isLate = new Promise<void>((resolve) => ends.push(resolve));
  reads.loaders.user.load(user).catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  reads.end();
  await isLate;
  expect(heard).toEqual([
    '/users/{user_guid} null',
    'end after 1',
    'end after 0',
    '/users/{user_guid} ABORTED',
  ]);
  expect(reads.tally.ledger()).not.toBe(first);
});

test('an operation with more batches and calls than ledgerEntries counts the rest', async () => {
  await using bench = await startBench();
  const reads = bench.open();
  const keys = Array.from({ length: limits.ledgerEntries + 10 }, (_, at) =>
    ownKey({
      userGuid: user,
      memberGuid: `MBR-00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
    }),
  );
  await Promise.all(keys.map((at) => reads.loaders.rewardsOfMember.load(at)));
  const ledger = reads.tally.ledger();
  expect(ledger?.batches).toMatchObject([{ keys: keys.length, made: keys.length }]);
  expect(ledger?.calls).toHaveLength(limits.ledgerEntries - 1);
  expect(ledger?.leftOut).toBe(11);
});

test('the calls of changes are one batch, which ends with the operation', async () => {
  await using bench = await startBench();
  const reads = bench.open();
  await reads.loaders.user.load(user);
  await reads.changeCalls().calls.members.aggregate(key);
  reads.forget();
  const [, changes] = reads.tally.ledger()?.batches ?? [];
  expect(changes).toMatchObject({ loader: 'changes', made: 1, calls: 1, endedAt: undefined });
  reads.end();
  expect(changes?.endedAt).toBeGreaterThan(0);
  expect(reads.tally.calls()).toBe(2);
  expect(reads.tally.ledger()?.calls[1]).toMatchObject({
    ...{ batch: changes, method: 'POST', route: `${memberPath}/aggregate`, kind: 'write' },
  });
});
