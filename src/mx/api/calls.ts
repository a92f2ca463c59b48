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
 * The MX Platform API, one property per resource. Every function only rejects with an `MxError`,
 * except that a read rejects with the abort reason of its scope when the scope ends. The deadline
 * of the client applies to all functions.
 */
export interface MxCalls {
  /**
   * The version decides which arguments the client can express: v20111101 omits `products`, and
   * v20250224 omits `skipAggregation`. The caller must reject them.
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

/** Creates each resource on use, because most scopes need only one resource once. */
export class LazyCalls implements MxCalls {
  readonly apiVersion: ApiVersion;
  readonly #send: Send;

  constructor(send: Send, apiVersion: ApiVersion) {
    this.#send = send;
    this.apiVersion = apiVersion;
  }

  get users() {
    return createUserCalls(this.#send);
  }

  get institutions() {
    return createInstitutionCalls(this.#send, this.apiVersion);
  }

  get members() {
    return createMemberCalls(this.#send, this.apiVersion);
  }

  get accounts() {
    return createAccountCalls(this.#send);
  }

  get rewards() {
    return createRewardCalls(this.#send);
  }

  get creditCardProducts() {
    return createCreditCardProductCalls(this.#send);
  }

  get transactions() {
    return createTransactionCalls(this.#send, this.apiVersion);
  }

  get widgets() {
    return createWidgetCalls(this.#send, this.apiVersion);
  }
}
