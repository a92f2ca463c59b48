import type { GraphQLResolveInfo } from 'graphql';
import { keyOf } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import type { MemberModel } from '../../mx/api/member.ts';
import { toObservedStatus, toPartialStatus, traitsOf } from '../../status/observed-status.ts';
import { isChallenged } from '../../status/status-table.ts';
import type { StatusModel } from '../refs.ts';
import { type Selection, selectionOf } from '../selection.ts';

/** What the member itself does not carry: MX's status call does. */
const fieldsOfStatusCall = [
  'isAuthenticated',
  'hasProcessedAccounts',
  'hasProcessedTransactions',
  'revision',
];

/**
 * A member's status: from the member as it was read, or from MX's status call when the selection
 * needs more than that. One source for all fields, so that they never contradict each other.
 */
export function statusOfMember(
  member: MemberModel,
  context: Context,
  info: GraphQLResolveInfo,
): StatusModel | Promise<StatusModel> {
  const known = context.reads.knownStatus(keyOf(member));
  if (known !== undefined) return known;
  const selection = selectionOf(info);
  const mustRead =
    needsStatusCall(selection) || (selection.has('challenges') && isChallenged(member));
  return mustRead ? readStatus(member, context) : statusFromMember(member, context);
}

/** True when a selection on MemberStatus asks for what the member itself does not carry. */
export function needsStatusCall(selection: Selection): boolean {
  return fieldsOfStatusCall.some((name) => selection.has(name));
}

async function readStatus(member: MemberModel, context: Context): Promise<StatusModel> {
  try {
    const reading = await context.loaders.memberStatus.load(keyOf(member));
    if (reading === null) return statusFromMember(member, context);
    const { value, observedAt } = reading;
    return toObservedStatus(keyOf(member), value, { observedAt, ...traitsOf(member) });
  } catch (error) {
    return { ...statusFromMember(member, context), unread: error };
  }
}

function statusFromMember(member: MemberModel, { now }: Context): StatusModel {
  const observedAt = new Date(now()).toISOString();
  return toPartialStatus(keyOf(member), member, { observedAt, ...traitsOf(member) });
}
