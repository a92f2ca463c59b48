// Written by `npm run schema` from schema.graphql: change the schema, not this file.
//
// The types of all that an operation could select. Pick what yours does; some names, such as Date
// and Error, are those of globals, so import them under one name:
//   import type * as Api from './types.ts';
//   type Card = Pick<Api.Account, 'id' | 'name' | 'balance'>;

/** An account at an institution, as MX last gathered it. */
export interface Account {
  readonly __typename: 'Account';
  /** Masked by most institutions. */
  readonly accountNumber: string | null;
  /** Annual percentage rate, in percent. */
  readonly apr: Decimal | null;
  /** Annual percentage yield, in percent. */
  readonly apy: Decimal | null;
  /** What can be spent now. */
  readonly availableBalance: Decimal | null;
  /** What is left of the credit limit. */
  readonly availableCredit: Decimal | null;
  /** In `currencyCode`. Debt is positive, an overpaid debt negative. */
  readonly balance: Decimal | null;
  /** When MX first saw it. */
  readonly createdAt: DateTime | null;
  /** The card product; null for anything but a card that MX recognises. */
  readonly creditCardProduct: CreditCardProduct | null;
  /** MX's guid of the card product, without reading it. */
  readonly creditCardProductGuid: string | null;
  /** Of a card or line. */
  readonly creditLimit: Decimal | null;
  /** ISO 4217. */
  readonly currencyCode: string | null;
  /** The level reached in the programme, in the provider's words. */
  readonly currentRewardLevel: string | null;
  /** When the account joined a rewards programme; null when it has not. */
  readonly enrolledInRewardsOn: Date | null;
  /** The data provider's id of the account (MX `id`). */
  readonly externalId: string | null;
  /** MX's identifier (`ACT-…`). */
  readonly guid: string;
  /** Opaque global id. */
  readonly id: string;
  /** When MX last brought its data: how fresh the balances are. */
  readonly importedAt: DateTime | null;
  /** In percent. */
  readonly interestRate: Decimal | null;
  /** True for an account of a business; null when MX does not say. */
  readonly isBusiness: boolean | null;
  /** True when it was closed. */
  readonly isClosed: boolean | null;
  /** True when the end user hid it. */
  readonly isHidden: boolean | null;
  /** True when it is kept by hand. */
  readonly isManual: boolean | null;
  /** Amount of the last payment. */
  readonly lastPayment: Decimal | null;
  /** When the last payment was made. */
  readonly lastPaymentAt: DateTime | null;
  /** The member that the account was gathered through. */
  readonly member: Member | null;
  /** What the partner stored with it. */
  readonly metadata: string | null;
  /** The least to pay by `paymentDueAt`. */
  readonly minimumPayment: Decimal | null;
  /** As the institution names it. */
  readonly name: string | null;
  /** The level after the current one; null at the top or without levels. */
  readonly nextRewardLevel: string | null;
  /** As the end user named it. */
  readonly nickname: string | null;
  /** When the next payment is due. */
  readonly paymentDueAt: DateTime | null;
  /** Day of the month on which a payment is due, 1 to 31. */
  readonly paymentDueDay: number | null;
  /** What the programme mainly counts in; null without a programme. */
  readonly primaryRewardUnit: RewardUnit | null;
  /** MX's own string. */
  readonly primaryRewardUnitRaw: string | null;
  /** The rewards that the data provider links to this account. */
  readonly rewards: readonly Reward[] | null;
  /** Balance of the last statement. */
  readonly statementBalance: Decimal | null;
  /** MX's own string, from an open list. */
  readonly subtype: string | null;
  /** Transactions on this account. Null when they could not be read. */
  readonly transactions: TransactionConnection | null;
  /** UNRECOGNIZED also when MX sent none. */
  readonly type: AccountType;
  /** MX's own string; null when MX sent none. */
  readonly typeRaw: string | null;
  /** When MX last changed it. */
  readonly updatedAt: DateTime | null;
  /** The user whose account this is. */
  readonly user: User | null;
}

/** Variables of `Account.transactions`. */
export interface AccountTransactionsArgs {
  /** Cursor of the last edge that the client has. */
  readonly after?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
  /** First day; 120 days ago unless given. MX keeps 90 days, and more on request. */
  readonly from?: Date | null;
  /** Last day; five days from now unless given. */
  readonly to?: Date | null;
}

/** A page of a list of Account objects. */
export interface AccountConnection {
  readonly __typename: 'AccountConnection';
  /** The objects of this page with their cursors. */
  readonly edges: readonly AccountEdge[];
  /** The objects of this page, for clients that need no cursors. */
  readonly nodes: readonly Account[];
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** Objects in the whole list, each counted once; null when MX does not tell, or when not all of them could be read. */
  readonly totalCount: number | null;
}

/** One Account in its list. */
export interface AccountEdge {
  readonly __typename: 'AccountEdge';
  /** Opaque position in the list, to give as `after`. */
  readonly cursor: string;
  /** The Account at this position. */
  readonly node: Account;
}

/** The kind of an account, in MX's words. */
export type AccountType =
  /** Not told apart by the institution. */
  | 'ANY'
  /** Cash. */
  | 'CASH'
  /** A checking account. */
  | 'CHECKING'
  /** A line of credit behind a checking account. */
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
  /** A thing of value, such as a house or a car. */
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
  /** One for each open challenge. */
  readonly answers: readonly ChallengeAnswerInput[];
  /** Global id of the member. */
  readonly memberId: string;
}

/** MX took the answers and goes on; it does not say yet whether they were right. */
export interface AnswerChallengesPayload {
  readonly __typename: 'AnswerChallengesPayload';
  /** The member. */
  readonly member: Member;
  /** The status right after the answers. */
  readonly status: MemberStatus;
}

/** That MX took the answers, or why it did not. */
export type AnswerChallengesResult =
  | AnswerChallengesPayload
  | InvalidInputError
  | NotChallengedError
  | NotFoundError;

/** A question that the institution asks before it goes on. */
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
  /** What the end user typed, or the `value` of the chosen option. */
  readonly value: Secret;
}

/** One of the answers to choose from. */
export interface ChallengeOption {
  readonly __typename: 'ChallengeOption';
  /** What to show; null means show the value. */
  readonly label: string | null;
  /** What to send back. */
  readonly value: string;
}

/** The same user id, or the same institution and credentials, exists already. */
export interface ConflictError {
  readonly __typename: 'ConflictError';
  /** The kind of failure, for clients that do not look at the type. */
  readonly code: ErrorCode;
  /** What is in the way; null where MX does not let it be told. */
  readonly existing: Node | null;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may work later without any change. */
  readonly retryable: boolean;
}

