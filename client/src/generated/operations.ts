// Written by `npm run schema` from examples/*.graphql: change the examples, not this file.

import type { Operation } from '../document.ts';
import type * as Api from './api.ts';

/**
 * A user's credit cards, whatever institution they are at, with what is owed and when.
 * The fields on rewards cost a read of each account: leave them out where you show none.
 */
export const CreditCards = 'query CreditCards($userId:ID!){node(id:$userId){__typename id ...on User{accounts(type:CREDIT_CARD){edges{node{id name accountNumber balance availableCredit creditLimit minimumPayment paymentDueAt currencyCode currentRewardLevel nextRewardLevel creditCardProduct{id name annualFee hasCashbackRewards hasTravelRewards}member{id institution{id name}}}}totalCount}}}}' as Operation<CreditCardsResult, CreditCardsVariables>;
export type CreditCardsResult = { readonly node: { readonly __typename: 'Account' | 'CreditCardProduct' | 'Institution' | 'Member' | 'Reward' | 'Transaction'; readonly id: string } | { readonly __typename: 'User'; readonly id: string; readonly accounts: { readonly edges: readonly ({ readonly node: { readonly id: string; readonly name: string | null; readonly accountNumber: string | null; readonly balance: Api.Decimal | null; readonly availableCredit: Api.Decimal | null; readonly creditLimit: Api.Decimal | null; readonly minimumPayment: Api.Decimal | null; readonly paymentDueAt: Api.DateTime | null; readonly currencyCode: string | null; readonly currentRewardLevel: string | null; readonly nextRewardLevel: string | null; readonly creditCardProduct: { readonly id: string; readonly name: string | null; readonly annualFee: Api.Decimal | null; readonly hasCashbackRewards: boolean | null; readonly hasTravelRewards: boolean | null } | null; readonly member: { readonly id: string; readonly institution: { readonly id: string; readonly name: string | null } | null } | null } })[]; readonly totalCount: number | null } | null } | null };
export interface CreditCardsVariables {
  readonly userId: string;
}

/**
 * Answers what the institution asks while nextAction is ANSWER_CHALLENGES; all questions at once.
 * The job goes on: follow it with member-status.
 */
export const AnswerChallenges = 'mutation AnswerChallenges($input:AnswerChallengesInput!){answerChallenges(input:$input){__typename ...on AnswerChallengesPayload{status{id connectionStatus nextAction}}...on NotChallengedError{message status{id nextAction}}...on InvalidInputError{message path}...on NotFoundError{message}}}' as Operation<AnswerChallengesResult, AnswerChallengesVariables>;
export type AnswerChallengesResult = { readonly answerChallenges: { readonly __typename: 'AnswerChallengesPayload'; readonly status: { readonly id: string; readonly connectionStatus: Api.ConnectionStatus | null; readonly nextAction: Api.MemberNextAction } } | { readonly __typename: 'InvalidInputError'; readonly message: string; readonly path: readonly string[] | null } | { readonly __typename: 'NotChallengedError'; readonly message: string; readonly status: { readonly id: string; readonly nextAction: Api.MemberNextAction } } | { readonly __typename: 'NotFoundError'; readonly message: string } };
export interface AnswerChallengesVariables {
  readonly input: Api.AnswerChallengesInput;
}

/**
 * Connects a user to an institution with the credentials that they typed in.
 * Credentials go in variables alone, so that they stand in no document and no log.
 */
export const ConnectMember = 'mutation ConnectMember($input:CreateMemberInput!){createMember(input:$input){__typename ...on MemberPayload{member{id name status{id connectionStatus nextAction}}}...on ConflictError{message existing{__typename id}}...on InvalidInputError{message path}...on Error{code message retryable}}}' as Operation<ConnectMemberResult, ConnectMemberVariables>;
export type ConnectMemberResult = { readonly createMember: { readonly __typename: 'ConflictError'; readonly message: string; readonly existing: { readonly __typename: 'Account' | 'CreditCardProduct' | 'Institution' | 'Member' | 'Reward' | 'Transaction' | 'User'; readonly id: string } | null; readonly code: Api.ErrorCode; readonly retryable: boolean } | { readonly __typename: 'InstitutionUnavailableError' | 'NotFoundError'; readonly code: Api.ErrorCode; readonly message: string; readonly retryable: boolean } | { readonly __typename: 'InvalidInputError'; readonly message: string; readonly path: readonly string[] | null; readonly code: Api.ErrorCode; readonly retryable: boolean } | { readonly __typename: 'MemberPayload'; readonly member: { readonly id: string; readonly name: string | null; readonly status: { readonly id: string; readonly connectionStatus: Api.ConnectionStatus | null; readonly nextAction: Api.MemberNextAction } } } };
export interface ConnectMemberVariables {
  readonly input: Api.CreateMemberInput;
}

