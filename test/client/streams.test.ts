import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { OnChallenge } from '../../client/src/challenges.ts';
import type { Status } from '../../client/src/watch.ts';
import { household } from '../support/household.ts';
import { expectSilence, keepBusy, statusCalls } from '../support/watching.ts';
import { type Kit, type KitOptions, startKit, transports } from './kit.ts';

const patient = { timeout: 120_000 };
const slowly = { timeout: 60_000, interval: 10 };

interface Watched extends Kit {
  readonly seen: readonly Status[];
  /** Changes the member; settles when the watcher has seen it. */
  readonly change: () => Promise<void>;
  readonly ended: () => unknown;
}

/** A watcher of the household's busy member, who has seen its status. */
async function watch(options: KitOptions): Promise<Watched> {
  await using started = new AsyncDisposableStack();
  const kit = started.use(await startKit(options));
  keepBusy(kit.gateway);
  const seen: Status[] = [];
  let ended: unknown;
  const controller = new AbortController();
  const statuses = kit.mx.watchStatus(household.bankId, { signal: controller.signal });
  const follow = async () => {
    for await (const status of statuses) seen.push(status);
    ended = 'completed';
  };
  const following = follow().catch((error: unknown) => {
    ended = error;
  });
  started.defer(async () => {
    controller.abort();
    await following;
  });
  await vi.waitUntil(() => seen.length === 1, slowly);
  let turn = 0;
  const running = started.move();
  return {
    ...kit,
    seen,
    ended: () => ended,
    async change() {
      const before = seen.length;
      turn += 1;
      keepBusy(kit.gateway, `TURN_${turn}`);
      await vi.waitUntil(() => seen.length > before || ended !== undefined, slowly);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** How many statuses a watcher has seen who still watches; NaN if it has seen one twice. */
function countOf({ seen, ended }: Watched): number {
  const revisions = new Set(seen.map(({ revision }) => revision));
  return ended() === undefined && revisions.size === seen.length ? seen.length : Number.NaN;
}

test.concurrent.for(transports)(
  'a stream outlives its tokens without a missed or repeated status: %s',
  patient,
  async (transport) => {
    await using watched = await watch({ transport, tokenSeconds: 4 });
    while (watched.asked.length < 4) {
      await watched.change();
      await delay(300);
    }
    expect(countOf(watched)).toBeGreaterThan(1);
    expect(watched.asked.filter(({ wasRefused }) => wasRefused)).toEqual([]);
  },
);

test.concurrent.for(transports)(
  'a stream goes on after a quiet time of many tokens: %s',
  patient,
  async (transport) => {
    await using watched = await watch({ transport, tokenSeconds: 1 });
    await vi.waitUntil(() => watched.asked.length > 6, slowly);
    await watched.change();
    expect(countOf(watched)).toBe(2);
  },
);

test.concurrent.for(transports)(
  'a stream goes on after cuts, and after five seconds of refused connections: %s',
  patient,
  async (transport) => {
    await using watched = await watch({ transport });
    watched.path.cut();
    await watched.change();
    watched.path.setOpen(false);
    watched.path.cut();
    await delay(5_000);
    watched.path.setOpen(true);
    await watched.change();
    await watched.change();
    expect(countOf(watched)).toBe(4);
  },
);

test.concurrent.for(transports)(
  'a refresh with MFA outlives a bad day: tokens of 9 s, two cuts, 5 s without a gateway: %s',
  patient,
  async (transport) => {
    await using kit = await startKit({ transport, tokenSeconds: 9 });
    const { sandbox } = kit.gateway;
    sandbox.control.scriptNextJob(household.bank.memberGuid, 'challenge');
    let rounds = 0;
    const onChallenge: OnChallenge = async () => {
      rounds += 1;
      // The end user looks for the phone meanwhile.
      await vi.waitUntil(() => kit.asked.length >= 2, slowly);
      kit.path.cut();
      await delay(3_000);
      kit.path.setOpen(false);
      kit.path.cut();
      await delay(5_000);
      kit.path.setOpen(true);
      return 'correct';
    };
    const types: string[] = [];
    const target = { memberId: household.bankId };
    for await (const { __typename } of kit.mx.refreshRewards(target, { onChallenge })) {
      types.push(__typename);
    }
    expect(types.filter((type) => type === 'RewardsRefreshChallenged')).toHaveLength(1);
    expect(types.at(-1)).toBe('RewardsRefreshCompleted');
    expect(rounds).toBe(1);
    expect(sandbox.calls.filter((call) => call.endsWith('/fetch_rewards'))).toHaveLength(1);
  },
);

test.concurrent.for(transports)(
  'a reader who is slow pauses the subscription, and resumes it without a loss: %s',
  patient,
  async (transport) => {
    await using kit = await startKit({ transport });
    keepBusy(kit.gateway);
    const statuses = kit.mx.watchStatus(household.bankId);
    const read = async () => (await statuses.next()).value?.revision;
    const revisions = [await read()];
    let turns = 0;
    // Nobody reads. After 100 events the kit leaves, and nothing is polled any more.
    for (let quiet = 0, calls = -1; quiet < 10; turns += 1) {
      keepBusy(kit.gateway, `TURN_${turns}`);
      await delay(50);
      quiet = calls === statusCalls(kit.gateway) ? quiet + 1 : 0;
      calls = statusCalls(kit.gateway);
    }
    expect(turns).toBeGreaterThan(100);
    for (let turn = 0; turn < 101; turn += 1) revisions.push(await read());
    expect(new Set(revisions).size).toBe(revisions.length);
    await statuses.return?.();
  },
);

test.for(transports)('leaving the loop ends the subscription: %s', async (transport) => {
  await using kit = await startKit({ transport });
  keepBusy(kit.gateway);
  for await (const status of kit.mx.watchStatus(household.bankId)) {
    expect(status.isBeingAggregated).toBe(true);
    break;
  }
  await expectSilence(kit.gateway);
});

test.for(transports)('an abort ends the subscription with its reason: %s', async (transport) => {
  await using kit = await startKit({ transport });
  keepBusy(kit.gateway);
  const controller = new AbortController();
  const { signal } = controller;
  const statuses = kit.mx.watchStatus(household.bankId, { signal });
  await statuses.next();
  const next = statuses.next();
  const reason = new Error('The screen is closed.');
  controller.abort(reason);
  await expect(next).rejects.toBe(reason);
  expect(await statuses.next()).toEqual({ done: true, value: undefined });
  await expectSilence(kit.gateway);
});

test.for(transports)(
  'an abort before the first read connects to nothing: %s',
  async (transport) => {
    await using kit = await startKit({ transport });
    const signal = AbortSignal.abort(new Error('too late'));
    const statuses = kit.mx.watchStatus(household.bankId, { signal });
    await expect(statuses.next()).rejects.toThrow('too late');
    expect(kit.asked).toEqual([]);
  },
);

test.for(transports)('a stream that is not read connects to nothing: %s', async (transport) => {
  await using kit = await startKit({ transport });
  const statuses = kit.mx.watchStatus(household.bankId);
  await statuses.return?.();
  expect(await statuses.next()).toEqual({ done: true, value: undefined });
  expect(kit.asked).toEqual([]);
});

test.for(transports)('an error that is no use to repeat is thrown: %s', async (transport) => {
  await using kit = await startKit({ transport });
  const statuses = kit.mx.watchStatus('nobody');
  await expect(statuses.next()).rejects.toMatchObject({
    name: 'MxRequestError',
    code: 'BAD_USER_INPUT',
  });
});

test.for(transports)('a stream completes when the gateway completes it: %s', async (transport) => {
  await using kit = await startKit({ transport });
  const seen: Status[] = [];
  const options = { completeWhenSettled: true };
  for await (const status of kit.mx.watchStatus(household.bankId, options)) seen.push(status);
  expect(seen.map(({ isSettled }) => isSettled)).toEqual([true]);
});

test.for(transports)(
  'a stream tells of each time that it connects again: %s',
  async (transport) => {
    await using kit = await startKit({ transport });
    keepBusy(kit.gateway);
    const document = `subscription ($id: ID!) { memberStatus(memberId: $id) { id revision } }`;
    const onReconnect = vi.fn<() => void>();
    const events = kit.mx.subscribe(document, { id: household.bankId }, { onReconnect });
    await events.next();
    expect(onReconnect).toHaveBeenCalledTimes(0);
    kit.path.cut();
    await events.next();
    expect(onReconnect).toHaveBeenCalledTimes(1);
    await events.return?.();
  },
);