/** Where MX's Connect Widget opens for this user. */
export interface ConnectWidgetPayload {
  readonly __typename: 'ConnectWidgetPayload';
  /** For one use within ten minutes. Whoever has it acts as the user. */
  readonly url: URL;
}

/** How a member's connection stands, in MX's words. `MemberStatus.nextAction` says what to do. */
export type ConnectionStatus =
  /** The institution asks questions that the end user must answer. */
  | 'CHALLENGED'
  /** The connection was closed by the end user or the partner. */
  | 'CLOSED'
  /** The last sign-in worked. */
  | 'CONNECTED'
  /** New; nothing was gathered yet. */
  | 'CREATED'
  /** Several attempts failed, often for maintenance at the institution. */
  | 'DEGRADED'
  /** Gathering takes longer than usual, up to a day. */
  | 'DELAYED'
  /** The institution did not accept the credentials. */
  | 'DENIED'
  /** Gathering is switched off for this member or institution. */
  | 'DISABLED'
  /** Nothing can be gathered at the moment; MX works on it. */
  | 'DISCONNECTED'
  /** MX no longer supports this institution. */
  | 'DISCONTINUED'
  /** The questions were not answered in time. */
  | 'EXPIRED'
  /** The institution or MX failed. */
  | 'FAILED'
  /** The credentials must be entered again. */
  | 'IMPAIRED'
  /** The end user must act at the institution, for instance accept its terms. */
  | 'IMPEDED'
  /** Taken over from elsewhere; the end user must sign in again. */
  | 'IMPORTED'
  /** The institution has locked the account. */
  | 'LOCKED'
  /** The end user has not yet allowed the connection on the institution's page. */
  | 'PENDING'
  /** Credentials failed three times; MX stops so that the account is not locked. */
  | 'PREVENTED'
  /** Connected again after a failure or a migration; nothing was gathered yet. */
  | 'RECONNECTED'
  /** The answers were wrong. */
  | 'REJECTED'
  /** Answers were sent; the job goes on. */
  | 'RESUMED'
  /** A value that this gateway does not know yet. */
  | 'UNRECOGNIZED'
  /** New credentials were given; nothing was gathered with them yet. */
  | 'UPDATED';

/** How to connect a user to an institution. */
export interface CreateMemberInput {
  /** True: MX does not gather by itself. */
  readonly backgroundAggregationIsDisabled?: boolean | null;
  /** Any text of your own, another for each creation: with the same text and the same input the call may be repeated for ten minutes, and gives the first result. */
  readonly clientMutationId?: string | null;
  /** Where an OAuth sign-in returns to: a place that REDIRECT_URLS of the gateway allows. */
  readonly clientRedirectUrl?: URL | null;
  /** One for each `Institution.credentials`. Empty for OAuth members. */
  readonly credentials?: readonly CredentialInput[];
  /** True: the sign-in may open the institution's own app. */
  readonly enableApp2App?: boolean | null;
  /** The partner's own id: up to 1024 letters, digits and characters of `-_.@|+:~=!$*'(),`. */
  readonly externalId?: string | null;
  /** MX's code of the institution. */
  readonly institutionCode: string;
  /** True: the end user signs in on the institution's own page. */
  readonly isOAuth?: boolean | null;
  /** Anything but secrets, at most 4000 characters; MX does not read it. */
  readonly metadata?: string | null;
  /** What to aggregate first; TRANSACTIONS and REWARDS unless given, nothing when empty. MX_API_VERSION v20250224 only. */
  readonly products?: readonly Product[] | null;
  /** Whether an OAuth sign-in returns to an app or a page. */
  readonly referralSource?: ReferralSource | null;
  /** True: connect, but start no job. MX_API_VERSION v20111101 only. */
  readonly skipAggregation?: boolean | null;
  /** URL scheme of the app that an OAuth sign-in returns to. */
  readonly uiMessageWebviewUrlScheme?: string | null;
  /** Global id of the user. May be left out by an end user. */
  readonly userId?: string | null;
}

/** The new member, or why there is none. */
export type CreateMemberResult =
  | ConflictError
  | InstitutionUnavailableError
  | InvalidInputError
  | MemberPayload
  | NotFoundError;

/** At least one field beside `clientMutationId` must be given. */
export interface CreateUserInput {
  /** Any text of your own, another for each creation: with the same text and the same input the call may be repeated for ten minutes, and gives the first result. */
  readonly clientMutationId?: string | null;
  /** An e-mail address, at most 254 characters. */
  readonly email?: string | null;
  /** The partner's own id, such as the `sub` of the user's tokens: up to 1024 letters, digits and characters of `-_.@|+:~=!$*'(),`, unique, not beginning with `USR-`. Best always given. */
  readonly externalId?: string | null;
  /** True: MX gathers nothing for this user. */
  readonly isDisabled?: boolean | null;
  /** Anything but secrets, at most 4000 characters; MX does not read it. */
  readonly metadata?: string | null;
}

/** The new user, or why there is none. */
export type CreateUserResult = ConflictError | InvalidInputError | UserPayload;

/** A field to ask the end user for, such as a username or a password. */
export interface CredentialField {
  readonly __typename: 'CredentialField';
  /** Position on the form, from 1. */
  readonly displayOrder: number | null;
  /** MX's name of the field. */
  readonly fieldName: string | null;
  /** To send with the value in `createMember` or `updateMember`. */
  readonly guid: string;
  /** What to show beside the field. */
  readonly label: string | null;
  /** MX's kind of the field, such as LOGIN, PASSWORD or TEXT. */
  readonly type: string | null;
}

/** One value that the end user typed in. */
export interface CredentialInput {
  /** The guid of the `CredentialField`. */
  readonly guid: string;
  /** What was typed in. */
  readonly value: Secret;
}