/**
 * Connects a user who signs in on the institution's own page: open oauthWindowUri for them.
 * It takes no credentials. nextAction is AUTHORIZE_OAUTH until they have signed in.
 */
export const ConnectOAuth = 'mutation ConnectOAuth($input:CreateMemberInput!){createMember(input:$input){__typename ...on MemberPayload{member{id oauthWindowUri status{id connectionStatus nextAction}}}...on Error{code message}}}' as Operation<ConnectOAuthResult, ConnectOAuthVariables>;
export type ConnectOAuthResult = { readonly createMember: { readonly __typename: 'ConflictError' | 'InstitutionUnavailableError' | 'InvalidInputError' | 'NotFoundError'; readonly code: Api.ErrorCode; readonly message: string } | { readonly __typename: 'MemberPayload'; readonly member: { readonly id: string; readonly oauthWindowUri: Api.URL | null; readonly status: { readonly id: string; readonly connectionStatus: Api.ConnectionStatus | null; readonly nextAction: Api.MemberNextAction } } } };
export interface ConnectOAuthVariables {
  readonly input: Api.CreateMemberInput;
}

/**
 * The address of MX's Connect Widget, for an app that shows MX's own screens instead of its own.
 * For one use within ten minutes. With a memberId the widget mends that member.
 */
export const ConnectWidget = 'mutation ConnectWidget($input:RequestConnectWidgetInput!){requestConnectWidget(input:$input){__typename ...on ConnectWidgetPayload{url}...on Error{code message}}}' as Operation<ConnectWidgetResult, ConnectWidgetVariables>;
export type ConnectWidgetResult = { readonly requestConnectWidget: { readonly __typename: 'ConnectWidgetPayload'; readonly url: Api.URL } | { readonly __typename: 'InvalidInputError' | 'NotFoundError'; readonly code: Api.ErrorCode; readonly message: string } };
export interface ConnectWidgetVariables {
  readonly input: Api.RequestConnectWidgetInput;
}

/**
 * Makes an end user known to MX; externalId is your own id for them.
 * For partner callers, such as your server at sign-up.
 */
export const CreateUser = 'mutation CreateUser($input:CreateUserInput!){createUser(input:$input){__typename ...on UserPayload{user{id guid externalId}}...on ConflictError{message existing{__typename id}}...on InvalidInputError{message path}}}' as Operation<CreateUserResult, CreateUserVariables>;
export type CreateUserResult = { readonly createUser: { readonly __typename: 'ConflictError'; readonly message: string; readonly existing: { readonly __typename: 'Account' | 'CreditCardProduct' | 'Institution' | 'Member' | 'Reward' | 'Transaction' | 'User'; readonly id: string } | null } | { readonly __typename: 'InvalidInputError'; readonly message: string; readonly path: readonly string[] | null } | { readonly __typename: 'UserPayload'; readonly user: { readonly id: string; readonly guid: string; readonly externalId: string | null } } };
export interface CreateUserVariables {
  readonly input: Api.CreateUserInput;
}

/**
 * The fields to ask for again when nextAction is UPDATE_CREDENTIALS; never their values.
 * The values go to update-credentials.
 */
export const CredentialsOfMember = 'query CredentialsOfMember($memberId:ID!){node(id:$memberId){__typename id ...on Member{name status{id nextAction userMessage}credentials{guid label type displayOrder}}}}' as Operation<CredentialsOfMemberResult, CredentialsOfMemberVariables>;
export type CredentialsOfMemberResult = { readonly node: { readonly __typename: 'Account' | 'CreditCardProduct' | 'Institution' | 'Reward' | 'Transaction' | 'User'; readonly id: string } | { readonly __typename: 'Member'; readonly id: string; readonly name: string | null; readonly status: { readonly id: string; readonly nextAction: Api.MemberNextAction; readonly userMessage: string }; readonly credentials: readonly ({ readonly guid: string; readonly label: string | null; readonly type: string | null; readonly displayOrder: number | null })[] | null } | null };
export interface CredentialsOfMemberVariables {
  readonly memberId: string;
}

