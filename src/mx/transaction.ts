/** One movement on an account. `TransactionResponse`, MX Platform API; `amount` is unsigned. */
export interface TransactionModel {
  readonly guid: string;
  readonly userGuid: string;
  readonly accountGuid: string | null;
  readonly memberGuid: string | null;
  readonly amount: string | null;
  /** MX's string as it came. */
  readonly type: string | null;
  /** MX's string as it came. */
  readonly status: string | null;
  readonly description: string | null;
  readonly originalDescription: string | null;
  readonly category: string | null;
  readonly currencyCode: string | null;
  /** `YYYY-MM-DD`. */
  readonly date: string | null;
  readonly postedAt: string | null;
  readonly transactedAt: string | null;
}
