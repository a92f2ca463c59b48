import { AuthError, type AuthErrorCode } from '../../auth/auth-error.ts';
import { MxError, type MxErrorCode } from '../../mx/errors.ts';
import type { ClientErrorCode } from '../refusal.ts';

/** What a client is told of a failure that is not its own. */
export interface Sentence {
  readonly code: ClientErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  /** For an answer that HTTP has a status for, whatever the operation. */
  readonly http?: { readonly status: number; readonly headers?: Record<string, string> };
}

const sentences: Record<MxErrorCode, Sentence> = {
  NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no such object.', retryable: false },
  INVALID_INPUT: { code: 'BAD_USER_INPUT', message: 'MX refused the input.', retryable: false },
  // The schema has checked what clients send: such an id came from MX.
  MALFORMED_ID: {
    code: 'UPSTREAM_BAD_RESPONSE',
    message: 'MX sent an answer that cannot be used.',
    retryable: false,
  },
  CONFLICT: {
    code: 'BAD_USER_INPUT',
    message: 'The object exists already, or another job is running.',
    retryable: false,
  },
  NOT_ALLOWED: {
    code: 'BAD_USER_INPUT',
    message: 'The object is not in a state that allows this.',
    retryable: false,
  },
  FORBIDDEN: {
    code: 'UPSTREAM_FORBIDDEN',
    message: 'MX does not allow this: the feature or the address of the gateway is not enabled.',
    retryable: false,
  },
  INSTITUTION_UNAVAILABLE: {
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'The institution cannot be reached through MX at the moment.',
    retryable: true,
  },
  REFUSED_GATEWAY: {
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'MX does not accept this gateway: its operator has to act.',
    retryable: false,
  },
  RATE_LIMITED: {
    code: 'RATE_LIMITED',
    message: 'MX asks for fewer calls at the moment.',
    retryable: true,
  },
  UNAVAILABLE: {
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'MX cannot be reached at the moment.',
    retryable: true,
  },
  TIMEOUT: {
    code: 'UPSTREAM_TIMEOUT',
    message: 'MX did not answer in time.',
    retryable: true,
  },
  BAD_RESPONSE: {
    code: 'UPSTREAM_BAD_RESPONSE',
    message: 'MX sent an answer that cannot be used.',
    retryable: false,
  },
  OUTCOME_UNKNOWN: {
    code: 'OUTCOME_UNKNOWN',
    message: 'MX gave no answer that can be used: the change may or may not have been made.',
    retryable: false,
  },
  OVER_BUDGET: {
    code: 'CALL_BUDGET_EXCEEDED',
    message: 'The operation needs more of MX than one operation may have: ask for less at a time.',
    retryable: false,
  },
  // Told to nobody but the log.
  ABANDONED: { code: 'CANCELLED', message: 'The client has left.', retryable: false },
};

const blocked: Sentence = {
  code: 'UPSTREAM_UNAVAILABLE',
  message: 'MX does not let this partner use the institution.',
  retryable: false,
};

/** Of what the gateway itself refuses for now. */
const busyMessage = 'Too much is asked of MX at once: try again in a moment.';

const authSentences: Record<AuthErrorCode, Sentence> = {
  UNAUTHENTICATED: {
    code: 'UNAUTHENTICATED',
    message: 'A valid bearer token is needed.',
    retryable: false,
    http: { status: 401, headers: { 'www-authenticate': 'Bearer' } },
  },
  UNKNOWN_USER: {
    code: 'UNKNOWN_USER',
    message: 'The token is valid, but MX has no user for it yet: create the user, then try again.',
    retryable: false,
    http: { status: 403 },
  },
  UNAVAILABLE: {
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'Tokens cannot be checked at the moment.',
    retryable: true,
    http: { status: 503 },
  },
};

const internal: Sentence = { code: 'INTERNAL', message: 'Something went wrong.', retryable: false };

/** INTERNAL for what is of no known kind. */
export function sentenceOf(thrown: unknown): Sentence {
  if (thrown instanceof MxError) {
    const sentence = sentences[thrown.code];
    if (thrown.trouble === 'blocked') return blocked;
    const isBusy = thrown.limit !== undefined && sentence.retryable;
    return isBusy ? { ...sentence, message: busyMessage } : sentence;
  }
  return thrown instanceof AuthError ? authSentences[thrown.code] : internal;
}