/**
 * Removes a user from MX with every member they have, such as when an account with you is closed.
 * For partner callers. There is no way back.
 */
export const DeleteUser = 'mutation DeleteUser($input:DeleteUserInput!){deleteUser(input:$input){__typename ...on DeletedPayload{deletedId}...on NotFoundError{message}}}' as Operation<DeleteUserResult, DeleteUserVariables>;
export type DeleteUserResult = { readonly deleteUser: { readonly __typename: 'DeletedPayload'; readonly deletedId: string } | { readonly __typename: 'NotFoundError'; readonly message: string } };
export interface DeleteUserVariables {
  readonly input: Api.DeleteUserInput;
}

/**
 * Ends a connection: MX forgets the member with its accounts, transactions and rewards.
 * A second call answers NotFoundError, which a client can take for done.
 */
export const Disconnect = 'mutation Disconnect($input:DeleteMemberInput!){deleteMember(input:$input){__typename ...on DeletedPayload{deletedId}...on NotFoundError{message}}}' as Operation<DisconnectResult, DisconnectVariables>;
export type DisconnectResult = { readonly deleteMember: { readonly __typename: 'DeletedPayload'; readonly deletedId: string } | { readonly __typename: 'NotFoundError'; readonly message: string } };
export interface DisconnectVariables {
  readonly input: Api.DeleteMemberInput;
}

/**
 * Has MX gather a member's rewards, for an app that follows the job with member-status.
 * rewards-refresh does both in one subscription.
 */
export const FetchRewards = 'mutation FetchRewards($input:FetchRewardsInput!){fetchRewards(input:$input){__typename ...on JobPayload{alreadyRunning status{id connectionStatus isBeingAggregated nextAction}}...on MemberNotReadyError{message status{id nextAction}}...on Error{code message retryable}}}' as Operation<FetchRewardsResult, FetchRewardsVariables>;
export type FetchRewardsResult = { readonly fetchRewards: { readonly __typename: 'InstitutionUnavailableError' | 'JobConflictError' | 'NotFoundError' | 'RewardsNotEnabledError' | 'RewardsNotSupportedError'; readonly code: Api.ErrorCode; readonly message: string; readonly retryable: boolean } | { readonly __typename: 'JobPayload'; readonly alreadyRunning: boolean; readonly status: { readonly id: string; readonly connectionStatus: Api.ConnectionStatus | null; readonly isBeingAggregated: boolean; readonly nextAction: Api.MemberNextAction } } | { readonly __typename: 'MemberNotReadyError'; readonly message: string; readonly status: { readonly id: string; readonly nextAction: Api.MemberNextAction }; readonly code: Api.ErrorCode; readonly retryable: boolean } };
export interface FetchRewardsVariables {
  readonly input: Api.FetchRewardsInput;
}

/**
 * The search box of "connect a card": institutions by name, and the fields to ask for.
 * An institution with supportsOAuth needs none: see connect-oauth.
 */
export const Institutions = 'query Institutions($name:String){institutions(name:$name first:10){edges{node{id code name mediumLogoUrl supportsOAuth supportedProducts credentials{guid label type displayOrder}}}pageInfo{hasNextPage endCursor}totalCount}}' as Operation<InstitutionsResult, InstitutionsVariables>;
export type InstitutionsResult = { readonly institutions: { readonly edges: readonly ({ readonly node: { readonly id: string; readonly code: string; readonly name: string | null; readonly mediumLogoUrl: Api.URL | null; readonly supportsOAuth: boolean | null; readonly supportedProducts: readonly Api.Product[] | null; readonly credentials: readonly ({ readonly guid: string; readonly label: string | null; readonly type: string | null; readonly displayOrder: number | null })[] | null } })[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }; readonly totalCount: number | null } | null };
export interface InstitutionsVariables {
  readonly name?: string | null | undefined;
}

/**
 * Follows a member, over WebSocket or SSE: its status now, then each change, with the questions of MFA.
 * Reconnecting, give the last revision as `after`; completeWhenSettled ends when someone has to act.
 */
