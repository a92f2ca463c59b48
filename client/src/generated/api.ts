// Written by `npm run schema` from schema.graphql: change the schema, not this file.
//
// The types of everything that an operation can select. Pick the fields that your operation selects.
// Some names, such as Date and Error, are also names of globals, so import the types under one name:
//   import type * as Api from 'mx-graphql-gateway-client/api';
//   type Card = Pick<Api.Account, 'id' | 'name' | 'balance'>;

/** An account at an institution, as MX last aggregated it. */
export interface Account {
  readonly __typename: 'Account';
  /** The account number. Most institutions mask it. */
  readonly accountNumber: string | null;
  /** Annual percentage rate, in percent. */
  readonly apr: Decimal | null;
  /** Annual percentage yield, in percent. */
  readonly apy: Decimal | null;
  /** The amount that can be spent now. */
  readonly availableBalance: Decimal | null;
  /** The part of the credit limit that is left. */
  readonly availableCredit: Decimal | null;
  /** The balance in `currencyCode`. Debt is positive, an overpaid debt negative. */
  readonly balance: Decimal | null;
  /** When MX created the record. */
  readonly createdAt: DateTime | null;
  /** The card product; null when the account is not a card that MX recognises. */
  readonly creditCardProduct: CreditCardProduct | null;
  /** MX's guid of the card product. Selecting it does not read the product. */
  readonly creditCardProductGuid: string | null;
  /** The limit of a card or a line of credit. */
  readonly creditLimit: Decimal | null;
  /** The currency (ISO 4217). */
  readonly currencyCode: string | null;
  /** The current level in the programme, in the provider's words. */
  readonly currentRewardLevel: string | null;
  /** The day on which the account joined a rewards programme; null when it has not. */
  readonly enrolledInRewardsOn: Date | null;
  /** The data provider's id of the account (MX `id`). */
  readonly externalId: string | null;
  /** MX's identifier (`ACT-…`). */
  readonly guid: string;
  /** Opaque global id. */
  readonly id: string;
  /** When MX last imported the account. Tells how fresh the balances are. */
  readonly importedAt: DateTime | null;
  /** Interest rate, in percent. */
  readonly interestRate: Decimal | null;
  /** True for a business account; null when MX does not say. */
  readonly isBusiness: boolean | null;
  /** True when the account is closed. */
  readonly isClosed: boolean | null;
  /** True when the end user has hidden the account. */
  readonly isHidden: boolean | null;
  /** True when the account is managed manually. */
  readonly isManual: boolean | null;
  /** Amount of the last payment. */
  readonly lastPayment: Decimal | null;
  /** When the last payment was made. */
  readonly lastPaymentAt: DateTime | null;
  /** The member that the account was aggregated through. */
  readonly member: Member | null;
  /** Text that the partner stored with the account. */
  readonly metadata: string | null;
  /** The minimum payment by `paymentDueAt`. */
  readonly minimumPayment: Decimal | null;
  /** The institution's name for the account. */
  readonly name: string | null;
  /** The next level in the programme; null at the top or without levels. */
  readonly nextRewardLevel: string | null;
  /** The end user's name for the account. */
  readonly nickname: string | null;
  /** When the next payment is due. */
  readonly paymentDueAt: DateTime | null;
  /** Day of the month on which a payment is due, 1 to 31. */
  readonly paymentDueDay: number | null;
  /** The main unit of the rewards programme; null without a programme. */
  readonly primaryRewardUnit: RewardUnit | null;
  /** MX's original string. */
  readonly primaryRewardUnitRaw: string | null;
  /** The rewards that the data provider links to this account. */
  readonly rewards: readonly Reward[] | null;
  /** Balance of the last statement. */
  readonly statementBalance: Decimal | null;
  /** MX's original string, from an open list. */
  readonly subtype: string | null;
  /** Transactions on this account; null when they could not be read. */
  readonly transactions: TransactionConnection | null;
  /** The type of the account; UNRECOGNIZED also when MX sent none. */
  readonly type: AccountType;
  /** MX's original string; null when MX sent none. */
  readonly typeRaw: string | null;
  /** When MX last changed the record. */
  readonly updatedAt: DateTime | null;
  /** The user that the account belongs to. */
  readonly user: User | null;
}

/** Variables of `Account.transactions`. */
export interface AccountTransactionsArgs {
  /** The `endCursor` of the previous page, or the cursor of any edge. */
  readonly after?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
  /** First day. Defaults to 120 days ago. MX keeps 90 days, and more on request. */
  readonly from?: Date | null;
  /** Last day. Defaults to five days from now. */
  readonly to?: Date | null;
}

/** A page of a list of Account objects. */
export interface AccountConnection {
  readonly __typename: 'AccountConnection';
  /** The objects of this page with their cursors. */
  readonly edges: readonly AccountEdge[];
  /** The objects of this page, for clients that do not need cursors. */
  readonly nodes: readonly Account[];
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** Objects in the whole list, each counted once; null when MX does not report it, or when not all of them could be read. */
  readonly totalCount: number | null;
}

/** One Account with its position in the list. */
export interface AccountEdge {
  readonly __typename: 'AccountEdge';
  /** Opaque position in the list, to pass as `after`. */
  readonly cursor: string;
  /** The Account at this position. */
  readonly node: Account;
}

/** The kind of an account, in MX's terms. */
export type AccountType =
  /** The institution does not distinguish account types. */
  | 'ANY'
  /** Cash. */
  | 'CASH'
  /** A checking account. */
  | 'CHECKING'
  /** A line of credit that backs a checking account. */
  | 'CHECKING_LINE_OF_CREDIT'
  /** A credit card. */
  | 'CREDIT_CARD'
  /** An insurance policy. */
  | 'INSURANCE'
  /** An investment account. */
  | 'INVESTMENT'
  /** A line of credit. */
  | 'LINE_OF_CREDIT'
  /** A loan. */
  | 'LOAN'
  /** A mortgage. */
  | 'MORTGAGE'
  /** A prepaid card or account. */
  | 'PREPAID'
  /** An asset, such as a house or a car. */
  | 'PROPERTY'
  /** A savings account. */
  | 'SAVINGS'
  /** A value that this gateway does not know yet. */
  | 'UNRECOGNIZED';

/** Which member to aggregate. */
export interface AggregateMemberInput {
  /** Global id of the member. */
  readonly memberId: string;
}

/** The job, or why there is none. */
export type AggregateMemberResult =
  | InstitutionUnavailableError
  | JobConflictError
  | JobPayload
  | MemberNotReadyError
  | NotFoundError;

/** The answers to all open challenges of a member. */
export interface AnswerChallengesInput {
  /** One answer for each open challenge. */
  readonly answers: readonly ChallengeAnswerInput[];
  /** Global id of the member. */
  readonly memberId: string;
}

/** MX accepted the answers and resumed the job. It does not say yet whether they are correct. */
export interface AnswerChallengesPayload {
  readonly __typename: 'AnswerChallengesPayload';
  /** The member. */
  readonly member: Member;
  /** The status right after the answers were sent. */
  readonly status: MemberStatus;
}

/** The resumed job, or why MX did not accept the answers. */
export type AnswerChallengesResult =
  | AnswerChallengesPayload
  | InvalidInputError
  | NotChallengedError
  | NotFoundError;

/** A question that the institution asks before the job can continue. */
export type Challenge =
  | ImageChallenge
  | ImageOptionsChallenge
  | OptionsChallenge
  | TextChallenge
  | TokenChallenge
  | UnrecognizedChallenge;

/** The answer to one challenge. */
export interface ChallengeAnswerInput {
  /** The `id` of the challenge. */
  readonly challengeId: string;
  /** The text that the end user entered, or the `value` of the chosen option. */
  readonly value: Secret;
}

/** One of the answers to choose from. */
export interface ChallengeOption {
  readonly __typename: 'ChallengeOption';
  /** The text to show; when null, show the value. */
  readonly label: string | null;
  /** The value to send as the answer. */
  readonly value: string;
}

/** A user with this id, or a member with this institution and credentials, already exists. */
export interface ConflictError {
  readonly __typename: 'ConflictError';
  /** The kind of failure, for clients that do not check the type. */
  readonly code: ErrorCode;
  /** The object that already exists; null when MX does not say which one it is. */
  readonly existing: Node | null;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean;
}

