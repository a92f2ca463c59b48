import { ownKey } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import type { MemberKey, MemberModel } from '../../mx/api/member.ts';
import { arePagesAsked } from '../page-arguments.ts';
import type { Selection } from '../selection.ts';
import { needsStatusCall } from './status-source.ts';

/**
 * The member. It is read concurrently with everything below it that only needs its guids. Null if
 * it does not exist or is not the viewer's.
 */
export async function readMember(
  memberKey: MemberKey,
  { viewer, loaders }: Context,
  selection: Selection,
): Promise<MemberModel | null> {
  const key = ownKey(viewer, memberKey);
  if (key === null) return null;
  if (!arePagesAsked(selection, 'Member', ['accounts'])) return loaders.member.load(key);
  const early: Promise<unknown>[] = [];
  // Once the user's list has been requested, the accounts of the rewards and of the member both
  // come from it.
  if (selection.below('rewards').has('account')) {
    early.push(loaders.accountsOfUser.load(key.userGuid));
  }
  if (selection.has('rewards')) early.push(loaders.rewardsOfMember.load(key));
  if (selection.has('accounts')) early.push(loaders.accountsOfMember.load(key));
  if (needsStatusCall(selection.below('status'))) early.push(loaders.memberStatus.load(key));
  for (const read of early) read.catch(() => {}); // reported by the field that needs it
  return loaders.member.load(key);
}
