import { expect, test } from 'vitest';
import { createCallRate } from '../../../src/mx/wire/call-rate.ts';
import { createConcurrency } from '../../../src/mx/wire/concurrency.ts';
import { startDeadline } from '../../../src/mx/wire/deadline.ts';
import type { CallKind } from '../../../src/mx/wire/gates.ts';
import type { Passage } from '../../../src/mx/wire/line.ts';
import { createSimulation } from '../../support/simulation.ts';

interface Asked {
  readonly lane: string;
  readonly kind: CallKind;
  readonly signal?: AbortSignal;
}

interface Made extends Asked {
  readonly passage: Passage;
  readonly askedMs: number;
  readonly ms: number;
}

interface Setting {
  readonly reads?: number;
  readonly writes?: number;
  readonly places?: number;
  readonly queueLimit?: number;
  readonly timeoutMs?: number;
}

/** Calls that take 20 ms each, on simulated time. */
function start(setting: Setting = {}) {
  const { reads = 11, writes = 11, places = 128, queueLimit = 2_000, timeoutMs = 10_000 } = setting;
  const { now, schedule, run } = createSimulation();
  const startMs = now();
  const concurrency = createConcurrency({
    ...{ limit: places, queueLimit, schedule },
    rates: {
      reads: createCallRate({ perSecond: () => reads, now }),
      writes: createCallRate({ perSecond: () => writes, now }),
    },
  });
  const made: Made[] = [];

  async function call(asked: Asked) {
    const { lane, kind, signal } = asked;
    const askedMs = now() - startMs;
    const deadline = startDeadline({ timeoutMs, signal, now, schedule });
    const entered = concurrency.enterAtOnce(lane, kind)
      ? 'in'
      : concurrency.enter(lane, kind, deadline);
    const passage = typeof entered === 'string' ? entered : await entered;
    deadline.end();
    made.push({ ...asked, passage, askedMs, ms: now() - startMs });
    if (passage === 'in') schedule(() => concurrency.leave(lane), 20);
  }

  return {
    run,
    concurrency,
    made,
    ask: (lane: string, kind: CallKind, count = 1) => {
      for (let each = 0; each < count; each += 1) void call({ lane, kind });
    },
    askWith: (signal: AbortSignal) => void call({ lane: 'ada', kind: 'read', signal }),
    passages: (lane: string) => made.filter((each) => each.lane === lane).map((one) => one.passage),
    waitsOf: (lane: string) =>
      made.filter((each) => each.lane === lane).map(({ ms, askedMs }) => ms - askedMs),
  };
}

test('calls beyond the rate wait for their turns', async () => {
  const { ask, run, waitsOf } = start();
  ask('ada', 'read', 4);
  await run(400);
  expect(waitsOf('ada')).toEqual([0, 100, 200, 300]);
});

test('a user with a thousand calls delays another by one call at most', async () => {
  const { ask, run, waitsOf } = start();
  ask('heavy', 'read', 1_000);
  await run(55);
  ask('light', 'read');
  await run(500);
  expect(waitsOf('light')[0]).toBeLessThanOrEqual(200);
});

test('calls whose client has left take no turns of others', async () => {
  const { ask, askWith, run, waitsOf } = start({ timeoutMs: 60_000 });
  const leaving = new AbortController();
  ask('first', 'read');
  for (let call = 0; call < 500; call += 1) askWith(leaving.signal);
  await run(10);
  leaving.abort();
  ask('next', 'read');
  await run(500);
  expect(waitsOf('next')[0]).toBeLessThanOrEqual(100);
});

test('people go before polls, and polls get a quarter', async () => {
  const { ask, run, made } = start({ reads: 110, timeoutMs: 60_000 });
  for (let user = 0; user < 100; user += 1) ask(`watcher ${user}`, 'poll');
  for (let user = 0; user < 100; user += 1) ask(`person ${user}`, 'read');
  await run(1_200);
  // The first ten came before anybody waited.
  const order = made.slice(10, 110).map(({ kind }) => kind);
  expect(order.filter((kind) => kind === 'read')).toHaveLength(75);
  expect(order.slice(0, 8).filter((kind) => kind === 'poll')).toHaveLength(2);
  await run(1_000);
  expect(made).toHaveLength(200);
});

