import { openEnum } from './open-enum.ts';

const accountType = openEnum('AccountType', "The kind of an account, in MX's terms.", {
  ANY: 'The institution does not distinguish account types.',
  CASH: 'Cash.',
  CHECKING: 'A checking account.',
  CHECKING_LINE_OF_CREDIT: 'A line of credit that backs a checking account.',
  CREDIT_CARD: 'A credit card.',
  INSURANCE: 'An insurance policy.',
  INVESTMENT: 'An investment account.',
  LINE_OF_CREDIT: 'A line of credit.',
  LOAN: 'A loan.',
  MORTGAGE: 'A mortgage.',
  PREPAID: 'A prepaid card or account.',
  PROPERTY: 'An asset, such as a house or a car.',
  SAVINGS: 'A savings account.',
});
export const AccountType = accountType.ref;
export const toAccountType = accountType.toValue;

const rewardUnit = openEnum('RewardUnit', 'The unit of a reward.', {
  MILES: 'Miles of a travel programme.',
  POINTS: 'Points.',
  SEGMENTS: 'Flight segments.',
  DOLLARS: 'US dollars of cash back.',
});
export const RewardUnit = rewardUnit.ref;
export const toRewardUnit = rewardUnit.toValue;

const rewardBalanceType = openEnum(
  'RewardBalanceType',
  'The meaning of a reward balance. Balances of different types are never added together.',
  {
    BALANCE: 'A reward balance.',
    TOTAL_BALANCE: 'Everything that is available.',
    EXPIRING_BALANCE: 'The part that will expire, on `expiresOn`.',
    BALANCE_TO_LEVEL: 'The amount still needed to reach the next level.',
    BALANCE_TO_REWARD: 'The amount still needed to qualify for a reward.',
  },
);
export const RewardBalanceType = rewardBalanceType.ref;
export const toRewardBalanceType = rewardBalanceType.toValue;

const transactionType = openEnum('TransactionType', 'The direction of a transaction.', {
  CREDIT: 'Money came in.',
  DEBIT: 'Money went out.',
});
export const TransactionType = transactionType.ref;
export const toTransactionType = transactionType.toValue;

const transactionStatus = openEnum('TransactionStatus', 'Whether a transaction is final.', {
  POSTED: 'The transaction is final.',
  PENDING: 'The transaction may change or disappear. The posted transaction has another guid.',
});
export const TransactionStatus = transactionStatus.ref;
export const toTransactionStatus = transactionStatus.toValue;

const product = openEnum('Product', 'Data that MX can aggregate from an institution.', {
  ACCOUNT_VERIFICATION: 'Account and routing numbers.',
  IDENTITY_VERIFICATION: 'Names and addresses of account owners.',
  INVESTMENTS: 'Investment holdings.',
  REWARDS: 'Reward balances.',
  STATEMENTS: 'Statements.',
  TRANSACTIONS: 'The last 90 days of transactions.',
  TRANSACTION_HISTORY: 'Up to 24 months of transactions.',
});
export const Product = product.ref;
export const toProduct = product.toValue;

const connectionStatus = openEnum(
  'ConnectionStatus',
  "The state of a member's connection, in MX's terms. `MemberStatus.nextAction` says what to do.",
  {
    CREATED: 'New. No data has been aggregated yet.',
    PREVENTED:
      'Credentials failed three times. MX stopped trying so that the account is not locked.',
    DENIED: 'The institution did not accept the credentials.',
    CHALLENGED: 'The institution sent challenges that the end user must answer.',
    REJECTED: 'The end user answered the challenges incorrectly.',
    LOCKED: 'The institution has locked the account.',
    CONNECTED: 'The last sign-in succeeded.',
    IMPEDED: 'The end user must act at the institution, for example accept its terms.',
    RECONNECTED:
      'Connected again after a failure or a migration. No data has been aggregated since.',
    DEGRADED: 'Several attempts failed, often because of maintenance at the institution.',
    DISCONNECTED: 'MX cannot aggregate at the moment and is working on it.',
    DISCONTINUED: 'MX no longer supports this institution.',
    CLOSED: 'The connection was closed by the end user or the partner.',
    DELAYED: 'Aggregation is taking longer than usual, up to a day.',
    FAILED: 'The aggregation failed at the institution or at MX.',
    UPDATED: 'The credentials were updated. No data has been aggregated with them yet.',
    DISABLED: 'Aggregation is turned off for this member or institution.',
    IMPORTED: 'Imported from elsewhere. The end user must sign in again.',
    RESUMED: 'The answers were sent and the job has resumed.',
    EXPIRED: 'The challenges were not answered in time.',
    IMPAIRED: 'The credentials must be entered again.',
    PENDING: "The end user has not yet approved the connection on the institution's page.",
  },
);
export const ConnectionStatus = connectionStatus.ref;
export const toConnectionStatus = connectionStatus.toValue;
