import { expect, expectTypeOf, test } from 'vitest';
import {
  asAdministrator,
  keyOf,
  type OwnMemberKey,
  ownerOf,
  ownGuid,
  ownKey,
  ownUserGuid,
} from '../../src/auth/keys.ts';
import type { Viewer } from '../../src/auth/viewer.ts';
import type { Context } from '../../src/context.ts';
import type { MemberKey } from '../../src/mx/api/member.ts';
import type { UserModel } from '../../src/mx/api/user.ts';
import { aMember } from '../status/models.ts';

const partner: Viewer = { kind: 'partner' };
const user = { kind: 'user', userGuid: 'USR-1' } as const;
const aUser: UserModel = {
  guid: 'USR-1',
  externalId: null,
  email: null,
  isDisabled: null,
  metadata: null,
};

test('an end user has their own guid and no other, a partner every one', () => {
  expect(ownUserGuid(user, 'USR-1')).toBe('USR-1');
  expect(ownUserGuid(user, 'USR-2')).toBeNull();
  expect(ownUserGuid(user, '')).toBeNull();
  expect(ownUserGuid(partner, 'USR-2')).toBe('USR-2');
  expect(ownGuid(user)).toBe('USR-1');
});

test('a key is own when its user is, with all that it names', () => {
  const key = { userGuid: 'USR-1', memberGuid: 'MBR-1', rewardGuid: 'RWD-1' };
  expect(ownKey(user, key)).toEqual(key);
  expect(ownKey(partner, key)).toEqual(key);
  expect(ownKey(user, { ...key, userGuid: 'USR-2' })).toBeNull();
});

test('a partner administrates users, an end user does not', () => {
  expect(asAdministrator(partner)).not.toBeNull();
  expect(asAdministrator(user)).toBeNull();
});

test('a model knows its user, and a member its key', () => {
  expect(ownerOf(aUser)).toBe('USR-1');
  expect(ownerOf(aMember({ userGuid: 'USR-7' }))).toBe('USR-7');
  expect(keyOf(aMember({ guid: 'MBR-7' }))).toEqual({ userGuid: 'USR-1', memberGuid: 'MBR-7' });
});

/** Never called: what it would do without a check must not compile. */
function forgetChecks({ loaders, hub, jobs, rewardsRefresh, ...context }: Context): void {
  const { memberChanges, userChanges } = context;
  const key: MemberKey = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
  const { userGuid } = key;
  const origin = { caller: 'anonymous' };
  const page = { offset: 0, count: 20 };
  // @ts-expect-error a list of a user's objects
  void loaders.membersOfUser.load(userGuid);
  // @ts-expect-error
  void loaders.accountsOfUser.load(userGuid);
  // @ts-expect-error
  void loaders.user.load(userGuid);
  // @ts-expect-error one object
  void loaders.member.load(key);
  // @ts-expect-error
  void loaders.memberStatus.load(key);
  // @ts-expect-error
  void loaders.memberCredentials.load(key);
  // @ts-expect-error
  void loaders.accountsOfMember.load(key);
  // @ts-expect-error
  void loaders.rewardsOfMember.load(key);
  // @ts-expect-error
  void loaders.reward.load({ ...key, rewardGuid: 'RWD-1' });
  // @ts-expect-error
  void loaders.account.load({ userGuid, accountGuid: 'ACT-1' });
  // @ts-expect-error
  void loaders.accountRewardsFields.load({ userGuid, accountGuid: 'ACT-1' });
  // @ts-expect-error
  void loaders.transaction.load({ userGuid, transactionGuid: 'TRN-1' });
  // @ts-expect-error
  void loaders.transactions.load({ owner: { userGuid }, ...page });
  // @ts-expect-error without proof of an administrator
  void loaders.users.load({ filter: {}, ...page });
  // @ts-expect-error
  void loaders.userByExternalId.load({ externalId: 'a' });

  // @ts-expect-error a change
  void memberChanges.create(userGuid, { institutionCode: 'mxbank', credentials: [] }, origin);
  // @ts-expect-error
  void memberChanges.update(key, {});
  // @ts-expect-error
  void memberChanges.delete(key);
  // @ts-expect-error
  void memberChanges.requestOAuthWindow(key, {});
  // @ts-expect-error
  void memberChanges.requestConnectWidget(userGuid, {});
  // @ts-expect-error
  void memberChanges.findInTheWay(userGuid, { institutionCode: 'mxbank' });
  // @ts-expect-error
  void userChanges.create(partner, {}, origin);
  // @ts-expect-error
  void userChanges.update(partner, userGuid, {});
  // @ts-expect-error
  void userChanges.delete(partner, userGuid);
  // @ts-expect-error
  void userChanges.findByExternalId(partner, 'a');
  // @ts-expect-error a job
  void jobs.aggregate(key);
  // @ts-expect-error
  void jobs.fetchRewards(key);
  // @ts-expect-error
  void jobs.answerChallenges(key, []);
  // @ts-expect-error
  rewardsRefresh.start(key);

  // @ts-expect-error the hub
  hub.watch(key);
  // @ts-expect-error a model is not what one writes down
  ownerOf({ userGuid });
}

test('a key that was not checked is a type error', () => {
  expectTypeOf(forgetChecks).toBeFunction(); // tsc reads the lines above
  expectTypeOf<MemberKey>().not.toExtend<OwnMemberKey>();
  expectTypeOf<OwnMemberKey>().toExtend<MemberKey>();
});