/** The address of MX's Connect Widget for this user. */
export interface ConnectWidgetPayload {
  readonly __typename: 'ConnectWidgetPayload';
  /** Valid once, for ten minutes. Anyone who has this URL can act as the user. */
  readonly url: URL;
}

/** The state of a member's connection, in MX's terms. `MemberStatus.nextAction` says what to do. */
export type ConnectionStatus =
  /** The institution sent challenges that the end user must answer. */
  | 'CHALLENGED'
  /** The connection was closed by the end user or the partner. */
  | 'CLOSED'
  /** The last sign-in succeeded. */
  | 'CONNECTED'
  /** New. No data has been aggregated yet. */
  | 'CREATED'
  /** Several attempts failed, often because of maintenance at the institution. */
  | 'DEGRADED'
  /** Aggregation is taking longer than usual, up to a day. */
  | 'DELAYED'
  /** The institution did not accept the credentials. */
  | 'DENIED'
  /** Aggregation is turned off for this member or institution. */
  | 'DISABLED'
  /** MX cannot aggregate at the moment and is working on it. */
  | 'DISCONNECTED'
  /** MX no longer supports this institution. */
  | 'DISCONTINUED'
  /** The challenges were not answered in time. */
  | 'EXPIRED'
  /** The aggregation failed at the institution or at MX. */
  | 'FAILED'
  /** The credentials must be entered again. */
  | 'IMPAIRED'
  /** The end user must act at the institution, for example accept its terms. */
  | 'IMPEDED'
  /** Imported from elsewhere. The end user must sign in again. */
  | 'IMPORTED'
  /** The institution has locked the account. */
  | 'LOCKED'
  /** The end user has not yet approved the connection on the institution's page. */
  | 'PENDING'
  /** Credentials failed three times. MX stopped trying so that the account is not locked. */
  | 'PREVENTED'
  /** Connected again after a failure or a migration. No data has been aggregated since. */
  | 'RECONNECTED'
  /** The end user answered the challenges incorrectly. */
  | 'REJECTED'
  /** The answers were sent and the job has resumed. */
  | 'RESUMED'
  /** A value that this gateway does not know yet. */
  | 'UNRECOGNIZED'
  /** The credentials were updated. No data has been aggregated with them yet. */
  | 'UPDATED';

/** The connection of a user to an institution. */
export interface CreateMemberInput {
  /** Set to true to turn off MX's daily background aggregation. */
  readonly backgroundAggregationIsDisabled?: boolean | null;
  /** A text of your choice that is unique to this creation. For ten minutes, a repeated call with the same text and the same input returns the first result. */
  readonly clientMutationId?: string | null;
  /** The page or app that an OAuth sign-in returns to. REDIRECT_URLS of the gateway must allow it. */
  readonly clientRedirectUrl?: URL | null;
  /** One value for each of `Institution.credentials`. Empty for OAuth members. */
  readonly credentials?: readonly CredentialInput[];
  /** Set to true to let the sign-in open the institution's app. */
  readonly enableApp2App?: boolean | null;
  /** The partner's own id: up to 1024 letters, digits and characters of `-_.@|+:~=!$*'(),`. */
  readonly externalId?: string | null;
  /** MX's code of the institution. */
  readonly institutionCode: string;
  /** Set to true when the end user signs in on the institution's own page. */
  readonly isOAuth?: boolean | null;
  /** Any text except secrets, at most 4000 characters. MX does not read it. */
  readonly metadata?: string | null;
  /** What to aggregate first. Defaults to TRANSACTIONS and REWARDS; an empty list aggregates nothing. MX API v20250224 only. */
  readonly products?: readonly Product[] | null;
  /** Whether an OAuth sign-in returns to an app or a page. */
  readonly referralSource?: ReferralSource | null;
  /** Set to true to connect without starting a job. MX API v20111101 only. */
  readonly skipAggregation?: boolean | null;
  /** URL scheme of the app that an OAuth sign-in returns to. */
  readonly uiMessageWebviewUrlScheme?: string | null;
  /** Global id of the user. Optional for end users. */
  readonly userId?: string | null;
}

/** The new member, or why there is none. */
export type CreateMemberResult =
  | ConflictError
  | InstitutionUnavailableError
  | InvalidInputError
  | MemberPayload
  | NotFoundError;

/** Pass at least one field besides `clientMutationId`. */
export interface CreateUserInput {
  /** A text of your choice that is unique to this creation. For ten minutes, a repeated call with the same text and the same input returns the first result. */
  readonly clientMutationId?: string | null;
  /** An email address, at most 254 characters. */
  readonly email?: string | null;
  /** The partner's own id, such as the `sub` of the user's tokens: up to 1024 letters, digits and characters of `-_.@|+:~=!$*'(),`, unique, not beginning with `USR-`. Recommended. */
  readonly externalId?: string | null;
  /** Set to true to stop MX from aggregating data for this user. */
  readonly isDisabled?: boolean | null;
  /** Any text except secrets, at most 4000 characters. MX does not read it. */
  readonly metadata?: string | null;
}

/** The new user, or why there is none. */
export type CreateUserResult = ConflictError | InvalidInputError | UserPayload;

/** A field to ask the end user for, such as a username or a password. */
export interface CredentialField {
  readonly __typename: 'CredentialField';
  /** Position on the form, from 1. */
  readonly displayOrder: number | null;
  /** MX's name for the field. */
  readonly fieldName: string | null;
  /** MX's guid of the field. Send it with the value in `createMember` or `updateMember`. */
  readonly guid: string;
  /** The label to show beside the field. */
  readonly label: string | null;
  /** MX's type of the field, such as LOGIN, PASSWORD or TEXT. */
  readonly type: string | null;
}

/** The value of one credential. */
export interface CredentialInput {
  /** The guid of the `CredentialField`. */
  readonly guid: string;
  /** The value that the end user entered. */
  readonly value: Secret;
}

/** A credit card product, as its issuer offers it. The same for every cardholder. */
export interface CreditCardProduct {
  readonly __typename: 'CreditCardProduct';
  /** Annual fee in US dollars. */
  readonly annualFee: Decimal | null;
  /** MX's identifier (`CCA-…`). */
  readonly guid: string;
  /** True when the card earns cash back. */
  readonly hasCashbackRewards: boolean | null;
  /** True when the card earns rewards of another kind. */
  readonly hasOtherRewards: boolean | null;
  /** True when the card earns miles or other travel rewards. */
  readonly hasTravelRewards: boolean | null;
  /** True when the first annual fee is waived. */
  readonly hasZeroIntroductoryAnnualFee: boolean | null;
  /** True when the card has a 0% introductory rate on purchases. */
  readonly hasZeroPercentIntroductoryRate: boolean | null;
  /** True when the card has a 0% introductory rate on balance transfers. */
  readonly hasZeroPercentIntroductoryRateOnBalanceTransfer: boolean | null;
  /** Opaque global id. */
  readonly id: string;
  /** Length of the introductory rate on balance transfers, in months. */
  readonly introductoryRateOnBalanceTransferMonths: number | null;
  /** Length of the introductory rate on purchases, in months. */
  readonly introductoryRateOnPurchasesMonths: number | null;
  /** True when the issuer accepts applications for the card. */
  readonly isAcceptingApplicants: boolean | null;
  /** True while the issuer offers the card. */
  readonly isActive: boolean | null;
  /** True for a card for small businesses. */
  readonly isSmallBusinessCard: boolean | null;
  /** The issuer's name for the card. */
  readonly name: string | null;
}

/** A calendar day, `YYYY-MM-DD`. */
export type Date = string;

/** An RFC 3339 timestamp in UTC, such as `2026-03-01T09:30:00.000Z`. */
export type DateTime = string;

/** An exact decimal number as a string, such as `"12345.5"`: no exponent, no padding, no grouping. */
export type Decimal = string;

/** Which member to delete. */
export interface DeleteMemberInput {
  /** Global id of the member. */
  readonly memberId: string;
}

/** The deletion, or NotFoundError if there was nothing to delete. */
export type DeleteMemberResult = DeletedPayload | NotFoundError;

