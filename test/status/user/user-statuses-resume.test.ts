import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import type { StatusesEvent } from '../../../src/status/user/status-book.ts';
import { aStatus, challenged, running } from '../models.ts';
import { calm, collectAll, createUserBench, keyOf, userGuid } from './user-bench.ts';

const guids = ['MBR-1', 'MBR-2', 'MBR-3'];
const denied = aStatus({ connectionStatus: 'DENIED' });

/** The revision of a reader that has seen the state of this bench. */
async function revisionOf(bench: ReturnType<typeof createUserBench>): Promise<string> {
  const iterator = bench.statuses.watch(userGuid);
  const { value } = (await iterator.next()) as { value: StatusesEvent };
  await iterator.return?.();
  return value.revision;
}

function watchAfter(bench: ReturnType<typeof createUserBench>, after: string) {
  return collectAll(bench.statuses.watch(userGuid, { after })).seen;
}

const inShort = ({ changed, removed }: StatusesEvent) => [
  changed.map(({ key }) => key.memberGuid),
  removed,
];

test('a client that has seen the current state gets nothing until something changes', async () => {
  await using before = createUserBench(guids);
  const after = await revisionOf(before);
  await using bench = createUserBench(guids);
  bench.mx.members.set('MBR-1', aStatus());
  const seen = watchAfter(bench, after);
  await calm();
  expect(seen).toEqual([]);
  bench.mx.members.set('MBR-2', denied);
  bench.lists.nudge(userGuid);
  await calm();
  expect(seen.map(inShort)).toEqual([[['MBR-2'], []]]);
});

test('another process sends the difference only, with the members that were deleted', async () => {
  await using before = createUserBench([...guids, 'MBR-4']);
  const after = await revisionOf(before);
  await using bench = createUserBench([...guids, 'MBR-5']);
  bench.mx.members.set('MBR-3', denied);
  const seen = watchAfter(bench, after);
  await calm();
  expect(seen.map(inShort)).toEqual([[['MBR-3', 'MBR-5'], ['MBR-4']]]);
  expect(seen[0]?.needsAction.map(({ key }) => key.memberGuid)).toEqual(['MBR-3']);
});

test('another challenge is a difference', async () => {
  await using bench = createUserBench(guids);
  bench.mx.members.set('MBR-1', challenged('CRD-1'));
  const after = await revisionOf(bench);
  expect(await revisionOf(bench)).toBe(after);
  bench.mx.members.set('MBR-1', challenged('CRD-2'));
  const seen = watchAfter(bench, after);
  await calm();
  expect(seen.map(inShort)).toEqual([[['MBR-1'], []]]);
});

test('a revision does not depend on the call that showed a status', async () => {
  await using bench = createUserBench(guids);
  bench.mx.members.set('MBR-1', running);
  const after = await revisionOf(bench);
  collectAll(bench.hub.watch(keyOf('MBR-1')));
  await calm();
  expect(await revisionOf(bench)).toBe(after);
});

test.for(['', 'nonsense', '1.!', '0.abc'])('the text %j is ignored', async (after) => {
  await using bench = createUserBench(guids);
  const seen = watchAfter(bench, after);
  await calm();
  expect(seen.map(inShort)).toEqual([[guids, []]]);
});

test('with very many members, a client gets nothing or all of them', async () => {
  const most = Math.ceil(limits.membersRevisionCharacters / 12);
  const many = Array.from({ length: most }, (_, index) => `MBR-${index}`);
  await using bench = createUserBench(many);
  const after = await revisionOf(bench);
  const seen = watchAfter(bench, after);
  await calm();
  expect(seen).toEqual([]);
  bench.mx.members.set('MBR-2', denied);
  const others = watchAfter(bench, after);
  bench.lists.nudge(userGuid);
  await calm();
  expect(seen.map(({ changed }) => changed.length)).toEqual([1]);
  expect(others.map(({ changed }) => changed.length)).toEqual([most]);
});
