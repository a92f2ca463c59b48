import type { AccountModel } from '../mx/api/account.ts';
import type { CreditCardProductModel } from '../mx/api/credit-card-product.ts';
import type { InstitutionModel } from '../mx/api/institution.ts';
import type { MemberModel } from '../mx/api/member.ts';
import type { RewardModel } from '../mx/api/reward.ts';
import type { TransactionModel } from '../mx/api/transaction.ts';
import type { UserModel } from '../mx/api/user.ts';
import type { ObservedStatus } from '../status/observed-status.ts';
import { builder } from './builder.ts';

// The types refer to each other in cycles. Each type is declared here once and implemented in its
// own file.

export const User = builder.objectRef<UserModel>('User');
export const Member = builder.objectRef<MemberModel>('Member');
export const Account = builder.objectRef<AccountModel>('Account');
export const Reward = builder.objectRef<RewardModel>('Reward');
export const Transaction = builder.objectRef<TransactionModel>('Transaction');
export const CreditCardProduct = builder.objectRef<CreditCardProductModel>('CreditCardProduct');
export const Institution = builder.objectRef<InstitutionModel>('Institution');

/** A status from a list may lack the fields of MX's status call. */
export interface StatusModel extends ObservedStatus {
  /** The failure of that call. */
  readonly unread?: unknown;
  /** The member, if it was read together with the status. */
  readonly listed?: MemberModel;
}

export const MemberStatus = builder.objectRef<StatusModel>('MemberStatus');
