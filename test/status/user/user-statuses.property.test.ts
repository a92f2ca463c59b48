import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemberStatusModel } from '../../../src/mx/api/member-status.ts';
import { MxError } from '../../../src/mx/errors.ts';
import type { ObservedStatus } from '../../../src/status/observed-status.ts';
import type { StatusesEvent } from '../../../src/status/user/status-book.ts';
import { aQuestion, aStatus } from '../models.ts';
import { calm, collectAll, createUserBench, keyOf, userGuid } from './user-bench.ts';

const GUIDS = ['MBR-1', 'MBR-2', 'MBR-3'];

type Step =
  | { readonly do: 'watch all' | 'leave all' | 'fail' }
  | { readonly do: 'watch one' | 'leave one' | 'nudge' | 'delete'; readonly member: number }
  | { readonly do: 'move'; readonly member: number; readonly isListLate: boolean }
  | { readonly do: 'advance'; readonly ms: number };

const member = fc.nat(GUIDS.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('watch all', 'leave all', 'fail') }),
  fc.record({ do: fc.constantFrom('watch one', 'leave one', 'nudge', 'delete'), member }),
  fc.record({ do: fc.constant('move'), member, isListLate: fc.boolean() }),
  fc.record({ do: fc.constant('advance'), ms: fc.nat(70_000) }),
);

/** The next state of a member, as its jobs go: idle, running, challenged, answered, finished. */
function toNext(status: MemberStatusModel, at: string): MemberStatusModel {
  if (!status.isBeingAggregated) {
    return { ...status, connectionStatus: 'CONNECTED', isBeingAggregated: true, aggregatedAt: at };
  }
  if (status.connectionStatus === 'CHALLENGED') {
    return { ...status, connectionStatus: 'RESUMED', challenges: [] };
  }
  if (status.connectionStatus === 'CONNECTED') {
    return { ...status, connectionStatus: 'CHALLENGED', challenges: [aQuestion(`CRD-${at}`)] };
  }
  return {
    ...status,
    connectionStatus: 'CONNECTED',
    isBeingAggregated: false,
    successfullyAggregatedAt: at,
  };
}

const inShort = ({ connectionStatus, isBeingAggregated, challenges }: MemberStatusModel) =>
  JSON.stringify([connectionStatus, isBeingAggregated, challenges.map(({ guid }) => guid)]);

/** The members as a client knows them that applies each event. */
function apply(events: readonly StatusesEvent[]): readonly (readonly [string, string])[] {
  const known = new Map<string, string>();
  for (const { changed, removed } of events) {
    for (const status of changed) known.set(status.key.memberGuid, inShort(status));
    for (const guid of removed) known.delete(guid);
  }
  return GUIDS.flatMap((guid) => {
    const state = known.get(guid);
    return state === undefined ? [] : [[guid, state] as const];
  });
}

/** What is wrong after these steps, once MX has been well for three minutes. */
async function play(steps: readonly Step[]): Promise<readonly string[]> {
  const broken: string[] = [];
  await using bench = createUserBench(GUIDS);
  const { mx, clock, statuses, hub } = bench;
  const all: ReturnType<typeof watchAll>[] = [];
  const ones: { guid: string; iterator: AsyncIterator<ObservedStatus>; seen: ObservedStatus[] }[] =
    [];

  function watchAll() {
    const iterator = statuses.watch(userGuid);
    return { iterator, reader: collectAll(iterator) };
  }

  for (const each of steps) {
    const guid = 'member' in each ? (GUIDS[each.member] ?? '') : '';
    switch (each.do) {
      case 'watch all':
        all.push(watchAll());
        break;
      case 'leave all':
        await all.pop()?.iterator.return?.();
        break;
      case 'watch one': {
        const iterator = hub.watch(keyOf(guid));
        ones.push({ guid, iterator, seen: collectAll(iterator).seen });
        break;
      }
      case 'leave one':
        await ones.pop()?.iterator.return?.();
        break;
      case 'nudge':
        hub.nudge(keyOf(guid));
        break;
      case 'fail':
        mx.listFailure = new MxError('UNAVAILABLE', 'GET …/members 503');
        mx.statusFailure = mx.listFailure;
        break;
      case 'delete':
        mx.members.delete(guid);
        break;
      case 'move': {
        const status = mx.members.get(guid);
        if (status === undefined) break;
        if (each.isListLate && !mx.lagging.has(guid)) mx.lagging.set(guid, status);
        mx.members.set(guid, toNext(status, new Date(clock.now()).toISOString()));
        break;
      }
      case 'advance':
        await clock.advance(each.ms);
        mx.lagging.clear();
        mx.listFailure = null;
        mx.statusFailure = null;
    }
  }

  mx.lagging.clear();
  mx.listFailure = null;
  mx.statusFailure = null;
  await clock.advance(3 * 60_000);
  await calm();
  const truthOf = (guid: string) => inShort(mx.members.get(guid) ?? aStatus());
  const truth = GUIDS.filter((guid) => mx.members.has(guid)).map((guid) => [guid, truthOf(guid)]);
  for (const { reader } of all) {
    if (reader.error !== null) broken.push('a stream failed');
    const known = JSON.stringify(apply(reader.seen));
    if (known !== JSON.stringify(truth)) broken.push(`a watcher knows ${known}`);
  }
  for (const { guid, seen } of ones) {
    const last = seen.at(-1);
    const isThere = mx.members.has(guid);
    if (isThere && (last === undefined || inShort(last) !== truthOf(guid))) {
      broken.push(`a watcher of ${guid} was left behind`);
    }
  }

  for (const { iterator } of all) await iterator.return?.();
  for (const { iterator } of ones) await iterator.return?.();
  await calm();
  const left = [statuses.watched(), hub.watched(), bench.lists.watched(), clock.sleeping()];
  if (left.some((count) => count > 0)) broken.push(`left behind: ${left.join(', ')}`);
  return broken;
}

test('whatever happens, every watcher ends with the state of MX, and nothing is left behind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      expect(await play(steps)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
