import { expect, test } from 'vitest';
import { calm, userGuid } from '../../status/user/user-bench.ts';
import { settle } from '../../support/manual-clock.ts';
import { createRefreshBench } from './user-refresh-bench.ts';

test('a reader that leaves ends every poll', async () => {
  await using bench = createRefreshBench(['MBR-1', 'MBR-2']);
  const events = bench.refresh.start(userGuid);
  await events.next();
  await calm();
  await events.return?.();
  await calm();
  expect([bench.statuses.watched(), bench.hub.watched(), bench.lists.watched()]).toEqual([0, 0, 0]);
  expect(bench.clock.sleeping()).toBe(0);
});

const moments = [0, 1, 2, 3].flatMap((turns) => [0, 2, 5].map((ticks) => ({ turns, ticks })));

test.for(moments)(
  'a reader that leaves after $turns turns and $ticks ticks starts no job afterwards',
  async ({ turns, ticks }) => {
    await using bench = createRefreshBench(['MBR-1']);
    const events = bench.refresh.start(userGuid);
    void events.next();
    for (let turn = 0; turn < turns; turn += 1) await settle();
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
    const before = bench.jobs.starts.length;
    await events.return?.();
    await calm();
    expect(bench.jobs.starts).toHaveLength(before);
    const { statuses, hub, lists } = bench;
    expect([statuses.watched(), hub.watched(), lists.watched()]).toEqual([0, 0, 0]);
  },
);