/** Which user to delete. */
export interface DeleteUserInput {
  /** Global id of the user. */
  readonly userId: string;
}

/** The deletion, or NotFoundError if there was nothing to delete. */
export type DeleteUserResult = DeletedPayload | NotFoundError;

/** The object was deleted. */
export interface DeletedPayload {
  readonly __typename: 'DeletedPayload';
  /** Global id of the deleted object, to remove from caches. */
  readonly deletedId: string;
}

/** A failure that an app is expected to handle. */
export type Error =
  | ConflictError
  | InstitutionUnavailableError
  | InvalidInputError
  | JobConflictError
  | MemberNotReadyError
  | NotChallengedError
  | NotFoundError
  | RefreshFailedError
  | RewardsNotEnabledError
  | RewardsNotSupportedError;

/** Why an operation failed in an expected way. */
export type ErrorCode =
  /** The object already exists. */
  | 'CONFLICT'
  /** MX cannot use the institution at the moment. */
  | 'INSTITUTION_UNAVAILABLE'
  /** MX or the gateway rejected the input. */
  | 'INVALID_INPUT'
  /** A job of another kind is running on the member. */
  | 'JOB_CONFLICT'
  /** The member's status does not allow a job. */
  | 'MEMBER_NOT_READY'
  /** The member has no open challenges. */
  | 'NOT_CHALLENGED'
  /** The object does not exist, or it is not yours. */
  | 'NOT_FOUND'
  /** The job failed. */
  | 'REFRESH_FAILED'
  /** MX has not enabled rewards for this partner. */
  | 'REWARDS_NOT_ENABLED'
  /** The institution does not support rewards. */
  | 'REWARDS_NOT_SUPPORTED';

/** Which member to fetch rewards for. */
export interface FetchRewardsInput {
  /** Global id of the member. */
  readonly memberId: string;
}

/** The job, or why there is none. */
export type FetchRewardsResult =
  | InstitutionUnavailableError
  | JobConflictError
  | JobPayload
  | MemberNotReadyError
  | NotFoundError
  | RewardsNotEnabledError
  | RewardsNotSupportedError;

/** Answer with the text that the picture asks for. */
export interface ImageChallenge {
  readonly __typename: 'ImageChallenge';
  /** MX's guid. Send it with the answer. Each round of challenges has new guids. */
  readonly id: string;
  /** The picture as a data URI. */
  readonly image: string;
  /** The question; null when MX sent none. */
  readonly label: string | null;
}

/** One of the pictures to choose from. */
export interface ImageChallengeOption {
  readonly __typename: 'ImageChallengeOption';
  /** The picture as a data URI. */
  readonly dataUri: string;
  /** The text to show beside the picture. */
  readonly label: string | null;
  /** The value to send as the answer. */
  readonly value: string;
}

/** Answer with one picture's `value`. */
export interface ImageOptionsChallenge {
  readonly __typename: 'ImageOptionsChallenge';
  /** MX's guid. Send it with the answer. Each round of challenges has new guids. */
  readonly id: string;
  /** The question; null when MX sent none. */
  readonly label: string | null;
  /** The pictures to choose from. */
  readonly options: readonly ImageChallengeOption[];
}

/** A bank or card issuer that MX connects to. */
export interface Institution {
  readonly __typename: 'Institution';
  /** MX's code, such as `mxbank`. */
  readonly code: string;
  /** The country (ISO 3166), such as US or CA. */
  readonly countryCode: string | null;
  /** The fields to ask the end user for. */
  readonly credentials: readonly CredentialField[] | null;
  /** The institution's page for a forgotten password. */
  readonly forgotPasswordUrl: URL | null;
  /** The institution's page for a forgotten username. */
  readonly forgotUsernameUrl: URL | null;
  /** MX's guid; null when the configured MX API version has none. */
  readonly guid: string | null;
  /** Opaque global id. */
  readonly id: string;
  /** The same instructions step by step, as plain text. */
  readonly instructionalSteps: readonly string[] | null;
  /** Instructions to show beside the form. Plain text, without markup. */
  readonly instructionalText: string | null;
  /** True when the partner has disabled the institution. It takes no new members. */
  readonly isDisabled: boolean | null;
  /** Logo, 100 by 100 pixels. */
  readonly mediumLogoUrl: URL | null;
  /** The name that end users know. */
  readonly name: string | null;
  /** Logo, 50 by 50 pixels. */
  readonly smallLogoUrl: URL | null;
  /** Data that MX can aggregate here; null when the configured MX API version does not say. */
  readonly supportedProducts: readonly Product[] | null;
  /** True when the partner is registered for OAuth with the institution. */
  readonly supportsOAuth: boolean | null;
  /** The institution's page for any other trouble signing in. */
  readonly troubleSigningInUrl: URL | null;
  /** The institution's home page. */
  readonly url: URL | null;
}

/** A page of a list of Institution objects. */
export interface InstitutionConnection {
  readonly __typename: 'InstitutionConnection';
  /** The objects of this page with their cursors. */
  readonly edges: readonly InstitutionEdge[];
  /** The objects of this page, for clients that do not need cursors. */
  readonly nodes: readonly Institution[];
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** Objects in the whole list, each counted once; null when MX does not report it, or when not all of them could be read. */
  readonly totalCount: number | null;
}

/** One Institution with its position in the list. */
export interface InstitutionEdge {
  readonly __typename: 'InstitutionEdge';
  /** Opaque position in the list, to pass as `after`. */
  readonly cursor: string;
  /** The Institution at this position. */
  readonly node: Institution;
}

/** MX cannot use the institution at the moment. `retryable` says whether waiting may help. */
export interface InstitutionUnavailableError {
  readonly __typename: 'InstitutionUnavailableError';
  /** The kind of failure, for clients that do not check the type. */
  readonly code: ErrorCode;
  /** The institution; null when it could not be read. */
  readonly institution: Institution | null;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** The reason. */
  readonly reason: InstitutionUnavailableReason;
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean;
}

/** Why MX cannot use an institution. */
export type InstitutionUnavailableReason =
  /** MX does not let this partner use the institution, or not for new members. */
  | 'BLOCKED'
  /** MX or the institution is doing maintenance. */
  | 'MAINTENANCE'
  /** MX cannot reach the institution. */
  | 'UNAVAILABLE'
  /** A value that this gateway does not know yet. */
  | 'UNRECOGNIZED';

/** MX or the gateway rejected the input. */
export interface InvalidInputError {
  readonly __typename: 'InvalidInputError';
  /** The kind of failure, for clients that do not check the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** Path of the input field, starting at the argument; null when it is not known. */
  readonly path: readonly string[] | null;
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean;
}

/** A job of another kind is running on the member. Follow its status, then try again. */
export interface JobConflictError {
  readonly __typename: 'JobConflictError';
  /** The kind of failure, for clients that do not check the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** The status while the other job runs; null when it could not be read. */
  readonly status: MemberStatus | null;
}

/** MX accepted the job. */
export interface JobPayload {
  readonly __typename: 'JobPayload';
  /** True when a job of this kind was already running, or MX throttled the call (`aggregatedAt` did not change). No new job was started. */
  readonly alreadyRunning: boolean;
  /** The member. */
  readonly member: Member;
  /** The status right after the call. Follow `memberStatus` from here. */
  readonly status: MemberStatus;
}