export const MemberStatus = 'subscription MemberStatus($memberId:ID!$after:String$completeWhenSettled:Boolean){memberStatus(memberId:$memberId after:$after completeWhenSettled:$completeWhenSettled){id connectionStatus isBeingAggregated nextAction isSettled userMessage challenges{__typename id label ...on OptionsChallenge{options{value label}}...on ImageChallenge{image}...on ImageOptionsChallenge{options{value label dataUri}}}revision}}' as Operation<MemberStatusResult, MemberStatusVariables>;
export type MemberStatusResult = { readonly memberStatus: { readonly id: string; readonly connectionStatus: Api.ConnectionStatus | null; readonly isBeingAggregated: boolean; readonly nextAction: Api.MemberNextAction; readonly isSettled: boolean; readonly userMessage: string; readonly challenges: readonly ({ readonly __typename: 'ImageChallenge'; readonly id: string; readonly label: string | null; readonly image: string } | { readonly __typename: 'ImageOptionsChallenge'; readonly id: string; readonly label: string | null; readonly options: readonly ({ readonly value: string; readonly label: string | null; readonly dataUri: string })[] } | { readonly __typename: 'OptionsChallenge'; readonly id: string; readonly label: string | null; readonly options: readonly ({ readonly value: string; readonly label: string | null })[] } | { readonly __typename: 'TextChallenge' | 'TokenChallenge' | 'UnrecognizedChallenge'; readonly id: string; readonly label: string | null })[] | null; readonly revision: string } };
export interface MemberStatusVariables {
  readonly memberId: string;
  readonly after?: string | null | undefined;
  readonly completeWhenSettled?: boolean | null | undefined;
}

/**
 * Follows all connections of a user: the status of each now, then each change, and who has to act.
 * Put `changed` into your list by id, remove `removed` by guid, and reconnect with the last revision.
 */
export const MemberStatuses = 'subscription MemberStatuses($userId:ID!$after:String){memberStatuses(userId:$userId after:$after){changed{id isBeingAggregated nextAction userMessage member{id guid name}}removed needsAction{id nextAction userMessage}revision}}' as Operation<MemberStatusesResult, MemberStatusesVariables>;
export type MemberStatusesResult = { readonly memberStatuses: { readonly changed: readonly ({ readonly id: string; readonly isBeingAggregated: boolean; readonly nextAction: Api.MemberNextAction; readonly userMessage: string; readonly member: { readonly id: string; readonly guid: string; readonly name: string | null } | null })[]; readonly removed: readonly string[]; readonly needsAction: readonly ({ readonly id: string; readonly nextAction: Api.MemberNextAction; readonly userMessage: string })[]; readonly revision: string } };
export interface MemberStatusesVariables {
  readonly userId: string;
  readonly after?: string | null | undefined;
}

/**
 * Anything again by the global id that an earlier answer gave: ids can be kept and handed back alone.
 * Null when it no longer exists, or belongs to someone else.
 */
export const Node = 'query Node($id:ID!){node(id:$id){__typename id ...on Account{name balance}...on Transaction{description amount}...on CreditCardProduct{name}}}' as Operation<NodeResult, NodeVariables>;
export type NodeResult = { readonly node: { readonly __typename: 'Account'; readonly id: string; readonly name: string | null; readonly balance: Api.Decimal | null } | { readonly __typename: 'CreditCardProduct'; readonly id: string; readonly name: string | null } | { readonly __typename: 'Institution' | 'Member' | 'Reward' | 'User'; readonly id: string } | { readonly __typename: 'Transaction'; readonly id: string; readonly description: string | null; readonly amount: Api.Decimal | null } | null };
export interface NodeVariables {
  readonly id: string;
}

/**
 * Another sign-in page for an OAuth member, whenever nextAction is AUTHORIZE_OAUTH.
 * The address is for one use: give it to the end user alone.
 */
export const RequestOAuthWindow = 'mutation RequestOAuthWindow($input:RequestOAuthWindowInput!){requestOAuthWindow(input:$input){__typename ...on OAuthWindowPayload{url}...on Error{code message}}}' as Operation<RequestOAuthWindowResult, RequestOAuthWindowVariables>;
export type RequestOAuthWindowResult = { readonly requestOAuthWindow: { readonly __typename: 'InvalidInputError' | 'NotFoundError'; readonly code: Api.ErrorCode; readonly message: string } | { readonly __typename: 'OAuthWindowPayload'; readonly url: Api.URL } };
export interface RequestOAuthWindowVariables {
  readonly input: Api.RequestOAuthWindowInput;
}

