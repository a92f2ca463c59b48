import { openEnum } from './open-enum.ts';

const accountType = openEnum('AccountType', "The kind of an account, in MX's words.", {
  ANY: 'Not told apart by the institution.',
  CASH: 'Cash.',
  CHECKING: 'A checking account.',
  CHECKING_LINE_OF_CREDIT: 'A line of credit behind a checking account.',
  CREDIT_CARD: 'A credit card.',
  INSURANCE: 'An insurance policy.',
  INVESTMENT: 'An investment account.',
  LINE_OF_CREDIT: 'A line of credit.',
  LOAN: 'A loan.',
  MORTGAGE: 'A mortgage.',
  PREPAID: 'A prepaid card or account.',
  PROPERTY: 'A thing of value, such as a house or a car.',
  SAVINGS: 'A savings account.',
});
export const AccountType = accountType.ref;
export const toAccountType = accountType.toValue;

const rewardUnit = openEnum('RewardUnit', 'What a reward is counted in.', {
  MILES: 'Miles of a travel programme.',
  POINTS: 'Points.',
  SEGMENTS: 'Flight segments.',
  DOLLARS: 'US dollars of cash back.',
});
export const RewardUnit = rewardUnit.ref;
export const toRewardUnit = rewardUnit.toValue;

const rewardBalanceType = openEnum(
  'RewardBalanceType',
  'What the balance of a reward means. Balances of different types are never added together.',
  {
    BALANCE: 'A reward balance.',
    TOTAL_BALANCE: 'All that is available.',
    EXPIRING_BALANCE: 'The part that will expire; `expiresOn` tells when.',
    BALANCE_TO_LEVEL: 'What is still needed to reach the next level.',
    BALANCE_TO_REWARD: 'What is still needed to qualify for a reward.',
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
  POSTED: 'It is final.',
  PENDING: 'It may change or vanish; the posted one has another guid.',
});
export const TransactionStatus = transactionStatus.ref;
export const toTransactionStatus = transactionStatus.toValue;

const product = openEnum('Product', 'What MX can gather from an institution.', {
  ACCOUNT_VERIFICATION: 'Account and routing numbers.',
  IDENTITY_VERIFICATION: 'Names and addresses of account owners.',
  INVESTMENTS: 'Holdings.',
  REWARDS: 'Reward balances.',
  STATEMENTS: 'Statements.',
  TRANSACTIONS: 'The last 90 days of transactions.',
  TRANSACTION_HISTORY: 'Up to 24 months of transactions.',
});
export const Product = product.ref;
export const toProduct = product.toValue;

const connectionStatus = openEnum(
  'ConnectionStatus',
  "How a member's connection stands, in MX's words. `MemberStatus.nextAction` says what to do.",
  {
    CREATED: 'New; nothing was gathered yet.',
    PREVENTED: 'Credentials failed three times; MX stops so that the account is not locked.',
    DENIED: 'The institution did not accept the credentials.',
    CHALLENGED: 'The institution asks questions that the end user must answer.',
    REJECTED: 'The answers were wrong.',
    LOCKED: 'The institution has locked the account.',
    CONNECTED: 'The last sign-in worked.',
    IMPEDED: 'The end user must act at the institution, for instance accept its terms.',
    RECONNECTED: 'Connected again after a failure or a migration; nothing was gathered yet.',
    DEGRADED: 'Several attempts failed, often for maintenance at the institution.',
    DISCONNECTED: 'Nothing can be gathered at the moment; MX works on it.',
    DISCONTINUED: 'MX no longer supports this institution.',
    CLOSED: 'The connection was closed by the end user or the partner.',
    DELAYED: 'Gathering takes longer than usual, up to a day.',
    FAILED: 'The institution or MX failed.',
    UPDATED: 'New credentials were given; nothing was gathered with them yet.',
    DISABLED: 'Gathering is switched off for this member or institution.',
    IMPORTED: 'Taken over from elsewhere; the end user must sign in again.',
    RESUMED: 'Answers were sent; the job goes on.',
    EXPIRED: 'The questions were not answered in time.',
    IMPAIRED: 'The credentials must be entered again.',
    PENDING: "The end user has not yet allowed the connection on the institution's page.",
  },
);
export const ConnectionStatus = connectionStatus.ref;
export const toConnectionStatus = connectionStatus.toValue;