/** A user's connection to one financial institution. */
export interface Member {
  readonly __typename: 'Member';
  /** The accounts aggregated through this member; null when they could not be read. */
  readonly accounts: AccountConnection | null;
  /** True when MX's daily background aggregation is turned off. */
  readonly backgroundAggregationIsDisabled: boolean | null;
  /** The fields to ask the end user for when updating credentials, never their values. */
  readonly credentials: readonly CredentialField[] | null;
  /** MX's description of what went wrong with the connection; null when nothing did. */
  readonly error: MemberError | null;
  /** The partner's own id for this member (MX `id`); null when none was given. */
  readonly externalId: string | null;
  /** MX's identifier (`MBR-…`). */
  readonly guid: string;
  /** Opaque global id. */
  readonly id: string;
  /** The connected institution; null when MX does not name one. */
  readonly institution: Institution | null;
  /** True when the end user manages the member, false when the partner does. */
  readonly isManagedByUser: boolean | null;
  /** True for a member that is managed manually, without credentials. */
  readonly isManual: boolean | null;
  /** True when the end user signs in on the institution's own page. */
  readonly isOAuth: boolean | null;
  /** Text that the partner stored. MX does not read it. */
  readonly metadata: string | null;
  /** The name of the member, usually the name of the institution. */
  readonly name: string | null;
  /** True when MX will not aggregate until the credentials are updated. */
  readonly needsUpdatedCredentials: boolean | null;
  /** The institution's sign-in page, valid once; null except right after an OAuth member was created. */
  readonly oauthWindowUri: URL | null;
  /** One reward of this member; null when it does not exist. */
  readonly reward: Reward | null;
  /** Rewards as of the last job that fetched them; null when they could not be read. `fetchRewards` refreshes them. */
  readonly rewards: readonly Reward[] | null;
  /** The state of the connection, and what to do next. */
  readonly status: MemberStatus;
  /** Transactions aggregated through this member; null when they could not be read. */
  readonly transactions: TransactionConnection | null;
  /** The user that the member belongs to. */
  readonly user: User | null;
}

/** Variables of `Member.accounts`. */
export interface MemberAccountsArgs {
  /** The `endCursor` of the previous page, or the cursor of any edge. */
  readonly after?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
}

/** Variables of `Member.reward`. */
export interface MemberRewardArgs {
  /** MX's guid of the reward. */
  readonly guid: string;
}

/** Variables of `Member.transactions`. */
export interface MemberTransactionsArgs {
  /** The `endCursor` of the previous page, or the cursor of any edge. */
  readonly after?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
  /** First day. Defaults to 120 days ago. MX keeps 90 days, and more on request. */
  readonly from?: Date | null;
  /** Last day. Defaults to five days from now. */
  readonly to?: Date | null;
}

/** Names a member, in one of these ways. */
export type MemberBy =
  | { readonly guid: string; readonly id?: never }
  | { readonly guid?: never; readonly id: string };

/** A page of a list of Member objects. */
export interface MemberConnection {
  readonly __typename: 'MemberConnection';
  /** The objects of this page with their cursors. */
  readonly edges: readonly MemberEdge[];
  /** The objects of this page, for clients that do not need cursors. */
  readonly nodes: readonly Member[];
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** Objects in the whole list, each counted once; null when MX does not report it, or when not all of them could be read. */
  readonly totalCount: number | null;
}

/** One Member with its position in the list. */
export interface MemberEdge {
  readonly __typename: 'MemberEdge';
  /** Opaque position in the list, to pass as `after`. */
  readonly cursor: string;
  /** The Member at this position. */
  readonly node: Member;
}

/** MX's description of what went wrong with a connection. */
export interface MemberError {
  readonly __typename: 'MemberError';
  /** MX's error number, such as 2005 (wrong credentials) or 1001 (no accounts). */
  readonly code: number | null;
  /** MX's message as plain text: the one for end users, if there is one. */
  readonly message: string | null;
}

/** What the app should do next. */
export type MemberNextAction =
  /** Show `challenges` and call `answerChallenges`. */
  | 'ANSWER_CHALLENGES'
  /** Send the end user to the institution's sign-in page. */
  | 'AUTHORIZE_OAUTH'
  /** Refer the end user to support. */
  | 'CONTACT_SUPPORT'
  /** Nothing. All is well, or nothing can be done. */
  | 'NONE'
  /** Try again in a few hours. */
  | 'RETRY_LATER'
  /** Call `aggregateMember` or `fetchRewards`. */
  | 'START_JOB'
  /** Ask for the credentials again. */
  | 'UPDATE_CREDENTIALS'
  /** The end user must act at the institution. */
  | 'VISIT_INSTITUTION'
  /** Follow the status. Something is in progress. */
  | 'WAIT';

/** The member's status does not allow a job. `status.nextAction` says what to do first. */
export interface MemberNotReadyError {
  readonly __typename: 'MemberNotReadyError';
  /** The kind of failure, for clients that do not check the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** The status that does not allow the job. */
  readonly status: MemberStatus;
}

/** The member as it is now; a job may be running on it. */
export interface MemberPayload {
  readonly __typename: 'MemberPayload';
  /** The member. */
  readonly member: Member;
}

/** A member whose rewards could not be refreshed. */
export interface MemberRefreshFailure {
  readonly __typename: 'MemberRefreshFailure';
  /** The failure. `status.nextAction` says what to do. */
  readonly error: Error;
  /** The last status of the member, which `member` names; null when it is not known. */
  readonly status: MemberStatus | null;
}

/** A member's connection status at one moment, and what to do next. */
export interface MemberStatus {
  readonly __typename: 'MemberStatus';
  /** When the latest job of any kind began; null before the first. */
  readonly aggregatedAt: DateTime | null;
  /** True when `aggregateMember` may be called now. */
  readonly canAggregate: boolean;
  /** True when `fetchRewards` may be called now. */
  readonly canFetchRewards: boolean;
  /** Open MFA challenges. Empty when there are none, null when they could not be read. */
  readonly challenges: readonly Challenge[] | null;
  /** The connection status; null for a manual member. */
  readonly connectionStatus: ConnectionStatus | null;
  /** MX's original string. */
  readonly connectionStatusRaw: string | null;
  /** True once this job has processed the accounts. */
  readonly hasProcessedAccounts: boolean | null;
  /** True once this job has processed the transactions. */
  readonly hasProcessedTransactions: boolean | null;
  /** The same id for every status of a member, so that caches merge them. */
  readonly id: string;
  /** True once the institution has accepted the sign-in. */
  readonly isAuthenticated: boolean | null;
  /** True while a job of any kind is running. */
  readonly isBeingAggregated: boolean;
  /** True when nothing more will happen until someone acts. */
  readonly isSettled: boolean;
  /** The member; null when it could not be read. Its id and guid cost no call to MX. */
  readonly member: Member | null;
  /** What the app should do next. */
  readonly nextAction: MemberNextAction;
  /** When MX reported this status. */
  readonly observedAt: DateTime;
  /** Opaque; increases with each change of this member. Pass it as `after` when reconnecting. */
  readonly revision: string;
  /** When a job last succeeded; null before the first success. */
  readonly successfullyAggregatedAt: DateTime | null;
  /** A sentence to show to the end user. */
  readonly userMessage: string;
}

/** The changes of a user's members since the last event. */
export interface MemberStatusesEvent {
  readonly __typename: 'MemberStatusesEvent';
  /** In the first event the statuses of all members (with `after`: of those that differ), then the statuses that have changed. Replace the status of each of these members. */
  readonly changed: readonly MemberStatus[];
  /** All members whose status asks the end user for something, changed or not, the most urgent first: open challenges, then sign-ins, credentials, and acts at the institution. */
  readonly needsAction: readonly MemberStatus[];
  /** Guids of members that do not exist any more. */
  readonly removed: readonly string[];
  /** Opaque; stands for the state of all members. Pass it as `after`. */
  readonly revision: string;
}

/** Everything that can be changed, and every job that can be started. */
export interface Mutation {
  readonly __typename: 'Mutation';
  /** Start a standard aggregation: accounts and transactions. */
  readonly aggregateMember: AggregateMemberResult;
  /** Answer the open MFA challenges and resume the job. */
  readonly answerChallenges: AnswerChallengesResult;
  /** Connect a user to an institution. A job starts at once. Follow it with `memberStatus`. For an OAuth member, the job starts once the end user has signed in at its `oauthWindowUri`. */
  readonly createMember: CreateMemberResult;
  /** Create an end user. Partner callers only. */
  readonly createUser: CreateUserResult;
  /** Delete a member with its accounts, rewards and transactions. */
  readonly deleteMember: DeleteMemberResult;
  /** Delete an end user and all data that MX holds about them. Partner callers only. */
  readonly deleteUser: DeleteUserResult;
  /** Check the member's status, then start fetching its rewards. The institution may send the end user challenges, so call this while they are present. */
  readonly fetchRewards: FetchRewardsResult;
  /** Request a URL of MX's Connect Widget, configured to aggregate rewards. */
  readonly requestConnectWidget: RequestConnectWidgetResult;
  /** Request the URL of the institution's sign-in page for an OAuth member. */
  readonly requestOAuthWindow: RequestOAuthWindowResult;
  /** Update a member. New credentials lead out of DENIED, PREVENTED and IMPAIRED; they start a job at once. */
  readonly updateMember: UpdateMemberResult;
  /** Update an end user. Partner callers only. */
  readonly updateUser: UpdateUserResult;
}