/**
 * "Pull to refresh": starts the gathering or joins the one under way, and ends with the rewards.
 * Only a failed event may be without status, so GraphQL asks for another name there: `ended`.
 */
export const RewardsRefresh = 'subscription RewardsRefresh($memberId:ID!$after:String){rewardsRefresh(memberId:$memberId after:$after){__typename ...on RewardsRefreshProgress{status{id nextAction userMessage revision}}...on RewardsRefreshChallenged{status{id nextAction userMessage revision}challenges{__typename id label ...on OptionsChallenge{options{value label}}...on ImageChallenge{image}...on ImageOptionsChallenge{options{value label dataUri}}}}...on RewardsRefreshCompleted{refreshed status{id nextAction userMessage revision}rewards{id description balance balanceType unit expiresOn}}...on RewardsRefreshFailed{ended:status{id nextAction userMessage revision}error{__typename code message retryable}}}}' as Operation<RewardsRefreshResult, RewardsRefreshVariables>;
export type RewardsRefreshResult = { readonly rewardsRefresh: { readonly __typename: 'RewardsRefreshChallenged'; readonly status: { readonly id: string; readonly nextAction: Api.MemberNextAction; readonly userMessage: string; readonly revision: string }; readonly challenges: readonly ({ readonly __typename: 'ImageChallenge'; readonly id: string; readonly label: string | null; readonly image: string } | { readonly __typename: 'ImageOptionsChallenge'; readonly id: string; readonly label: string | null; readonly options: readonly ({ readonly value: string; readonly label: string | null; readonly dataUri: string })[] } | { readonly __typename: 'OptionsChallenge'; readonly id: string; readonly label: string | null; readonly options: readonly ({ readonly value: string; readonly label: string | null })[] } | { readonly __typename: 'TextChallenge' | 'TokenChallenge' | 'UnrecognizedChallenge'; readonly id: string; readonly label: string | null })[] } | { readonly __typename: 'RewardsRefreshCompleted'; readonly refreshed: boolean; readonly status: { readonly id: string; readonly nextAction: Api.MemberNextAction; readonly userMessage: string; readonly revision: string }; readonly rewards: readonly ({ readonly id: string; readonly description: string | null; readonly balance: Api.Decimal | null; readonly balanceType: Api.RewardBalanceType; readonly unit: Api.RewardUnit; readonly expiresOn: Api.Date | null })[] } | { readonly __typename: 'RewardsRefreshFailed'; readonly ended: { readonly id: string; readonly nextAction: Api.MemberNextAction; readonly userMessage: string; readonly revision: string } | null; readonly error: { readonly __typename: 'ConflictError' | 'InstitutionUnavailableError' | 'InvalidInputError' | 'JobConflictError' | 'MemberNotReadyError' | 'NotChallengedError' | 'NotFoundError' | 'RefreshFailedError' | 'RewardsNotEnabledError' | 'RewardsNotSupportedError'; readonly code: Api.ErrorCode; readonly message: string; readonly retryable: boolean } } | { readonly __typename: 'RewardsRefreshProgress'; readonly status: { readonly id: string; readonly nextAction: Api.MemberNextAction; readonly userMessage: string; readonly revision: string } } };
export interface RewardsRefreshVariables {
  readonly memberId: string;
  readonly after?: string | null | undefined;
}

/**
 * What a user's rewards come to: a total for each unit, never across units, and what expires next,
 * as of the user's day. A total that is not complete lacks something that MX sent unreadably.
 */
export const RewardsSummary = 'query RewardsSummary($userId:ID!$on:Date){node(id:$userId){__typename id ...on User{rewardsSummary(on:$on){asOf units{unit total isComplete expiring nextExpiry rewards{id description balance member{id name}}}}}}}' as Operation<RewardsSummaryResult, RewardsSummaryVariables>;
export type RewardsSummaryResult = { readonly node: { readonly __typename: 'Account' | 'CreditCardProduct' | 'Institution' | 'Member' | 'Reward' | 'Transaction'; readonly id: string } | { readonly __typename: 'User'; readonly id: string; readonly rewardsSummary: { readonly asOf: Api.DateTime | null; readonly units: readonly ({ readonly unit: Api.RewardUnit; readonly total: Api.Decimal | null; readonly isComplete: boolean; readonly expiring: Api.Decimal | null; readonly nextExpiry: Api.Date | null; readonly rewards: readonly ({ readonly id: string; readonly description: string | null; readonly balance: Api.Decimal | null; readonly member: { readonly id: string; readonly name: string | null } | null })[] })[] } | null } | null };
export interface RewardsSummaryVariables {
  readonly userId: string;
  readonly on?: Api.Date | null | undefined;
}

