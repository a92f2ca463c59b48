import { expect, test } from 'vitest';
import { json, type Reply, startTestClient } from '../../support/fake-mx.ts';

const USER = 'USR-11141024-90b3-1bce-cac9-c06ced52ab4c';
const user = json({ user: { guid: USER } });

test('the time in the queue is a part of the time of a call', async () => {
  let clock = 1_000;
  const slow: Reply = (...exchange) => {
    clock += 40;
    user(...exchange);
  };
  await using t = await startTestClient([slow], { maxConcurrency: 1, now: () => clock });
  await Promise.all([t.client.users.read(USER), t.client.users.read(USER)]);
  expect(t.reports).toMatchObject([
    { waitedMs: 0, durationMs: 40 },
    { waitedMs: 40, durationMs: 80 },
  ]);
});