/** Variables of `Mutation.aggregateMember`. */
export interface MutationAggregateMemberArgs {
  /** The member. */
  readonly input: AggregateMemberInput;
}

/** Variables of `Mutation.answerChallenges`. */
export interface MutationAnswerChallengesArgs {
  /** The answers. */
  readonly input: AnswerChallengesInput;
}

/** Variables of `Mutation.createMember`. */
export interface MutationCreateMemberArgs {
  /** The connection. */
  readonly input: CreateMemberInput;
}

/** Variables of `Mutation.createUser`. */
export interface MutationCreateUserArgs {
  /** The user. */
  readonly input: CreateUserInput;
}

/** Variables of `Mutation.deleteMember`. */
export interface MutationDeleteMemberArgs {
  /** The member. */
  readonly input: DeleteMemberInput;
}

/** Variables of `Mutation.deleteUser`. */
export interface MutationDeleteUserArgs {
  /** The user. */
  readonly input: DeleteUserInput;
}

/** Variables of `Mutation.fetchRewards`. */
export interface MutationFetchRewardsArgs {
  /** The member. */
  readonly input: FetchRewardsInput;
}

/** Variables of `Mutation.requestConnectWidget`. */
export interface MutationRequestConnectWidgetArgs {
  /** The configuration. */
  readonly input: RequestConnectWidgetInput;
}

/** Variables of `Mutation.requestOAuthWindow`. */
export interface MutationRequestOAuthWindowArgs {
  /** The member. */
  readonly input: RequestOAuthWindowInput;
}

/** Variables of `Mutation.updateMember`. */
export interface MutationUpdateMemberArgs {
  /** The change. */
  readonly input: UpdateMemberInput;
}

/** Variables of `Mutation.updateUser`. */
export interface MutationUpdateUserArgs {
  /** The change. */
  readonly input: UpdateUserInput;
}

/** An object that can be read again by its id alone. */
export type Node = Account | CreditCardProduct | Institution | Member | Reward | Transaction | User;

/** The member has no open challenges. They may have expired. */
export interface NotChallengedError {
  readonly __typename: 'NotChallengedError';
  /** The kind of failure, for clients that do not check the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** The status as it is now. */
  readonly status: MemberStatus;
}

