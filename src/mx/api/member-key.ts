import { checkNamed, checkOwner, type Row } from './decode.ts';

/** The key of one member: MX nests every member path under its user. */
export interface MemberKey {
  readonly userGuid: string;
  readonly memberGuid: string;
}

/**
 * Rejects an object of another member, or of a member of another user.
 *
 * @throws {MxError} BAD_RESPONSE
 */
export function checkMember(row: Row, { userGuid, memberGuid }: MemberKey): void {
  checkOwner(row, userGuid);
  checkNamed(row, 'guid', memberGuid, 'member');
}
