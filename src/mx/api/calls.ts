import type { ApiVersion } from '../endpoints.ts';
import type { Send } from '../wire/call.ts';
import { createAccountCalls, type AccountCalls } from './account.ts';
import {
  createCreditCardProductCalls,
  type CreditCardProductCalls,
} from './credit-card-product.ts';
import { createInstitutionCalls, type InstitutionCalls } from './institution.ts';
import { createMemberCalls, type MemberCalls } from './member.ts';
import { createRewardCalls, type RewardCalls } from './reward.ts';
import { createTransactionCalls, type TransactionCalls } from './transaction.ts';
import { createUserCalls, type UserCalls } from './user.ts';
import { createWidgetCalls, type WidgetCalls } from './widget.ts';

/**
 * The MX Platform API, one property per resource. Every function rejects with an `MxError` and
 * nothing else, except that a read whose scope ends rejects with the reason of that. The deadline
 * of the client holds for all.
 */
export interface MxCalls {
  /**
   * Which arguments the client can express: v20111101 leaves `products` out, v20250224
   * `skipAggregation`. Refusing them is the caller's part.
   */
  readonly apiVersion: ApiVersion;
  readonly users: UserCalls;
  readonly institutions: InstitutionCalls;
  readonly members: MemberCalls;
  readonly accounts: AccountCalls;
  readonly rewards: RewardCalls;
  readonly creditCardProducts: CreditCardProductCalls;
  readonly transactions: TransactionCalls;
  readonly widgets: WidgetCalls;
}

/** Makes each resource when it is asked for: most scopes need one, once. */
export function createCalls(send: Send, apiVersion: ApiVersion): MxCalls {
  return {
    apiVersion,
    get users() {
      return createUserCalls(send);
    },
    get institutions() {
      return createInstitutionCalls(send, apiVersion);
    },
    get members() {
      return createMemberCalls(send, apiVersion);
    },
    get accounts() {
      return createAccountCalls(send);
    },
    get rewards() {
      return createRewardCalls(send);
    },
    get creditCardProducts() {
      return createCreditCardProductCalls(send);
    },
    get transactions() {
      return createTransactionCalls(send, apiVersion);
    },
    get widgets() {
      return createWidgetCalls(send, apiVersion);
    },
  };
}