/**
 * A user's transactions, newest first, a page at a time: give endCursor as `after` for the next.
 * from and to are days, both included; without them, the last 120 days.
 */
export const Transactions = 'query Transactions($userId:ID!$first:Int$after:String$from:Date$to:Date){node(id:$userId){__typename id ...on User{transactions(first:$first after:$after from:$from to:$to){edges{node{id date description amount type status currencyCode category account{id name}}}pageInfo{hasNextPage endCursor}totalCount}}}}' as Operation<TransactionsResult, TransactionsVariables>;
export type TransactionsResult = { readonly node: { readonly __typename: 'Account' | 'CreditCardProduct' | 'Institution' | 'Member' | 'Reward' | 'Transaction'; readonly id: string } | { readonly __typename: 'User'; readonly id: string; readonly transactions: { readonly edges: readonly ({ readonly node: { readonly id: string; readonly date: Api.Date | null; readonly description: string | null; readonly amount: Api.Decimal | null; readonly type: Api.TransactionType; readonly status: Api.TransactionStatus; readonly currencyCode: string | null; readonly category: string | null; readonly account: { readonly id: string; readonly name: string | null } | null } })[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }; readonly totalCount: number | null } | null } | null };
export interface TransactionsVariables {
  readonly userId: string;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly from?: Api.Date | null | undefined;
  readonly to?: Api.Date | null | undefined;
}

/**
 * New credentials for a member whose nextAction is UPDATE_CREDENTIALS; they start a job.
 * The fields to ask for are those of the query credentials-of-member.
 */
export const UpdateCredentials = 'mutation UpdateCredentials($input:UpdateMemberInput!){updateMember(input:$input){__typename ...on MemberPayload{member{id status{id connectionStatus nextAction}}}...on InvalidInputError{message path}...on Error{code message retryable}}}' as Operation<UpdateCredentialsResult, UpdateCredentialsVariables>;
export type UpdateCredentialsResult = { readonly updateMember: { readonly __typename: 'ConflictError' | 'InstitutionUnavailableError' | 'JobConflictError' | 'NotFoundError'; readonly code: Api.ErrorCode; readonly message: string; readonly retryable: boolean } | { readonly __typename: 'InvalidInputError'; readonly message: string; readonly path: readonly string[] | null; readonly code: Api.ErrorCode; readonly retryable: boolean } | { readonly __typename: 'MemberPayload'; readonly member: { readonly id: string; readonly status: { readonly id: string; readonly connectionStatus: Api.ConnectionStatus | null; readonly nextAction: Api.MemberNextAction } } } };
export interface UpdateCredentialsVariables {
  readonly input: Api.UpdateMemberInput;
}

/**
 * "Refresh all": a job for each connection of a user, with progress, MFA and an outcome for each.
 * The answers to challenges go to answerChallenges; reconnect with the last revision as `after`.
 */