/** A credit card as its issuer offers it. The same for everybody who holds one. */
export interface CreditCardProduct {
  readonly __typename: 'CreditCardProduct';
  /** US dollars a year. */
  readonly annualFee: Decimal | null;
  /** MX's identifier (`CCA-…`). */
  readonly guid: string;
  /** True when it earns cash back. */
  readonly hasCashbackRewards: boolean | null;
  /** True when it earns rewards of another kind. */
  readonly hasOtherRewards: boolean | null;
  /** True when it earns miles or other travel rewards. */
  readonly hasTravelRewards: boolean | null;
  /** True when the first annual fee is waived. */
  readonly hasZeroIntroductoryAnnualFee: boolean | null;
  /** True when purchases bear no interest at first. */
  readonly hasZeroPercentIntroductoryRate: boolean | null;
  /** True when balance transfers bear no interest at first. */
  readonly hasZeroPercentIntroductoryRateOnBalanceTransfer: boolean | null;
  /** Opaque global id. */
  readonly id: string;
  /** Length of the introductory rate on balance transfers, in months. */
  readonly introductoryRateOnBalanceTransferMonths: number | null;
  /** Length of the introductory rate on purchases, in months. */
  readonly introductoryRateOnPurchasesMonths: number | null;
  /** True when one can apply for it. */
  readonly isAcceptingApplicants: boolean | null;
  /** True while the issuer offers it. */
  readonly isActive: boolean | null;
  /** True for a card for small businesses. */
  readonly isSmallBusinessCard: boolean | null;
  /** As the issuer names it. */
  readonly name: string | null;
}

/** A calendar day, `YYYY-MM-DD`. */
export type Date = string;

/** A moment as RFC 3339 in UTC, such as `2026-03-01T09:30:00.000Z`. */
export type DateTime = string;

/** An exact decimal number as a string, such as `"12345.5"`: no exponent, no padding, no grouping. */
export type Decimal = string;

/** Which member to delete. */
export interface DeleteMemberInput {
  /** Global id of the member. */
  readonly memberId: string;
}

/** That it is gone, or that it never was. */
export type DeleteMemberResult = DeletedPayload | NotFoundError;

/** Which user to delete. */
export interface DeleteUserInput {
  /** Global id of the user. */
  readonly userId: string;
}

/** That it is gone, or that it never was. */
export type DeleteUserResult = DeletedPayload | NotFoundError;

