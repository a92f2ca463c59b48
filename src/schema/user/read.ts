import {
  asAdministrator,
  ownerOf,
  ownGuid,
  ownUserGuid,
  type OwnUserGuid,
} from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import type { Loaders } from '../../loaders/loaders.ts';
import type { UserModel } from '../../mx/api/user.ts';
import { needsOnly } from '../field-needs.ts';
import { arePagesAsked } from '../page-arguments.ts';
import type { Selection } from '../selection.ts';
import { toSearch } from '../transaction.ts';
import { bareUser } from './lookup.ts';

/**
 * The user. The lists that the selection needs are read concurrently, because they only depend on
 * the guid. If none of the user's own fields is selected, a list shows whether the user exists.
 * Null if the user does not exist or is not the viewer's.
 */
export async function readUser(
  userGuid: string,
  { viewer, loaders }: Context,
  selection: Selection,
): Promise<UserModel | null> {
  const guid = ownUserGuid(viewer, userGuid);
  if (guid === null) return null;
  const [witness] = startLists(guid, loaders, selection);
  if (witness === undefined || !needsOnly(selection, 'User', ['guids'])) {
    return loaders.user.load(guid);
  }
  return witness.then(
    (list): UserModel | null => (list === null ? null : bareUser(guid)),
    // The fields below get the same failure and report it at their own paths.
    () => bareUser(guid),
  );
}

/** An end user may only name themselves, so MX is never asked about another user. */
export async function readUserByExternalId(
  externalId: string,
  context: Context,
  selection: Selection,
): Promise<UserModel | null> {
  const found = await findByExternalId(externalId, context);
  if (found?.externalId !== externalId) return null;
  void startLists(ownerOf(found), context.loaders, selection);
  return found;
}

async function findByExternalId(externalId: string, { viewer, loaders }: Context) {
  if (viewer.kind === 'user') return loaders.user.load(ownGuid(viewer));
  const administrator = asAdministrator(viewer);
  if (administrator === null) return null;
  return loaders.userByExternalId.load({ administrator, externalId });
}

function startLists(guid: OwnUserGuid, loaders: Loaders, selection: Selection): Promise<unknown>[] {
  const members = selection.below('members').items();
  const rewards = [selection.below('rewards'), members.below('rewards')];
  const wantsMembers =
    selection.has('members') || selection.has('rewards') || selection.has('rewardsSummary');
  const wantsAccounts =
    selection.has('accounts') ||
    members.has('accounts') ||
    rewards.some((reward) => reward.has('account'));

  const lists: Promise<unknown>[] = [];
  const wantsPages = arePagesAsked(selection, 'User', ['members', 'accounts']);
  if (wantsPages && wantsMembers) lists.push(loaders.membersOfUser.load(guid));
  if (wantsPages && wantsAccounts) lists.push(loaders.accountsOfUser.load(guid));
  lists.push(...startTransactions(guid, loaders, selection));
  for (const list of lists) list.catch(() => {}); // reported by the field that needs it
  return lists;
}

function startTransactions(guid: OwnUserGuid, loaders: Loaders, selection: Selection) {
  try {
    const args = selection.argumentsOf('User', 'transactions');
    return args ? [loaders.transactions.load(toSearch({ userGuid: guid }, args))] : [];
  } catch {
    return []; // the field itself rejects its arguments
  }
}
