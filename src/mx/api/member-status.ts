import { type Drift } from '../errors.ts';
import { decodeChallenges, type ChallengeModel } from './challenge.ts';
import { flag, rows, type Row } from './decode.ts';
import { checkMember, type MemberKey } from './member-key.ts';
import { decodeMemberState, type MemberState } from './member-state.ts';

/** The status of a member, from `GET …/status`. `MemberStatusResponse`, MX Platform API. */
export interface MemberStatusModel extends MemberState {
  readonly isAuthenticated: boolean | null;
  readonly hasProcessedAccounts: boolean | null;
  readonly hasProcessedTransactions: boolean | null;
  readonly hasProcessedAccountNumbers: boolean | null;
  /** Open challenges; empty if MX omits the list, or sends null or another type. */
  readonly challenges: readonly ChallengeModel[];
}

export function decodeMemberStatus(row: Row, key: MemberKey, drift: Drift): MemberStatusModel {
  checkMember(row, key);
  return {
    ...decodeMemberState(row, drift),
    isAuthenticated: flag(row, 'is_authenticated', drift),
    hasProcessedAccounts: flag(row, 'has_processed_accounts', drift),
    hasProcessedTransactions: flag(row, 'has_processed_transactions', drift),
    hasProcessedAccountNumbers: flag(row, 'has_processed_account_numbers', drift),
    challenges: decodeChallenges(rows(row, 'challenges', drift), drift),
  };
}
