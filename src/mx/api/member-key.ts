import { checkNamed, checkOwner, type Row } from './decode.ts';

/** Names one member: MX nests every member path under its user. */
export interface MemberKey {
  readonly userGuid: string;
  readonly memberGuid: string;
}

/**
 * Refuses what MX says of another member, or of a member of another user.
 *
 * @throws {MxError} BAD_RESPONSE
 */
export function checkMember(row: Row, { userGuid, memberGuid }: MemberKey): void {
  checkOwner(row, userGuid);
  checkNamed(row, 'guid', memberGuid, 'member');
}
