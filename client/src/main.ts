export type { Challenge } from './challenge.ts';
export type { ChallengeAnswer, ChallengeContext, OnChallenge } from './challenges.ts';
export {
  createMxClient,
  type MutationOptions,
  type MxClient,
  type MxClientOptions,
  type RequestOptions,
  type SubscribeOptions,
} from './client.ts';
export type { MxDocument, Operation, ResultOf, VariablesOf } from './document.ts';
export {
  type GatewayError,
  type GatewayErrorCode,
  MxConnectionError,
  MxError,
  type MxErrorCode,
  type MxErrorOptions,
  MxRequestError,
  MxSessionError,
} from './errors.ts';
export type { MxStream } from './stream.ts';
export type { GetToken } from './tokens.ts';
export type {
  RefreshEvent,
  Status,
  UserRefreshEvent,
  WatchOptions,
  WatchStatusOptions,
} from './watch.ts';