export const UserRewardsRefresh = 'subscription UserRewardsRefresh($userId:ID!$after:String){userRewardsRefresh(userId:$userId after:$after){__typename ...on UserRewardsRefreshProgress{settled total statuses{id nextAction userMessage member{id name}}revision}...on UserRewardsRefreshChallenged{status{id nextAction userMessage member{id name}}challenges{__typename id label ...on OptionsChallenge{options{value label}}...on ImageChallenge{image}...on ImageOptionsChallenge{options{value label dataUri}}}revision}...on UserRewardsRefreshCompleted{refreshed{id name}failed{status{id nextAction userMessage}error{__typename code message retryable}}summary{units{unit total}}}}}' as Operation<UserRewardsRefreshResult, UserRewardsRefreshVariables>;
export type UserRewardsRefreshResult = { readonly userRewardsRefresh: { readonly __typename: 'UserRewardsRefreshChallenged'; readonly status: { readonly id: string; readonly nextAction: Api.MemberNextAction; readonly userMessage: string; readonly member: { readonly id: string; readonly name: string | null } | null }; readonly challenges: readonly ({ readonly __typename: 'ImageChallenge'; readonly id: string; readonly label: string | null; readonly image: string } | { readonly __typename: 'ImageOptionsChallenge'; readonly id: string; readonly label: string | null; readonly options: readonly ({ readonly value: string; readonly label: string | null; readonly dataUri: string })[] } | { readonly __typename: 'OptionsChallenge'; readonly id: string; readonly label: string | null; readonly options: readonly ({ readonly value: string; readonly label: string | null })[] } | { readonly __typename: 'TextChallenge' | 'TokenChallenge' | 'UnrecognizedChallenge'; readonly id: string; readonly label: string | null })[]; readonly revision: string } | { readonly __typename: 'UserRewardsRefreshCompleted'; readonly refreshed: readonly ({ readonly id: string; readonly name: string | null })[]; readonly failed: readonly ({ readonly status: { readonly id: string; readonly nextAction: Api.MemberNextAction; readonly userMessage: string } | null; readonly error: { readonly __typename: 'ConflictError' | 'InstitutionUnavailableError' | 'InvalidInputError' | 'JobConflictError' | 'MemberNotReadyError' | 'NotChallengedError' | 'NotFoundError' | 'RefreshFailedError' | 'RewardsNotEnabledError' | 'RewardsNotSupportedError'; readonly code: Api.ErrorCode; readonly message: string; readonly retryable: boolean } })[]; readonly summary: { readonly units: readonly ({ readonly unit: Api.RewardUnit; readonly total: Api.Decimal | null })[] } } | { readonly __typename: 'UserRewardsRefreshProgress'; readonly settled: number; readonly total: number; readonly statuses: readonly ({ readonly id: string; readonly nextAction: Api.MemberNextAction; readonly userMessage: string; readonly member: { readonly id: string; readonly name: string | null } | null })[]; readonly revision: string } };
export interface UserRewardsRefreshVariables {
  readonly userId: string;
  readonly after?: string | null | undefined;
}

/**
 * All users, a page at a time, for back-office tools of a partner.
 * externalId, email and isDisabled narrow it down.
 */
export const Users = 'query Users($first:Int$after:String$email:String$isDisabled:Boolean){users(first:$first after:$after email:$email isDisabled:$isDisabled){edges{node{id externalId email isDisabled}}pageInfo{hasNextPage endCursor}totalCount}}' as Operation<UsersResult, UsersVariables>;
export type UsersResult = { readonly users: { readonly edges: readonly ({ readonly node: { readonly id: string; readonly externalId: string | null; readonly email: string | null; readonly isDisabled: boolean | null } })[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }; readonly totalCount: number | null } | null };
export interface UsersVariables {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly isDisabled?: boolean | null | undefined;
}

/**
 * The home screen of a wallet: every card of one user with its product and its rewards.
 * A field that could not be read is null, and the rest is there all the same.
 */
export const Wallet = 'query Wallet($externalId:ID!){user(externalId:$externalId){id members{edges{node{id name institution{id name smallLogoUrl}status{id nextAction userMessage canFetchRewards}accounts{edges{node{id name type balance currencyCode currentRewardLevel creditCardProduct{id name annualFee}}}}rewards{id description balance balanceType unit expiresOn account{id}}}}}}}' as Operation<WalletResult, WalletVariables>;
export type WalletResult = { readonly user: { readonly id: string; readonly members: { readonly edges: readonly ({ readonly node: { readonly id: string; readonly name: string | null; readonly institution: { readonly id: string; readonly name: string | null; readonly smallLogoUrl: Api.URL | null } | null; readonly status: { readonly id: string; readonly nextAction: Api.MemberNextAction; readonly userMessage: string; readonly canFetchRewards: boolean }; readonly accounts: { readonly edges: readonly ({ readonly node: { readonly id: string; readonly name: string | null; readonly type: Api.AccountType; readonly balance: Api.Decimal | null; readonly currencyCode: string | null; readonly currentRewardLevel: string | null; readonly creditCardProduct: { readonly id: string; readonly name: string | null; readonly annualFee: Api.Decimal | null } | null } })[] } | null; readonly rewards: readonly ({ readonly id: string; readonly description: string | null; readonly balance: Api.Decimal | null; readonly balanceType: Api.RewardBalanceType; readonly unit: Api.RewardUnit; readonly expiresOn: Api.Date | null; readonly account: { readonly id: string } | null })[] | null } })[] } | null } | null };
export interface WalletVariables {
  readonly externalId: string;
}
