import type { GraphQLResolveInfo } from 'graphql';
import { keyOf } from '../../auth/keys.ts';
import type { Context } from '../../context.ts';
import type { MemberModel } from '../../mx/api/member.ts';
import { toObservedStatus, toPartialStatus, traitsOf } from '../../status/observed-status.ts';
import { isChallenged } from '../../status/status-table.ts';
import { toTimestamp } from '../../timestamp.ts';
import { type Need, needsOnly } from '../field-needs.ts';
import type { StatusModel } from '../refs.ts';
import { type Selection, toSelection } from '../selection.ts';

/**
 * A member's status, from the member that was read, or from MX's status call if the selection needs
 * more. All fields have the same source, so that they never contradict each other.
 */
export function lookUpStatus(
  member: MemberModel,
  context: Context,
  info: GraphQLResolveInfo,
): StatusModel | Promise<StatusModel> {
  const known = context.reads.knownStatus(keyOf(member));
  if (known !== undefined) return known;
  return needsStatusCall(toSelection(info), isChallenged(member))
    ? readStatus(member, context)
    : statusFromMember(member, context);
}

/**
 * True if a selection on MemberStatus contains a field that the member itself does not have.
 *
 * @param isMemberChallenged also false if it is not known yet
 */
export function needsStatusCall(selection: Selection, isMemberChallenged = false): boolean {
  const known: Need[] = isMemberChallenged ? ['member'] : ['member', 'unchallenged-member'];
  return !needsOnly(selection, 'MemberStatus', known);
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
  const observedAt = toTimestamp(now());
  return toPartialStatus(keyOf(member), member, { observedAt, ...traitsOf(member) });
}