/** It is gone. */
export interface DeletedPayload {
  readonly __typename: 'DeletedPayload';
  /** Global id of what was deleted, to drop from caches. */
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

/** Why something expected did not work. */
export type ErrorCode =
  /** It exists already. */
  | 'CONFLICT'
  /** The institution takes no part at the moment. */
  | 'INSTITUTION_UNAVAILABLE'
  /** MX or the gateway refused the input. */
  | 'INVALID_INPUT'
  /** A job of another kind is running. */
  | 'JOB_CONFLICT'
  /** The member's status does not allow it. */
  | 'MEMBER_NOT_READY'
  /** The member asks no questions. */
  | 'NOT_CHALLENGED'
  /** There is no such object, or it is not yours. */
  | 'NOT_FOUND'
  /** The job ended without success. */
  | 'REFRESH_FAILED'
  /** MX has not enabled rewards for this partner. */
  | 'REWARDS_NOT_ENABLED'
  /** The institution has no rewards. */
  | 'REWARDS_NOT_SUPPORTED';

/** Which member to gather rewards for. */
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

/** Answer with what the picture asks for. */
export interface ImageChallenge {
  readonly __typename: 'ImageChallenge';
  /** MX's guid, to send with the answer. Each round of questions has new ones. */
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
  /** Text beside the picture. */
  readonly label: string | null;
  /** What to send back. */
  readonly value: string;
}

/** Answer with one picture's `value`. */
export interface ImageOptionsChallenge {
  readonly __typename: 'ImageOptionsChallenge';
  /** MX's guid, to send with the answer. Each round of questions has new ones. */
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
  /** ISO 3166, such as US or CA. */
  readonly countryCode: string | null;
  /** The fields to ask the end user for. */
  readonly credentials: readonly CredentialField[] | null;
  /** Where the institution helps with a forgotten password. */
  readonly forgotPasswordUrl: URL | null;
  /** Where the institution helps with a forgotten username. */
  readonly forgotUsernameUrl: URL | null;
  /** Null where the configured MX version has none. */
  readonly guid: string | null;
  /** Opaque global id. */
  readonly id: string;
  /** The same step by step. Plain texts. */
  readonly instructionalSteps: readonly string[] | null;
  /** What to tell the end user beside the form. Plain text: markup is dropped. */
  readonly instructionalText: string | null;
  /** True when the partner has disabled it: no new members. */
  readonly isDisabled: boolean | null;
  /** 100 by 100 pixels. */
  readonly mediumLogoUrl: URL | null;
  /** As end users know it. */
  readonly name: string | null;
  /** 50 by 50 pixels. */
  readonly smallLogoUrl: URL | null;
  /** What MX can gather here; null where the configured MX version does not say. */
  readonly supportedProducts: readonly Product[] | null;
  /** True when the partner is registered for OAuth with it. */
  readonly supportsOAuth: boolean | null;
  /** Where the institution helps with any other trouble signing in. */
  readonly troubleSigningInUrl: URL | null;
  /** Home page. */
  readonly url: URL | null;
}

/** A page of a list of Institution objects. */
export interface InstitutionConnection {
  readonly __typename: 'InstitutionConnection';
  /** The objects of this page with their cursors. */
  readonly edges: readonly InstitutionEdge[];
  /** The objects of this page, for clients that need no cursors. */
  readonly nodes: readonly Institution[];
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** Objects in the whole list, each counted once; null when MX does not tell, or when not all of them could be read. */
  readonly totalCount: number | null;
}

/** One Institution in its list. */
export interface InstitutionEdge {
  readonly __typename: 'InstitutionEdge';
  /** Opaque position in the list, to give as `after`. */
  readonly cursor: string;
  /** The Institution at this position. */
  readonly node: Institution;
}

/** The institution takes no part at the moment. `retryable` says whether waiting may help. */
export interface InstitutionUnavailableError {
  readonly __typename: 'InstitutionUnavailableError';
  /** The kind of failure, for clients that do not look at the type. */
  readonly code: ErrorCode;
  /** The institution; null when it could not be read. */
  readonly institution: Institution | null;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** Why. */
  readonly reason: InstitutionUnavailableReason;
  /** True when the same call may work later without any change. */
  readonly retryable: boolean;
}

/** Why an institution takes no part. */
export type InstitutionUnavailableReason =
  /** MX does not let this partner use it, or not for new members. */
  | 'BLOCKED'
  /** It is being maintained, at MX or by the institution. */
  | 'MAINTENANCE'
  /** MX cannot reach it. */
  | 'UNAVAILABLE'
  /** A value that this gateway does not know yet. */
  | 'UNRECOGNIZED';

/** MX or the gateway refused the input. */
export interface InvalidInputError {
  readonly __typename: 'InvalidInputError';
  /** The kind of failure, for clients that do not look at the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** Names the input field, from the argument down; null where it is not known. */
  readonly path: readonly string[] | null;
  /** True when the same call may work later without any change. */
  readonly retryable: boolean;
}

/** A job of another kind is running on the member: follow its status, then try again. */
export interface JobConflictError {
  readonly __typename: 'JobConflictError';
  /** The kind of failure, for clients that do not look at the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may work later without any change. */
  readonly retryable: boolean;
  /** The status under the other job; null when it could not be read. */
  readonly status: MemberStatus | null;
}

/** MX accepted the call. */
export interface JobPayload {
  readonly __typename: 'JobPayload';
  /** True when a run of this kind was under way, or MX throttled the call (`aggregatedAt` did not move): nothing new was started. */
  readonly alreadyRunning: boolean;
  /** The member. */
  readonly member: Member;
  /** The status right after the call. Watch `memberStatus` for what follows. */
  readonly status: MemberStatus;
}

/** A user's connection to one financial institution. */
export interface Member {
  readonly __typename: 'Member';
  /** The accounts gathered through this member. Null when they could not be read. */
  readonly accounts: AccountConnection | null;
  /** True when MX does not gather by itself, about once a day. */
  readonly backgroundAggregationIsDisabled: boolean | null;
  /** The fields to ask the user for when updating credentials; never their values. */
  readonly credentials: readonly CredentialField[] | null;
  /** What MX says went wrong with the connection; null when nothing did. */
  readonly error: MemberError | null;
  /** The partner's own id for this member (MX `id`); null when none was given. */
  readonly externalId: string | null;
  /** MX's identifier (`MBR-…`). */
  readonly guid: string;
  /** Opaque global id. */
  readonly id: string;
  /** The institution that is connected; null when MX names none. */
  readonly institution: Institution | null;
  /** True when the end user manages it, false when the partner does. */
  readonly isManagedByUser: boolean | null;
  /** True for a member without credentials, kept by hand. */
  readonly isManual: boolean | null;
  /** True when the end user signs in on the institution's own page. */
  readonly isOAuth: boolean | null;
  /** Whatever the partner stored; MX does not read it. */
  readonly metadata: string | null;
  /** Usually the name of the institution. */
  readonly name: string | null;
  /** True when MX will not gather before the credentials are updated. */
  readonly needsUpdatedCredentials: boolean | null;
  /** The institution's sign-in page, for one use; null but right after an OAuth member was created. */
  readonly oauthWindowUri: URL | null;
  /** One reward of this member; null when it does not exist. */
  readonly reward: Reward | null;
  /** Rewards as of the last gathering; `fetchRewards` gathers anew. Null when they could not be read. */
  readonly rewards: readonly Reward[] | null;
  /** How the connection stands and what to do next. */
  readonly status: MemberStatus;
  /** Transactions gathered through this member. Null when they could not be read. */
  readonly transactions: TransactionConnection | null;
  /** The user whose member this is. */
  readonly user: User | null;
}

/** Variables of `Member.accounts`. */
export interface MemberAccountsArgs {
  /** Cursor of the last edge that the client has. */
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
  /** Cursor of the last edge that the client has. */
  readonly after?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
  /** First day; 120 days ago unless given. MX keeps 90 days, and more on request. */
  readonly from?: Date | null;
  /** Last day; five days from now unless given. */
  readonly to?: Date | null;
}

/** A page of a list of Member objects. */
export interface MemberConnection {
  readonly __typename: 'MemberConnection';
  /** The objects of this page with their cursors. */
  readonly edges: readonly MemberEdge[];
  /** The objects of this page, for clients that need no cursors. */
  readonly nodes: readonly Member[];
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** Objects in the whole list, each counted once; null when MX does not tell, or when not all of them could be read. */
  readonly totalCount: number | null;
}

/** One Member in its list. */
export interface MemberEdge {
  readonly __typename: 'MemberEdge';
  /** Opaque position in the list, to give as `after`. */
  readonly cursor: string;
  /** The Member at this position. */
  readonly node: Member;
}

/** What MX says went wrong with a connection. */
export interface MemberError {
  readonly __typename: 'MemberError';
  /** MX's number: 2005 of wrong credentials, 1001 of no accounts, for example. */
  readonly code: number | null;
  /** MX's words, those for end users where it has some; plain text. */
  readonly message: string | null;
}

/** What the app should do next. */
export type MemberNextAction =
  /** Show `challenges` and call `answerChallenges`. */
  | 'ANSWER_CHALLENGES'
  /** Open the institution's own sign-in page. */
  | 'AUTHORIZE_OAUTH'
  /** Only support can help. */
  | 'CONTACT_SUPPORT'
  /** Nothing: all is well, or nothing can be done. */
  | 'NONE'
  /** Try again in some hours. */
  | 'RETRY_LATER'
  /** Call `aggregateMember` or `fetchRewards`. */
  | 'START_JOB'
  /** Ask for the credentials again. */
  | 'UPDATE_CREDENTIALS'
  /** The end user must act at the institution. */
  | 'VISIT_INSTITUTION'
  /** Watch the status: something is going on. */
  | 'WAIT';

/** The member's status does not allow a job; `status.nextAction` says what does. */
export interface MemberNotReadyError {
  readonly __typename: 'MemberNotReadyError';
  /** The kind of failure, for clients that do not look at the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may work later without any change. */
  readonly retryable: boolean;
  /** The status that does not allow it. */
  readonly status: MemberStatus;
}

/** The member as it is now; a job may be running on it. */
export interface MemberPayload {
  readonly __typename: 'MemberPayload';
  /** The member. */
  readonly member: Member;
}

/** A member's connection status at one moment, with what follows from it. */
export interface MemberStatus {
  readonly __typename: 'MemberStatus';
  /** When the latest job of any kind began; null before the first. */
  readonly aggregatedAt: DateTime | null;
  /** True when `aggregateMember` may be called now. */
  readonly canAggregate: boolean;
  /** True when `fetchRewards` may be called now. */
  readonly canFetchRewards: boolean;
  /** Open MFA challenges; empty when none is open, null when they could not be read. */
  readonly challenges: readonly Challenge[] | null;
  /** Null for a member without credentials (a manual one). */
  readonly connectionStatus: ConnectionStatus | null;
  /** MX's own string. */
  readonly connectionStatusRaw: string | null;
  /** True once this job has brought the accounts. */
  readonly hasProcessedAccounts: boolean | null;
  /** True once this job has brought the transactions. */
  readonly hasProcessedTransactions: boolean | null;
  /** The same for every status of a member, so that caches merge them. */
  readonly id: string;
  /** True once the institution has accepted the sign-in. */
  readonly isAuthenticated: boolean | null;
  /** True while a job of any kind runs. */
  readonly isBeingAggregated: boolean;
  /** True when nothing more will happen until someone acts. */
  readonly isSettled: boolean;
  /** The member. Null when it could not be read; its id and guid cost no call. */
  readonly member: Member | null;
  /** What the app should do next. */
  readonly nextAction: MemberNextAction;
  /** When MX said so. */
  readonly observedAt: DateTime;
  /** Opaque; grows with each change of this member. Pass it as `after` when reconnecting. */
  readonly revision: string;
  /** When a job last ended well; null before the first success. */
  readonly successfullyAggregatedAt: DateTime | null;
  /** A sentence to show to the end user. */
  readonly userMessage: string;
}

/** Everything that can be changed or started. */
export interface Mutation {
  readonly __typename: 'Mutation';
  /** Start a standard aggregation: accounts and transactions. */
  readonly aggregateMember: AggregateMemberResult;
  /** Answer the open MFA challenges and resume the job. */
  readonly answerChallenges: AnswerChallengesResult;
  /** Connect a user to an institution. A job starts at once: watch it with `memberStatus`. An OAuth member starts none before the end user has signed in at its `oauthWindowUri`. */
  readonly createMember: CreateMemberResult;
  /** Create an end user. Partner callers only. */
  readonly createUser: CreateUserResult;
  /** Delete a member with its accounts, rewards and transactions. */
  readonly deleteMember: DeleteMemberResult;
  /** Delete an end user with everything MX holds of them. Partner callers only. */
  readonly deleteUser: DeleteUserResult;
  /** Check the member's status, then start gathering its rewards. The institution may ask the end user questions, so do it while they are there. */
  readonly fetchRewards: FetchRewardsResult;
  /** Ask for an address of MX's Connect Widget, set to gather rewards. */
  readonly requestConnectWidget: RequestConnectWidgetResult;
  /** Ask for the institution's sign-in page of an OAuth member. */
  readonly requestOAuthWindow: RequestOAuthWindowResult;
  /** Change a member. New credentials are the way out of DENIED, PREVENTED and IMPAIRED; they start a job at once. */
  readonly updateMember: UpdateMemberResult;
  /** Change an end user. Partner callers only. */
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
  /** The set-up. */
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

/** Anything that can be read again by its id alone. */
export type Node = Account | CreditCardProduct | Institution | Member | Reward | Transaction | User;

/** The member asks no questions at the moment; they may have expired. */
export interface NotChallengedError {
  readonly __typename: 'NotChallengedError';
  /** The kind of failure, for clients that do not look at the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may work later without any change. */
  readonly retryable: boolean;
  /** The status as it is now. */
  readonly status: MemberStatus;
}

/** There is no such object, or it is not yours: both read the same. */
export interface NotFoundError {
  readonly __typename: 'NotFoundError';
  /** The kind of failure, for clients that do not look at the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may work later without any change. */
  readonly retryable: boolean;
}

/** Where an end user comes from, and goes back to after an OAuth sign-in. */
export type OAuthReferralSource =
  /** A mobile app. */
  | 'APP'
  /** A web page. */
  | 'BROWSER';

/** Where the end user signs in at the institution's own page. */
export interface OAuthWindowPayload {
  readonly __typename: 'OAuthWindowPayload';
  /** For one use. Whoever has it can connect: give it to the end user alone. */
  readonly url: URL;
}

/** Answer with one option's `value`. */
export interface OptionsChallenge {
  readonly __typename: 'OptionsChallenge';
  /** MX's guid, to send with the answer. Each round of questions has new ones. */
  readonly id: string;
  /** The question; null when MX sent none. */
  readonly label: string | null;
  /** The answers to choose from. */
  readonly options: readonly ChallengeOption[];
}

/** Where a page stands in its list. */
export interface PageInfo {
  readonly __typename: 'PageInfo';
  /** Where the page ends, to give as `after`: the cursor of the last edge, or of a place behind it where MX lists what cannot be shown. Null on an empty page. */
  readonly endCursor: string | null;
  /** True when the list goes on after this page. */
  readonly hasNextPage: boolean;
  /** True when the list begins before this page. */
  readonly hasPreviousPage: boolean;
  /** Cursor of the first edge; null on an empty page. */
  readonly startCursor: string | null;
}

/** What MX can gather from an institution. */
export type Product =
  /** Account and routing numbers. */
  | 'ACCOUNT_VERIFICATION'
  /** Names and addresses of account owners. */
  | 'IDENTITY_VERIFICATION'
  /** Holdings. */
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
  /** A card product by its guid; null when there is none. */
  readonly creditCardProduct: CreditCardProduct | null;
  /** An institution by its code; null when there is none. */
  readonly institution: Institution | null;
  /** Institutions by name, without those that MX hides. Null when they could not be read. */
  readonly institutions: InstitutionConnection | null;
  /** A member by its guid; null when it does not exist or is not yours. */
  readonly member: Member | null;
  /** Any object by its global id; null when it does not exist or is not yours. */
  readonly node: Node | null;
  /** Up to 100 objects by their global ids, in the order of the ids. */
  readonly nodes: readonly (Node | null)[];
  /** A user by exactly one of `guid` and `externalId`; null when there is none, or when it is not the one who asks. End users may only name themselves. */
  readonly user: User | null;
  /** All end users. Partner callers only. Null when they could not be read. */
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
  /** Cursor of the last edge that the client has. */
  readonly after?: string | null;
  /** Only those of this country, ISO 3166 in capitals: MX has US, CA and MX. */
  readonly country?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
  /** True: only the partner's favourites, the most popular first. Not with name or supports. */
  readonly isFavorite?: boolean | null;
  /** Only those with this in their name, at most 200 characters. */
  readonly name?: string | null;
  /** Only those that support all of these, where the MX version can tell. */
  readonly supports?: readonly Product[] | null;
}

/** Variables of `Query.member`. */
export interface QueryMemberArgs {
  /** MX's guid of the member. */
  readonly guid: string;
  /** MX's guid of its user. An end user may leave it out, a partner may not. */
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
  /** The partner's own id of the user. */
  readonly externalId?: string | null;
  /** MX's guid of the user. */
  readonly guid?: string | null;
}

/** Variables of `Query.users`. */
export interface QueryUsersArgs {
  /** Cursor of the last edge that the client has. */
  readonly after?: string | null;
  /** Only those with exactly this e-mail address. */
  readonly email?: string | null;
  /** Only the one with this partner's id. */
  readonly externalId?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
  /** Only disabled ones, or only the others. */
  readonly isDisabled?: boolean | null;
}

/** Where an OAuth sign-in returns to. */
export type ReferralSource =
  /** A mobile app. */
  | 'APP'
  /** A web page. */
  | 'BROWSER';

/** The job ended without success; the status says how. */
export interface RefreshFailedError {
  readonly __typename: 'RefreshFailedError';
  /** The kind of failure, for clients that do not look at the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may work later without any change. */
  readonly retryable: boolean;
}

/** What MX's Connect Widget opens with. */
export interface RequestConnectWidgetInput {
  /** Where an OAuth sign-in returns to. */
  readonly clientRedirectUrl?: URL | null;
  /** light, dark or browser. */
  readonly colorScheme?: string | null;
  /** Only institutions of this country, ISO 3166 in capitals. MX_API_VERSION v20250224 only. */
  readonly country?: string | null;
  /** True: the end user cannot look for another institution. */
  readonly disableInstitutionSearch?: boolean | null;
  /** True: an OAuth sign-in may open the institution's own app. */
  readonly enableApp2App?: boolean | null;
  /** Opens at this institution instead of the search. */
  readonly institutionCode?: string | null;
  /** True inside a web view of a mobile app. */
  readonly isMobileWebview?: boolean | null;
  /** Language of the widget, such as en-US, es or fr-CA. MX_API_VERSION v20250224 only. */
  readonly locale?: string | null;
  /** Global id of the member to mend; none to connect a new one. */
  readonly memberId?: string | null;
  /** Whether an OAuth sign-in returns to an app, by its URL scheme, or to a page. */
  readonly oauthReferralSource?: OAuthReferralSource | null;
  /** What to gather; rewards unless given. MX_API_VERSION v20250224 only. */
  readonly products?: readonly Product[] | null;
  /** URL scheme of the app for messages. */
  readonly uiMessageWebviewUrlScheme?: string | null;
  /** True: opens at the form for new credentials of the member that is named. */
  readonly updateCredentials?: boolean | null;
  /** What new members are for. MX_API_VERSION v20250224 only. */
  readonly useCases?: readonly UseCase[] | null;
  /** Global id of the user. May be left out with a memberId, or by an end user. */
  readonly userId?: string | null;
}

/** The address, or why there is none. */
export type RequestConnectWidgetResult = ConnectWidgetPayload | InvalidInputError | NotFoundError;

/** Which member is to be authorised, and where the end user goes afterwards. */
export interface RequestOAuthWindowInput {
  /** Where the sign-in returns to. */
  readonly clientRedirectUrl?: URL | null;
  /** True: the sign-in may open the institution's own app. */
  readonly enableApp2App?: boolean | null;
  /** Global id of the member. */
  readonly memberId: string;
  /** Whether it returns to an app or a page. */
  readonly referralSource?: ReferralSource | null;
  /** URL scheme of the app to return to. */
  readonly uiMessageWebviewUrlScheme?: string | null;
}

/** The address, or why there is none. */
export type RequestOAuthWindowResult = InvalidInputError | NotFoundError | OAuthWindowPayload;

/** One balance of a rewards programme. One card usually has several: look at `balanceType` and `unit` before adding anything up. */
export interface Reward {
  readonly __typename: 'Reward';
  /** Null when the data provider does not link this reward to an account. */
  readonly account: Account | null;
  /** How much of `unit`; what it means depends on `balanceType`. */
  readonly balance: Decimal | null;
  /** What the balance means. */
  readonly balanceType: RewardBalanceType;
  /** MX's own string; null when MX sent none. */
  readonly balanceTypeRaw: string | null;
  /** When MX first saw it. */
  readonly createdAt: DateTime | null;
  /** The programme in the provider's words. */
  readonly description: string | null;
  /** When the balance expires; null when it does not. May lie in the past. */
  readonly expiresOn: Date | null;
  /** MX's identifier (`RWD-…`). */
  readonly guid: string;
  /** Opaque global id. */
  readonly id: string;
  /** The member that the reward was gathered through. */
  readonly member: Member | null;
  /** What the balance is counted in. */
  readonly unit: RewardUnit;
  /** MX's own string; null when MX sent none. */
  readonly unitRaw: string | null;
  /** When MX last changed it. */
  readonly updatedAt: DateTime | null;
}

/** What the balance of a reward means. Balances of different types are never added together. */
export type RewardBalanceType =
  /** A reward balance. */
  | 'BALANCE'
  /** What is still needed to reach the next level. */
  | 'BALANCE_TO_LEVEL'
  /** What is still needed to qualify for a reward. */
  | 'BALANCE_TO_REWARD'
  /** The part that will expire; `expiresOn` tells when. */
  | 'EXPIRING_BALANCE'
  /** All that is available. */
  | 'TOTAL_BALANCE'
  /** A value that this gateway does not know yet. */
  | 'UNRECOGNIZED';

/** What a reward is counted in. */
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

/** What a user has of one unit. */
export interface RewardUnitTotal {
  readonly __typename: 'RewardUnitTotal';
  /** The part of it that will expire; null when none is reported to, or when nothing of it could be read. */
  readonly expiring: Decimal | null;
  /** False when some of it is missing in `total` or `expiring`, or may be: a balance, a day or a whole reward that MX sent in a form that cannot be read, or a type of balance that this gateway does not know. Do not show the figures as all that the user has. */
  readonly isComplete: boolean;
  /** The first day on which some of it expires; null when none is known. */
  readonly nextExpiry: Date | null;
  /** Every reward of this unit, counted or not. */
  readonly rewards: readonly Reward[];
  /** Over all accounts, of each its total balance, else its balance; "0" when MX reports neither. The sum of what could be read, null when that is nothing: see `isComplete`. */
  readonly total: Decimal | null;
  /** The unit. Each unit that this gateway does not know has an entry of its own, and so has one of which nothing but the unit could be read. */
  readonly unit: RewardUnit;
}

/** MX has not enabled rewards for this partner: ask MX to. */
export interface RewardsNotEnabledError {
  readonly __typename: 'RewardsNotEnabledError';
  /** The kind of failure, for clients that do not look at the type. */
  readonly code: ErrorCode;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may work later without any change. */
  readonly retryable: boolean;
}

/** The member's institution has no rewards that MX could fetch. */
export interface RewardsNotSupportedError {
  readonly __typename: 'RewardsNotSupportedError';
  /** The kind of failure, for clients that do not look at the type. */
  readonly code: ErrorCode;
  /** The institution; null when it could not be read. */
  readonly institution: Institution | null;
  /** A sentence for developers; `MemberStatus.userMessage` is for end users. */
  readonly message: string;
  /** True when the same call may work later without any change. */
  readonly retryable: boolean;
}

/** The institution asks questions: call `answerChallenges`, and this stream goes on. */
export interface RewardsRefreshChallenged {
  readonly __typename: 'RewardsRefreshChallenged';
  /** The questions to show to the end user. */
  readonly challenges: readonly Challenge[];
  /** The status as it is now. */
  readonly status: MemberStatus;
}

/** The last event: the rewards, read after the job. */
export interface RewardsRefreshCompleted {
  readonly __typename: 'RewardsRefreshCompleted';
  /** False when MX throttled the start: these are the rewards it had. */
  readonly refreshed: boolean;
  /** All rewards of the member. */
  readonly rewards: readonly Reward[];
  /** The status after the job. */
  readonly status: MemberStatus;
}

/** What happens while rewards are being gathered. */
export type RewardsRefreshEvent =
  | RewardsRefreshChallenged
  | RewardsRefreshCompleted
  | RewardsRefreshFailed
  | RewardsRefreshProgress;

/** The last event: the rewards could not be gathered. */
export interface RewardsRefreshFailed {
  readonly __typename: 'RewardsRefreshFailed';
  /** Why. `status.nextAction` says what to do. */
  readonly error: Error;
  /** The status that it ended with; null when no job was started. */
  readonly status: MemberStatus | null;
}

/** A job is running; there is nothing to do but wait. */
export interface RewardsRefreshProgress {
  readonly __typename: 'RewardsRefreshProgress';
  /** The status as it is now. */
  readonly status: MemberStatus;
}

/** A user's rewards in figures that can be shown. */
export interface RewardsSummary {
  readonly __typename: 'RewardsSummary';
  /** Every figure is at least as recent: the earliest last success among the members that have rewards. Null when it is not known of one of them. */
  readonly asOf: DateTime | null;
  /** One entry for each unit; units are never added together. */
  readonly units: readonly RewardUnitTotal[];
}

/** A bank credential or an MFA answer. Input only, and only as a variable: a value written into the document is refused. The gateway never prints, logs, stores or echoes it. */
export type Secret = string;

/** What the gateway tells as it happens. */
export interface Subscription {
  readonly __typename: 'Subscription';
  /** The member's status: the current one first, then each change. One MX poll serves every watcher of a member. With `completeWhenSettled` the stream ends once nothing more will happen without someone acting. */
  readonly memberStatus: MemberStatus;
  /** Start aggregating rewards (or join a run in flight), follow it, ask for MFA answers, and end with the rewards. */
  readonly rewardsRefresh: RewardsRefreshEvent;
}

/** Variables of `Subscription.memberStatus`. */
export interface SubscriptionMemberStatusArgs {
  /** The last revision seen, so that a reconnecting client is not told again what it knows. */
  readonly after?: string | null;
  /** End the stream with the first status that is settled. */
  readonly completeWhenSettled?: boolean | null;
  /** Global id of the member. */
  readonly memberId: string;
}

/** Variables of `Subscription.rewardsRefresh`. */
export interface SubscriptionRewardsRefreshArgs {
  /** The revision of the last status seen. A client that comes back joins the run that it left, or gets its end: no second job is started. */
  readonly after?: string | null;
  /** Global id of the member. */
  readonly memberId: string;
}

/** Answer with text. */
export interface TextChallenge {
  readonly __typename: 'TextChallenge';
  /** MX's guid, to send with the answer. Each round of questions has new ones. */
  readonly id: string;
  /** The question; null when MX sent none. */
  readonly label: string | null;
}

/** Answer with the one-time code that the end user received. */
export interface TokenChallenge {
  readonly __typename: 'TokenChallenge';
  /** MX's guid, to send with the answer. Each round of questions has new ones. */
  readonly id: string;
  /** The question; null when MX sent none. */
  readonly label: string | null;
}

/** One movement on an account. */
export interface Transaction {
  readonly __typename: 'Transaction';
  /** The account that it moved; null when MX names none. */
  readonly account: Account | null;
  /** In `currencyCode`, without a sign: `type` tells the direction. */
  readonly amount: Decimal | null;
  /** MX's category. */
  readonly category: string | null;
  /** MX's guid of the category. */
  readonly categoryGuid: string | null;
  /** When MX first saw it. */
  readonly createdAt: DateTime | null;
  /** ISO 4217. */
  readonly currencyCode: string | null;
  /** The day that `from` and `to` look at: when it was made, else posted. */
  readonly date: Date | null;
  /** In words that MX made readable. */
  readonly description: string | null;
  /** MX's identifier (`TRN-…`). */
  readonly guid: string;
  /** Opaque global id. A pending transaction gets another one once it is posted. */
  readonly id: string;
  /** True when a bill was paid; null when MX does not say. */
  readonly isBillPay: boolean | null;
  /** True when it is a direct deposit; null when MX does not say. */
  readonly isDirectDeposit: boolean | null;
  /** True when it is an expense; null when MX does not say. */
  readonly isExpense: boolean | null;
  /** True when it is a fee; null when MX does not say. */
  readonly isFee: boolean | null;
  /** True when it is income; null when MX does not say. */
  readonly isIncome: boolean | null;
  /** True when it was made abroad; null when MX does not say. */
  readonly isInternational: boolean | null;
  /** True when it is a fee for an overdraft; null when MX does not say. */
  readonly isOverdraftFee: boolean | null;
  /** True when it is an advance on pay; null when MX does not say. */
  readonly isPayrollAdvance: boolean | null;
  /** True when it comes regularly; null when MX does not say. */
  readonly isRecurring: boolean | null;
  /** True when it pays for a subscription; null when MX does not say. */
  readonly isSubscription: boolean | null;
  /** The institution's further text. */
  readonly memo: string | null;
  /** ISO 18245 (MCC), as the institution sent it. */
  readonly merchantCategoryCode: number | null;
  /** MX's guid of the merchant; null when MX knows none. */
  readonly merchantGuid: string | null;
  /** In the institution's words. */
  readonly originalDescription: string | null;
  /** When it was posted. */
  readonly postedAt: DateTime | null;
  /** Whether it is final. */
  readonly status: TransactionStatus;
  /** MX's category above `category`. */
  readonly topLevelCategory: string | null;
  /** When it was made. */
  readonly transactedAt: DateTime | null;
  /** The direction. */
  readonly type: TransactionType;
  /** When MX last changed it. */
  readonly updatedAt: DateTime | null;
}

/** A page of a list of Transaction objects. */
export interface TransactionConnection {
  readonly __typename: 'TransactionConnection';
  /** The objects of this page with their cursors. */
  readonly edges: readonly TransactionEdge[];
  /** The objects of this page, for clients that need no cursors. */
  readonly nodes: readonly Transaction[];
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** Objects in the whole list, each counted once; null when MX does not tell, or when not all of them could be read. */
  readonly totalCount: number | null;
}

/** One Transaction in its list. */
export interface TransactionEdge {
  readonly __typename: 'TransactionEdge';
  /** Opaque position in the list, to give as `after`. */
  readonly cursor: string;
  /** The Transaction at this position. */
  readonly node: Transaction;
}

/** Whether a transaction is final. */
export type TransactionStatus =
  /** It may change or vanish; the posted one has another guid. */
  | 'PENDING'
  /** It is final. */
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

/** An absolute URL. As input it must be https, http on localhost, or of an app's scheme such as `myapp:`. */
export type URL = string;

/** A kind of challenge that this gateway does not know yet; answer it with text. */
export interface UnrecognizedChallenge {
  readonly __typename: 'UnrecognizedChallenge';
  /** MX's guid, to send with the answer. Each round of questions has new ones. */
  readonly id: string;
  /** The question; null when MX sent none. */
  readonly label: string | null;
  /** MX's own string for the kind. */
  readonly typeRaw: string | null;
}

/** What to change; a field left out, or null, stays as it is. At least one must be given. */
export interface UpdateMemberInput {
  /** True: MX does not gather by itself. */
  readonly backgroundAggregationIsDisabled?: boolean | null;
  /** One for each `Member.credentials`. New credentials start a job. */
  readonly credentials?: readonly CredentialInput[] | null;
  /** The partner's own id: up to 1024 letters, digits and characters of `-_.@|+:~=!$*'(),`. */
  readonly externalId?: string | null;
  /** Global id of the member. */
  readonly memberId: string;
  /** Anything but secrets, at most 4000 characters; MX does not read it. */
  readonly metadata?: string | null;
}

/** The changed member, or why it did not change. */
export type UpdateMemberResult =
  | ConflictError
  | InstitutionUnavailableError
  | InvalidInputError
  | JobConflictError
  | MemberPayload
  | NotFoundError;

/** What to change; a field left out, or null, stays as it is. At least one must be given. */
export interface UpdateUserInput {
  /** An e-mail address, at most 254 characters. */
  readonly email?: string | null;
  /** The partner's own id, as in `CreateUserInput`. */
  readonly externalId?: string | null;
  /** True: MX gathers nothing for this user. */
  readonly isDisabled?: boolean | null;
  /** Anything but secrets, at most 4000 characters; MX does not read it. */
  readonly metadata?: string | null;
  /** Global id of the user. */
  readonly userId: string;
}

/** The changed user, or why it did not change. */
export type UpdateUserResult = ConflictError | InvalidInputError | NotFoundError | UserPayload;

/** What a member is for. */
export type UseCase =
  /** Payments from and to its accounts. */
  | 'MONEY_MOVEMENT'
  /** Personal financial management: accounts, transactions, rewards. */
  | 'PFM';

/** One of the partner's end users. */
export interface User {
  readonly __typename: 'User';
  /** One account of this user; null when it does not exist. */
  readonly account: Account | null;
  /** The accounts of all members of this user. Null when they could not be read. */
  readonly accounts: AccountConnection | null;
  /** Null when none was given. */
  readonly email: string | null;
  /** The partner's own id for this user (MX `id`); null when none was given. */
  readonly externalId: string | null;
  /** MX's identifier (`USR-…`). */
  readonly guid: string;
  /** Opaque global id. */
  readonly id: string;
  /** True when MX gathers nothing for this user. */
  readonly isDisabled: boolean | null;
  /** One member of this user; null when it does not exist. */
  readonly member: Member | null;
  /** The user's connections to institutions. Null when they could not be read. */
  readonly members: MemberConnection | null;
  /** Whatever the partner stored; MX does not read it. */
  readonly metadata: string | null;
  /** Every reward of every member of this user, as of the last gathering. Null when they could not be read. */
  readonly rewards: readonly Reward[] | null;
  /** Totals by unit, never across units: per account (or member, where MX links none) TOTAL_BALANCE, else BALANCE; then across accounts. A TOTAL_BALANCE without an account stands for all of its member. Null when they could not be read. */
  readonly rewardsSummary: RewardsSummary | null;
  /** Transactions on all accounts of this user. Null when they could not be read. */
  readonly transactions: TransactionConnection | null;
}

/** Variables of `User.account`. */
export interface UserAccountArgs {
  /** MX's guid of the account. */
  readonly guid: string;
}

/** Variables of `User.accounts`. */
export interface UserAccountsArgs {
  /** Cursor of the last edge that the client has. */
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
  /** Cursor of the last edge that the client has. */
  readonly after?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
}

/** Variables of `User.rewardsSummary`. */
export interface UserRewardsSummaryArgs {
  /** The end user's day: what expires before it has expired. Unless given, a day has passed when it has passed everywhere on Earth. */
  readonly on?: Date | null;
}

/** Variables of `User.transactions`. */
export interface UserTransactionsArgs {
  /** Cursor of the last edge that the client has. */
  readonly after?: string | null;
  /** Page size, 1 to 100. */
  readonly first?: number | null;
  /** First day; 120 days ago unless given. MX keeps 90 days, and more on request. */
  readonly from?: Date | null;
  /** Last day; five days from now unless given. */
  readonly to?: Date | null;
}

/** A page of a list of User objects. */
export interface UserConnection {
  readonly __typename: 'UserConnection';
  /** The objects of this page with their cursors. */
  readonly edges: readonly UserEdge[];
  /** The objects of this page, for clients that need no cursors. */
  readonly nodes: readonly User[];
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** Objects in the whole list, each counted once; null when MX does not tell, or when not all of them could be read. */
  readonly totalCount: number | null;
}

/** One User in its list. */
export interface UserEdge {
  readonly __typename: 'UserEdge';
  /** Opaque position in the list, to give as `after`. */
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
