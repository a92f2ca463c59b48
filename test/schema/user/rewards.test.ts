import { expect, test } from 'vitest';
import type { Context } from '../../../src/context.ts';
import type { MemberModel } from '../../../src/mx/api/member.ts';
import type { RewardModel } from '../../../src/mx/api/reward.ts';
import { readUserRewards, readRewardsSummary } from '../../../src/schema/user/rewards.ts';
import { ownUser } from '../../support/keys.ts';

const USER = ownUser('USR-1');

interface World {
  /** Members that can be read; `null` for one that MX does not know any more. */
  readonly rewards: Readonly<Record<string, readonly RewardModel[] | null>>;
  readonly missingUnits?: Readonly<Record<string, readonly (string | null)[]>>;
  readonly successes?: Readonly<Record<string, string | null>>;
  readonly isComplete?: boolean;
  readonly now?: string;
}

/** As much of a context as summaries read. */
function contextOf(world: World): Context {
  const { rewards, missingUnits = {}, successes = {}, isComplete = true } = world;
  const items = Object.keys(rewards).map((guid) => ({
    guid,
    successfullyAggregatedAt: successes[guid] ?? null,
  }));
  const loaders = {
    membersOfUser: { load: async () => ({ items: items as MemberModel[], isComplete }) },
    rewardsOfMember: {
      load: async ({ memberGuid }: { readonly memberGuid: string }) => {
        const list = rewards[memberGuid] ?? null;
        const missing = missingUnits[memberGuid] ?? [];
        return list && { items: list, isComplete: missing.length === 0, missingUnits: missing };
      },
    },
  };
  const now = () => Date.parse(world.now ?? '2026-11-22T12:00:00Z');
  return { loaders, now } as unknown as Context;
}

function reward(guid: string, more: Partial<RewardModel> = {}): RewardModel {
  return {
    guid,
    userGuid: USER,
    memberGuid: 'MBR-1',
    accountGuid: null,
    balance: '100',
    balanceType: 'BALANCE',
    unitType: 'POINTS',
    description: null,
    expiresOn: null,
    createdAt: null,
    updatedAt: null,
    unreadFigures: [],
    ...more,
  };
}

const expiring = reward('RWD-1', { balanceType: 'EXPIRING_BALANCE', expiresOn: '2026-11-25' });

test.for([
  ['2026-11-25T00:00:00Z', '100'],
  // The evening of the 25th in Los Angeles and in Honolulu, and its last minute on Baker Island.
  ['2026-11-26T06:00:00Z', '100'],
  ['2026-11-26T09:59:59Z', '100'],
  ['2026-11-26T11:59:59Z', '100'],
  ['2026-11-26T12:00:00Z', null],
] as const)('at %s the balance that expires on the 25th is %j', async ([now, told]) => {
  const summary = await readRewardsSummary(
    USER,
    {},
    contextOf({ now, rewards: { 'MBR-1': [expiring] } }),
  );
  expect(summary?.units).toMatchObject([
    { expiring: told, nextExpiry: told === null ? null : '2026-11-25', isComplete: true },
  ]);
});

test.for([
  ['2026-11-25', '100'],
  ['2026-11-26', null],
  ['2020-01-01', '100'],
  ['9999-12-31', null],
  [null, '100'],
  [undefined, '100'],
] as const)(
  'on %s the balance that expires on the 25th is %j, whatever the clock says',
  async ([on, told]) => {
    const now = on ? '2030-01-01T00:00:00Z' : '2026-11-25T00:00:00Z';
    const context = contextOf({ now, rewards: { 'MBR-1': [expiring] } });
    const summary = await readRewardsSummary(USER, { on }, context);
    expect(summary?.units).toMatchObject([{ expiring: told }]);
  },
);

test('a reward of two members is listed and counted once', async () => {
  const context = contextOf({
    rewards: { 'MBR-1': [reward('RWD-1')], 'MBR-2': [reward('RWD-1'), reward('RWD-2')] },
  });
  expect((await readUserRewards(USER, context))?.map(({ guid }) => guid)).toEqual([
    'RWD-1',
    'RWD-2',
  ]);
  const summary = await readRewardsSummary(USER, {}, context);
  expect(summary?.units).toMatchObject([{ total: '200', isComplete: true }]);
});

test('a member that cannot be read may have rewards of any unit', async () => {
  const some = contextOf({ isComplete: false, rewards: { 'MBR-1': [reward('RWD-1')] } });
  expect(await readRewardsSummary(USER, {}, some)).toMatchObject({
    units: [{ unit: 'POINTS', total: '100', isComplete: false }],
    asOf: null,
  });
  const none = contextOf({ isComplete: false, rewards: {} });
  expect(await readRewardsSummary(USER, {}, none)).toMatchObject({
    units: [{ unit: null, total: null, isComplete: false, rewards: [] }],
    asOf: null,
  });
});

test('a deleted member takes its rewards with it and leaves a complete sum', async () => {
  const context = contextOf({ rewards: { 'MBR-1': [reward('RWD-1')], 'MBR-2': null } });
  const summary = await readRewardsSummary(USER, {}, context);
  expect(summary?.units).toMatchObject([{ total: '100', isComplete: true }]);
});

test('a summary is as old as the oldest member with rewards, also unread ones', async () => {
  const successes = {
    'MBR-1': '2026-11-20T00:00:00.000Z',
    'MBR-2': '2026-11-10T00:00:00.000Z',
    'MBR-3': '2026-11-01T00:00:00.000Z',
  };
  const rewards = { 'MBR-1': [reward('RWD-1')], 'MBR-2': [], 'MBR-3': [] };
  const asOf = async (more: Partial<World>) =>
    (await readRewardsSummary(USER, {}, contextOf({ rewards, successes, ...more })))?.asOf;
  expect(await asOf({})).toBe(successes['MBR-1']);
  expect(await asOf({ missingUnits: { 'MBR-2': ['MILES'] } })).toBe(successes['MBR-2']);
  expect(await asOf({ successes: { ...successes, 'MBR-1': null } })).toBeNull();
});