test('reads wait for no write, and writes for no read', async () => {
  const { ask, run, waitsOf } = start({ reads: 1_000, writes: 1 });
  ask('ada', 'write', 3);
  ask('ada', 'read', 5);
  ask('bob', 'read', 5);
  await run(10);
  expect(waitsOf('ada')).toHaveLength(6);
  expect(waitsOf('bob')).toHaveLength(5);
  const other = start({ reads: 1, writes: 1_000 });
  other.ask('ada', 'read', 3);
  other.ask('ada', 'write', 5);
  await other.run(10);
  expect(other.waitsOf('ada')).toHaveLength(6);
});

test('at MX, a deletion counts as five writes', async () => {
  const { ask, run, made } = start({ writes: 750, timeoutMs: 60_000 });
  for (let user = 0; user < 400; user += 1) ask(`user ${user}`, 'deletion');
  await run(1_000);
  expect(made.length).toBeGreaterThan(130);
  expect(made.length).toBeLessThanOrEqual(150);
});

test('a call whose turn comes after its deadline is refused at once', async () => {
  const { ask, run, made } = start({ reads: 1, timeoutMs: 2_500 });
  ask('ada', 'read', 5);
  await run(1);
  expect(made.map(({ passage }) => passage)).toEqual(['in', 'late', 'late']);
  await run(2_500);
  expect(made.map(({ passage }) => passage)).toEqual(['in', 'late', 'late', 'in', 'in']);
});

test('a call that others delay until its deadline is refused because of the rate', async () => {
  const { ask, run, passages } = start({ reads: 1, timeoutMs: 2_500 });
  ask('ada', 'read');
  for (const user of ['bob', 'eve', 'kim', 'lou']) ask(user, 'read');
  await run(2_600);
  expect(['bob', 'eve', 'kim', 'lou'].flatMap(passages).toSorted()).toEqual([
    ...['in', 'in', 'late', 'late'],
  ]);
});

test('polls leave half of the queue for people', async () => {
  const { ask, run, made, passages } = start({ reads: 1, queueLimit: 100 });
  for (let user = 0; user < 80; user += 1) ask(`watcher ${user}`, 'poll');
  ask('person', 'read');
  await run(1_200);
  expect(made.filter(({ passage }) => passage === 'crowded')).toHaveLength(29);
  expect(passages('person')).toEqual(['in']);
});

test('at most as many calls as there are places are on the wire, whatever the rate', async () => {
  const { ask, run, made, concurrency } = start({ reads: 100_000, places: 8 });
  for (let user = 0; user < 20; user += 1) ask(`user ${user}`, 'read');
  await run(1);
  expect(made).toHaveLength(8);
  await run(100);
  expect(made).toHaveLength(20);
  expect(concurrency.isCrowded('user 1')).toBe(false);
});

test('with every mixture of calls, none is lost and the rates hold', async () => {
  const { ask, run, made } = start({ reads: 100, writes: 40, places: 16, timeoutMs: 60_000 });
  const kinds = ['read', 'poll', 'write', 'deletion'] as const;
  for (let call = 0; call < 400; call += 1) {
    ask(`user ${call % 23}`, kinds[(call * 7) % 4] ?? 'read');
    if (call % 40 === 0) await run(30);
  }
  await run(30_000);
  expect(made).toHaveLength(400);
  expect(new Set(made.map(({ passage }) => passage))).toEqual(new Set(['in']));
  for (const { ms: from } of made) {
    const second = made.filter(({ ms }) => ms >= from && ms < from + 1_000);
    const readsOf = second.filter(({ kind }) => kind === 'read' || kind === 'poll');
    const writesOf = second.filter(({ kind }) => kind === 'write').length;
    const deletions = second.filter(({ kind }) => kind === 'deletion').length;
    expect(readsOf.length).toBeLessThanOrEqual(100);
    // The last deletion of a second counts in the next one.
    expect(writesOf + 5 * (deletions - 1)).toBeLessThanOrEqual(40);
  }
});