/** The object does not exist, or it is not yours. The two cases look the same. */
export interface NotFoundError {
  readonly __typename: 'NotFoundError';
  /** The kind of failure, for clients that do not check the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean;
}

/** Where an end user comes from, and where an OAuth sign-in returns to. */
export type OAuthReferralSource =
  /** A mobile app. */
  | 'APP'
  /** A web page. */
  | 'BROWSER';

/** The address of the institution's sign-in page. */
export interface OAuthWindowPayload {
  readonly __typename: 'OAuthWindowPayload';
  /** Valid once. Anyone who has this URL can connect, so send it only to the end user. */
  readonly url: URL;
}

/** Answer with one option's `value`. */
export interface OptionsChallenge {
  readonly __typename: 'OptionsChallenge';
  /** MX's guid. Send it with the answer. Each round of challenges has new guids. */
  readonly id: string;
  /** The question; null when MX sent none. */
  readonly label: string | null;
  /** The answers to choose from. */
  readonly options: readonly ChallengeOption[];
}

/** The position of a page in its list. */
export interface PageInfo {
  readonly __typename: 'PageInfo';
  /** The end of the page, to pass as `after`. The cursor of the last edge, or a later one when MX lists objects that cannot be shown. Null on an empty page. */
  readonly endCursor: string | null;
  /** True when the list continues after this page. */
  readonly hasNextPage: boolean;
  /** True when the list begins before this page. */
  readonly hasPreviousPage: boolean;
  /** Cursor of the first edge; null on an empty page. */
  readonly startCursor: string | null;
}

/** Data that MX can aggregate from an institution. */
export type Product =
  /** Account and routing numbers. */
  | 'ACCOUNT_VERIFICATION'
  /** Names and addresses of account owners. */
  | 'IDENTITY_VERIFICATION'
  /** Investment holdings. */
  | 'INVESTMENTS'
  /** Reward balances. */
  | 'REWARDS'
  /** Statements. */
  | 'STATEMENTS'
  /** The last 90 days of transactions. */
  | 'TRANSACTIONS'
  /** Up to 24 months of transactions. */
  | 'TRANSACTION_HISTORY'
  /** A value that this gateway does not know yet. */
  | 'UNRECOGNIZED';

/** Everything that can be read. */
export interface Query {
  readonly __typename: 'Query';
  /** A card product by its guid; null when it does not exist. */
  readonly creditCardProduct: CreditCardProduct | null;
  /** An institution by its code; null when it does not exist. */
  readonly institution: Institution | null;
  /** Institutions by name, except those that MX hides; null when they could not be read. */
  readonly institutions: InstitutionConnection | null;
  /** A member by exactly one of `by` and `guid`; null when it does not exist or is not yours. */
  readonly member: Member | null;
  /** Any object by its global id; null when it does not exist or is not yours. */
  readonly node: Node | null;
  /** Up to 100 objects by their global ids, in the order of the ids. */
  readonly nodes: readonly (Node | null)[];
  /** A user by exactly one of `by`, `guid` and `externalId`; null when the user does not exist or is not yours. End users can only read themselves. */
  readonly user: User | null;
  /** All end users; null when they could not be read. Partner callers only. */
  readonly users: UserConnection | null;
  /** The signed-in end user; null for a partner (service) caller. */
  readonly viewer: User | null;
}

/** Variables of `Query.creditCardProduct`. */
export interface QueryCreditCardProductArgs {
  /** MX's guid of the product. */
  readonly guid: string;
}

/** Variables of `Query.institution`. */
export interface QueryInstitutionArgs {
  /** MX's code, such as `mxbank`. */
  readonly code: string;
}

/** Variables of `Query.institutions`. */
export interface QueryInstitutionsArgs {
  /** The `endCursor` of the previous page, or the cursor of any edge. */
  readonly after?: string | null;
  /** Only institutions in this country (ISO 3166, in capitals). MX has US, CA and MX. */
  readonly country?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
  /** Set to true for the partner's favourites only, most popular first. Not with name or supports. */
  readonly isFavorite?: boolean | null;
  /** Only institutions with this text in their name, at most 200 characters. */
  readonly name?: string | null;
  /** Only institutions that support all of these products, if the MX API version can filter by them. */
  readonly supports?: readonly Product[] | null;
}

/** Variables of `Query.member`. */
export interface QueryMemberArgs {
  /** One of the names of the member. */
  readonly by?: MemberBy | null;
  /** MX's guid of the member. */
  readonly guid?: string | null;
  /** MX's guid of the member's user, beside a guid of the member. Required for partner callers, optional for end users. */
  readonly userGuid?: string | null;
}

/** Variables of `Query.node`. */
export interface QueryNodeArgs {
  /** A global id. */
  readonly id: string;
}

/** Variables of `Query.nodes`. */
export interface QueryNodesArgs {
  /** Global ids. */
  readonly ids: readonly string[];
}

/** Variables of `Query.user`. */
export interface QueryUserArgs {
  /** One of the names of the user. */
  readonly by?: UserBy | null;
  /** The partner's own id of the user. */
  readonly externalId?: string | null;
  /** MX's guid of the user. */
  readonly guid?: string | null;
}

/** Variables of `Query.users`. */
export interface QueryUsersArgs {
  /** The `endCursor` of the previous page, or the cursor of any edge. */
  readonly after?: string | null;
  /** Only users with exactly this email address. */
  readonly email?: string | null;
  /** Only the user with this external id. */
  readonly externalId?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
  /** Only disabled users (true), or only the others (false). */
  readonly isDisabled?: boolean | null;
}

/** The page or app that an OAuth sign-in returns to. */
export type ReferralSource =
  /** A mobile app. */
  | 'APP'
  /** A web page. */
  | 'BROWSER';

/** The job failed. The status says how. */
export interface RefreshFailedError {
  readonly __typename: 'RefreshFailedError';
  /** The kind of failure, for clients that do not check the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean;
}

/** Configuration of MX's Connect Widget. */
export interface RequestConnectWidgetInput {
  /** Where an OAuth sign-in returns to. */
  readonly clientRedirectUrl?: URL | null;
  /** `light`, `dark` or `browser`. */
  readonly colorScheme?: string | null;
  /** Show only institutions in this country (ISO 3166, in capitals). MX API v20250224 only. */
  readonly country?: string | null;
  /** Set to true to stop the end user from searching for another institution. */
  readonly disableInstitutionSearch?: boolean | null;
  /** Set to true to let an OAuth sign-in open the institution's app. */
  readonly enableApp2App?: boolean | null;
  /** Open the widget at this institution instead of the search. */
  readonly institutionCode?: string | null;
  /** True when the widget opens in a web view of a mobile app. */
  readonly isMobileWebview?: boolean | null;
  /** Language of the widget, such as en-US, es or fr-CA. MX API v20250224 only. */
  readonly locale?: string | null;
  /** Global id of the member to reconnect. Leave it out to connect a new one. */
  readonly memberId?: string | null;
  /** Whether an OAuth sign-in returns to an app (by its URL scheme) or to a page. */
  readonly oauthReferralSource?: OAuthReferralSource | null;
  /** What to aggregate. Defaults to rewards. MX API v20250224 only. */
  readonly products?: readonly Product[] | null;
  /** URL scheme of the app that receives the widget's messages. */
  readonly uiMessageWebviewUrlScheme?: string | null;
  /** Set to true to open the form for new credentials of the member. */
  readonly updateCredentials?: boolean | null;
  /** The purposes of new members. MX API v20250224 only. */
  readonly useCases?: readonly UseCase[] | null;
  /** Global id of the user. Optional with a memberId, and for end users. */
  readonly userId?: string | null;
}

/** The URL, or why there is none. */
export type RequestConnectWidgetResult = ConnectWidgetPayload | InvalidInputError | NotFoundError;

/** Which member to authorise, and where the end user goes afterwards. */
export interface RequestOAuthWindowInput {
  /** The page or app that the sign-in returns to. */
  readonly clientRedirectUrl?: URL | null;
  /** Set to true to let the sign-in open the institution's app. */
  readonly enableApp2App?: boolean | null;
  /** Global id of the member. */
  readonly memberId: string;
  /** Whether the sign-in returns to an app or a page. */
  readonly referralSource?: ReferralSource | null;
  /** URL scheme of the app to return to. */
  readonly uiMessageWebviewUrlScheme?: string | null;
}

/** The URL, or why there is none. */
export type RequestOAuthWindowResult = InvalidInputError | NotFoundError | OAuthWindowPayload;

/** One balance of a rewards programme. A card usually has several: check `balanceType` and `unit` before adding anything up. */
export interface Reward {
  readonly __typename: 'Reward';
  /** The account; null when the data provider does not link this reward to one. */
  readonly account: Account | null;
  /** The amount of `unit`. Its meaning depends on `balanceType`. */
  readonly balance: Decimal | null;
  /** The meaning of the balance. */
  readonly balanceType: RewardBalanceType;
  /** MX's original string; null when MX sent none. */
  readonly balanceTypeRaw: string | null;
  /** When MX created the record. */
  readonly createdAt: DateTime | null;
  /** The programme in the provider's words. */
  readonly description: string | null;
  /** The day on which the balance expires; null when it does not expire. May be in the past. */
  readonly expiresOn: Date | null;
  /** MX's identifier (`RWD-…`). */
  readonly guid: string;
  /** Opaque global id. */
  readonly id: string;
  /** The member that the reward was aggregated through. */
  readonly member: Member | null;
  /** The unit of the balance. */
  readonly unit: RewardUnit;
  /** MX's original string; null when MX sent none. */
  readonly unitRaw: string | null;
  /** When MX last changed the record. */
  readonly updatedAt: DateTime | null;
}

/** The meaning of a reward balance. Balances of different types are never added together. */
export type RewardBalanceType =
  /** A reward balance. */
  | 'BALANCE'
  /** The amount still needed to reach the next level. */
  | 'BALANCE_TO_LEVEL'
  /** The amount still needed to qualify for a reward. */
  | 'BALANCE_TO_REWARD'
  /** The part that will expire, on `expiresOn`. */
  | 'EXPIRING_BALANCE'
  /** Everything that is available. */
  | 'TOTAL_BALANCE'
  /** A value that this gateway does not know yet. */
  | 'UNRECOGNIZED';

/** The unit of a reward. */
export type RewardUnit =
  /** US dollars of cash back. */
  | 'DOLLARS'
  /** Miles of a travel programme. */
  | 'MILES'
  /** Points. */
  | 'POINTS'
  /** Flight segments. */
  | 'SEGMENTS'
  /** A value that this gateway does not know yet. */
  | 'UNRECOGNIZED';

/** A user's rewards in one unit. */
export interface RewardUnitTotal {
  readonly __typename: 'RewardUnitTotal';
  /** The part of the total that will expire; null when MX reports no expiring balance, or none that could be read. */
  readonly expiring: Decimal | null;
  /** False when `total` or `expiring` may be incomplete, because MX sent a balance, a day or a whole reward in a form that cannot be read, or a balance type that this gateway does not know. Do not present these figures as everything that the user has. */
  readonly isComplete: boolean;
  /** The first day on which a part of the total expires; null when no day is known. */
  readonly nextExpiry: Date | null;
  /** Every reward of this unit, counted or not. */
  readonly rewards: readonly Reward[];
  /** Sum of all readable amounts: the total balance of each account, or its balance if it has no total. Null when none of these could be read, "0" when MX reports none. See `isComplete`. */
  readonly total: Decimal | null;
  /** The unit. Each unit that this gateway does not know has its own entry. So does a unit whose rewards could not be read. */
  readonly unit: RewardUnit;
}

/** A kind of data that has changed. */
export type RewardsChange =
  /** Accounts of the member. */
  | 'ACCOUNTS'
  /** The member: it was connected, changed or deleted. */
  | 'MEMBERS'
  /** Rewards of the member, and the rewards fields of its accounts. */
  | 'REWARDS'
  /** Transactions of the member. */
  | 'TRANSACTIONS';

/** There is new data of a user. The event does not contain it: read it again. */
export interface RewardsChangedEvent {
  readonly __typename: 'RewardsChangedEvent';
  /** The member whose data has changed; null when it was deleted, and when the data of many members has changed: read the whole user again. Its id and guid cost no call to MX. */
  readonly member: Member | null;
  /** When the gateway learned of the change. */
  readonly observedAt: DateTime;
  /** The kinds of data that have changed. More kinds than have changed when MX does not say which. */
  readonly what: readonly RewardsChange[];
}

/** MX has not enabled rewards for this partner. Ask MX to enable them. */
export interface RewardsNotEnabledError {
  readonly __typename: 'RewardsNotEnabledError';
  /** The kind of failure, for clients that do not check the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean;
}

/** MX cannot fetch rewards from the member's institution. */
export interface RewardsNotSupportedError {
  readonly __typename: 'RewardsNotSupportedError';
  /** The kind of failure, for clients that do not check the type. */
  readonly code: ErrorCode;
  /** The institution; null when it could not be read. */
  readonly institution: Institution | null;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean;
}

/** The institution sent challenges. Call `answerChallenges`; this stream then continues. */
export interface RewardsRefreshChallenged {
  readonly __typename: 'RewardsRefreshChallenged';
  /** The challenges to show to the end user. */
  readonly challenges: readonly Challenge[];
  /** The status as it is now. */
  readonly status: MemberStatus;
}

/** The last event. The rewards were read after the job. */
export interface RewardsRefreshCompleted {
  readonly __typename: 'RewardsRefreshCompleted';
  /** False when MX throttled the start. The rewards are then the ones that MX already had. */
  readonly refreshed: boolean;
  /** All rewards of the member. */
  readonly rewards: readonly Reward[];
  /** The status after the job. */
  readonly status: MemberStatus;
}

/** An event of a rewards refresh. */
export type RewardsRefreshEvent =
  | RewardsRefreshChallenged
  | RewardsRefreshCompleted
  | RewardsRefreshFailed
  | RewardsRefreshProgress;

/** The last event. The rewards could not be fetched. */
export interface RewardsRefreshFailed {
  readonly __typename: 'RewardsRefreshFailed';
  /** The failure. `status.nextAction` says what to do. */
  readonly error: Error;
  /** The status at the end of the job; null when no job was started. */
  readonly status: MemberStatus | null;
}

/** A job is running. Wait for the next event. */
export interface RewardsRefreshProgress {
  readonly __typename: 'RewardsRefreshProgress';
  /** The status as it is now. */
  readonly status: MemberStatus;
}

/** A user's rewards in figures that an app can show. */
export interface RewardsSummary {
  readonly __typename: 'RewardsSummary';
  /** Every figure is at least as recent as this: the earliest last success among the members that have rewards. Null when the last success of one of them is not known. */
  readonly asOf: DateTime | null;
  /** One entry for each unit; units are never added together. */
  readonly units: readonly RewardUnitTotal[];
}

/** A bank credential or an MFA answer. Input only, and only as a variable: a value written into the document is rejected. The gateway never prints, logs, stores or echoes it. */
export type Secret = string;

/** Events that the gateway sends as they happen. */
export interface Subscription {
  readonly __typename: 'Subscription';
  /** The member's status: first the current one, then each change. One poll of MX serves every watcher of a member. With `completeWhenSettled`, the stream ends once nothing more will happen until someone acts. */
  readonly memberStatus: MemberStatus;
  /** The statuses of all members of a user: first all of them, then each change. One read of MX's member list per poll serves it, and every `memberStatus` of the user. The list does not contain `isAuthenticated` and the `hasProcessed…` fields, which are null unless they are known. */
  readonly memberStatuses: MemberStatusesEvent;
  /** Tells that new rewards, accounts or transactions of a user are there to be read. There is no first event: subscribe, then read. MX's webhooks cause the events. Where the gateway receives none, the times in MX's list of members do. */
  readonly rewardsChanged: RewardsChangedEvent;
  /** Start aggregating rewards (or join a running job), follow the job, ask for MFA answers, and end with the rewards. */
  readonly rewardsRefresh: RewardsRefreshEvent;
  /** Refresh the rewards of all members of a user. Each member has its own job, challenges and outcome, and the failure of one does not end the others. The last event contains the rewards summary. */
  readonly userRewardsRefresh: UserRewardsRefreshEvent;
}

/** Variables of `Subscription.memberStatus`. */
export interface SubscriptionMemberStatusArgs {
  /** The last revision seen, so that a client that reconnects does not receive it again. */
  readonly after?: string | null;
  /** Set to true to end the stream with the first settled status. */
  readonly completeWhenSettled?: boolean | null;
  /** Global id of the member. */
  readonly memberId: string;
}

/** Variables of `Subscription.memberStatuses`. */
export interface SubscriptionMemberStatusesArgs {
  /** The last `revision` seen. A client that reconnects only receives the difference, or nothing until something changes. */
  readonly after?: string | null;
  /** Global id of the user. */
  readonly userId: string;
}

/** Variables of `Subscription.rewardsChanged`. */
export interface SubscriptionRewardsChangedArgs {
  /** Global id of the user. */
  readonly userId: string;
}

/** Variables of `Subscription.rewardsRefresh`. */
export interface SubscriptionRewardsRefreshArgs {
  /** The revision of the last status seen. A client that reconnects joins the job that it left, or receives its result. No second job is started. */
  readonly after?: string | null;
  /** Global id of the member. */
  readonly memberId: string;
}

/** Variables of `Subscription.userRewardsRefresh`. */
export interface SubscriptionUserRewardsRefreshArgs {
  /** The last `revision` seen. A client that reconnects joins the refresh that it left: no job that was reported as started is started again. */
  readonly after?: string | null;
  /** Global id of the user. */
  readonly userId: string;
}

/** Answer with text. */
export interface TextChallenge {
  readonly __typename: 'TextChallenge';
  /** MX's guid. Send it with the answer. Each round of challenges has new guids. */
  readonly id: string;
  /** The question; null when MX sent none. */
  readonly label: string | null;
}

/** Answer with the one-time code that the end user received. */
export interface TokenChallenge {
  readonly __typename: 'TokenChallenge';
  /** MX's guid. Send it with the answer. Each round of challenges has new guids. */
  readonly id: string;
  /** The question; null when MX sent none. */
  readonly label: string | null;
}

/** A movement on an account. */
export interface Transaction {
  readonly __typename: 'Transaction';
  /** The account of the transaction; null when MX does not name one. */
  readonly account: Account | null;
  /** The amount in `currencyCode`, without a sign. `type` gives the direction. */
  readonly amount: Decimal | null;
  /** MX's category. */
  readonly category: string | null;
  /** MX's guid of the category. */
  readonly categoryGuid: string | null;
  /** When MX created the record. */
  readonly createdAt: DateTime | null;
  /** The currency (ISO 4217). */
  readonly currencyCode: string | null;
  /** The day of the transaction, or else of its posting. `from` and `to` filter by it. */
  readonly date: Date | null;
  /** MX's cleaned-up description. */
  readonly description: string | null;
  /** MX's identifier (`TRN-…`). */
  readonly guid: string;
  /** Opaque global id. A pending transaction gets a new id once it is posted. */
  readonly id: string;
  /** True when the transaction paid a bill; null when MX does not say. */
  readonly isBillPay: boolean | null;
  /** True for a direct deposit; null when MX does not say. */
  readonly isDirectDeposit: boolean | null;
  /** True for an expense; null when MX does not say. */
  readonly isExpense: boolean | null;
  /** True for a fee; null when MX does not say. */
  readonly isFee: boolean | null;
  /** True for income; null when MX does not say. */
  readonly isIncome: boolean | null;
  /** True when the transaction was made abroad; null when MX does not say. */
  readonly isInternational: boolean | null;
  /** True for an overdraft fee; null when MX does not say. */
  readonly isOverdraftFee: boolean | null;
  /** True for a payroll advance; null when MX does not say. */
  readonly isPayrollAdvance: boolean | null;
  /** True when the transaction recurs; null when MX does not say. */
  readonly isRecurring: boolean | null;
  /** True when the transaction pays for a subscription; null when MX does not say. */
  readonly isSubscription: boolean | null;
  /** Additional text from the institution. */
  readonly memo: string | null;
  /** Merchant category code (ISO 18245), as the institution sent it. */
  readonly merchantCategoryCode: number | null;
  /** MX's guid of the merchant; null when MX does not know the merchant. */
  readonly merchantGuid: string | null;
  /** The institution's original description. */
  readonly originalDescription: string | null;
  /** When the transaction was posted. */
  readonly postedAt: DateTime | null;
  /** Whether the transaction is final. */
  readonly status: TransactionStatus;
  /** MX's top-level category, above `category`. */
  readonly topLevelCategory: string | null;
  /** When the transaction was made. */
  readonly transactedAt: DateTime | null;
  /** Whether money came in or went out. */
  readonly type: TransactionType;
  /** When MX last changed the record. */
  readonly updatedAt: DateTime | null;
}

/** A page of a list of Transaction objects. */
export interface TransactionConnection {
  readonly __typename: 'TransactionConnection';
  /** The objects of this page with their cursors. */
  readonly edges: readonly TransactionEdge[];
  /** The objects of this page, for clients that do not need cursors. */
  readonly nodes: readonly Transaction[];
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** Objects in the whole list, each counted once; null when MX does not report it, or when not all of them could be read. */
  readonly totalCount: number | null;
}

/** One Transaction with its position in the list. */
export interface TransactionEdge {
  readonly __typename: 'TransactionEdge';
  /** Opaque position in the list, to pass as `after`. */
  readonly cursor: string;
  /** The Transaction at this position. */
  readonly node: Transaction;
}

/** Whether a transaction is final. */
export type TransactionStatus =
  /** The transaction may change or disappear. The posted transaction has another guid. */
  | 'PENDING'
  /** The transaction is final. */
  | 'POSTED'
  /** A value that this gateway does not know yet. */
  | 'UNRECOGNIZED';

/** The direction of a transaction. */
export type TransactionType =
  /** Money came in. */
  | 'CREDIT'
  /** Money went out. */
  | 'DEBIT'
  /** A value that this gateway does not know yet. */
  | 'UNRECOGNIZED';

/** An absolute URL. As input it must use https, an app's scheme such as `myapp:`, or http on localhost. */
export type URL = string;

/** A kind of challenge that this gateway does not know yet; answer it with text. */
export interface UnrecognizedChallenge {
  readonly __typename: 'UnrecognizedChallenge';
  /** MX's guid. Send it with the answer. Each round of challenges has new guids. */
  readonly id: string;
  /** The question; null when MX sent none. */
  readonly label: string | null;
  /** MX's original string for the kind. */
  readonly typeRaw: string | null;
}

/** The fields to change. A field that is omitted or null stays as it is. Pass at least one. */
export interface UpdateMemberInput {
  /** Set to true to turn off MX's daily background aggregation. */
  readonly backgroundAggregationIsDisabled?: boolean | null;
  /** One value for each of `Member.credentials`. New credentials start a job. */
  readonly credentials?: readonly CredentialInput[] | null;
  /** The partner's own id: up to 1024 letters, digits and characters of `-_.@|+:~=!$*'(),`. */
  readonly externalId?: string | null;
  /** Global id of the member. */
  readonly memberId: string;
  /** Any text except secrets, at most 4000 characters. MX does not read it. */
  readonly metadata?: string | null;
}

/** The updated member, or why it did not change. */
export type UpdateMemberResult =
  | ConflictError
  | InstitutionUnavailableError
  | InvalidInputError
  | JobConflictError
  | MemberPayload
  | NotFoundError;

/** The fields to change. A field that is omitted or null stays as it is. Pass at least one. */
export interface UpdateUserInput {
  /** An email address, at most 254 characters. */
  readonly email?: string | null;
  /** The partner's own id, as in `CreateUserInput`. */
  readonly externalId?: string | null;
  /** Set to true to stop MX from aggregating data for this user. */
  readonly isDisabled?: boolean | null;
  /** Any text except secrets, at most 4000 characters. MX does not read it. */
  readonly metadata?: string | null;
  /** Global id of the user. */
  readonly userId: string;
}

/** The updated user, or why it did not change. */
export type UpdateUserResult = ConflictError | InvalidInputError | NotFoundError | UserPayload;

/** The purpose of a member. */
export type UseCase =
  /** Payments to and from its accounts. */
  | 'MONEY_MOVEMENT'
  /** Personal financial management: accounts, transactions, rewards. */
  | 'PFM';

/** One of the partner's end users. */
export interface User {
  readonly __typename: 'User';
  /** One account of this user; null when it does not exist. */
  readonly account: Account | null;
  /** The accounts of all members of this user; null when they could not be read. */
  readonly accounts: AccountConnection | null;
  /** The email address; null when none was given. */
  readonly email: string | null;
  /** The partner's own id for this user (MX `id`); null when none was given. */
  readonly externalId: string | null;
  /** MX's identifier (`USR-…`). */
  readonly guid: string;
  /** Opaque global id. */
  readonly id: string;
  /** True when MX does not aggregate data for this user. */
  readonly isDisabled: boolean | null;
  /** One member of this user; null when it does not exist. */
  readonly member: Member | null;
  /** The user's connections to institutions; null when they could not be read. */
  readonly members: MemberConnection | null;
  /** Text that the partner stored. MX does not read it. */
  readonly metadata: string | null;
  /** Every reward of every member of this user, as of the last job that fetched them; null when they could not be read. */
  readonly rewards: readonly Reward[] | null;
  /** Totals by unit, never across units. Each account (or member, where MX links no account) counts its TOTAL_BALANCE, or its BALANCE when it has no total. A TOTAL_BALANCE without an account stands for its whole member. Null when the rewards could not be read. */
  readonly rewardsSummary: RewardsSummary | null;
  /** Transactions on all accounts of this user; null when they could not be read. */
  readonly transactions: TransactionConnection | null;
}

/** Variables of `User.account`. */
export interface UserAccountArgs {
  /** MX's guid of the account. */
  readonly guid: string;
}

/** Variables of `User.accounts`. */
export interface UserAccountsArgs {
  /** The `endCursor` of the previous page, or the cursor of any edge. */
  readonly after?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
  /** Only accounts of this type. */
  readonly type?: AccountType | null;
}

/** Variables of `User.member`. */
export interface UserMemberArgs {
  /** MX's guid of the member. */
  readonly guid: string;
}

/** Variables of `User.members`. */
export interface UserMembersArgs {
  /** The `endCursor` of the previous page, or the cursor of any edge. */
  readonly after?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
}

/** Variables of `User.rewardsSummary`. */
export interface UserRewardsSummaryArgs {
  /** The end user's current day. Rewards that expire before it count as expired. By default, a day has passed when it has passed everywhere on Earth. */
  readonly on?: Date | null;
}

/** Variables of `User.transactions`. */
export interface UserTransactionsArgs {
  /** The `endCursor` of the previous page, or the cursor of any edge. */
  readonly after?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
  /** First day. Defaults to 120 days ago. MX keeps 90 days, and more on request. */
  readonly from?: Date | null;
  /** Last day. Defaults to five days from now. */
  readonly to?: Date | null;
}

/** Names a user, in one of these ways. */
export type UserBy =
  | { readonly externalId: string; readonly guid?: never; readonly id?: never }
  | { readonly externalId?: never; readonly guid: string; readonly id?: never }
  | { readonly externalId?: never; readonly guid?: never; readonly id: string };

/** A page of a list of User objects. */
export interface UserConnection {
  readonly __typename: 'UserConnection';
  /** The objects of this page with their cursors. */
  readonly edges: readonly UserEdge[];
  /** The objects of this page, for clients that do not need cursors. */
  readonly nodes: readonly User[];
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** Objects in the whole list, each counted once; null when MX does not report it, or when not all of them could be read. */
  readonly totalCount: number | null;
}

/** One User with its position in the list. */
export interface UserEdge {
  readonly __typename: 'UserEdge';
  /** Opaque position in the list, to pass as `after`. */
  readonly cursor: string;
  /** The User at this position. */
  readonly node: User;
}

/** The user as it is now. */
export interface UserPayload {
  readonly __typename: 'UserPayload';
  /** The user. */
  readonly user: User;
}

/** The institution of one member sent challenges. Call `answerChallenges`; the other members continue, and this member does after the answer. */
export interface UserRewardsRefreshChallenged {
  readonly __typename: 'UserRewardsRefreshChallenged';
  /** The challenges to show to the end user. */
  readonly challenges: readonly Challenge[];
  /** Opaque; stands for the state of the whole refresh. Pass it as `after` when reconnecting. */
  readonly revision: string;
  /** The status of the member, which `member` names. */
  readonly status: MemberStatus;
}

/** The last event. All members have an outcome, and the rewards were read afterwards. */
export interface UserRewardsRefreshCompleted {
  readonly __typename: 'UserRewardsRefreshCompleted';
  /** The members whose rewards could not be refreshed, each with its error. */
  readonly failed: readonly MemberRefreshFailure[];
  /** The members whose rewards are as recent as MX allows: their job succeeded, or MX throttled it. */
  readonly refreshed: readonly Member[];
  /** The rewards of all members in figures, as in `User.rewardsSummary`. */
  readonly summary: RewardsSummary;
}

/** An event of the rewards refresh of a user. */
export type UserRewardsRefreshEvent =
  | UserRewardsRefreshChallenged
  | UserRewardsRefreshCompleted
  | UserRewardsRefreshProgress;

/** Jobs are running. Wait for the next event. */
export interface UserRewardsRefreshProgress {
  readonly __typename: 'UserRewardsRefreshProgress';
  /** Opaque; stands for the state of the whole refresh. Pass it as `after` when reconnecting. */
  readonly revision: string;
  /** How many members have an outcome, good or bad. */
  readonly settled: number;
  /** The statuses of these members as they are now. */
  readonly statuses: readonly MemberStatus[];
  /** How many members this refresh has: all members except manual ones. */
  readonly total: number;
}
