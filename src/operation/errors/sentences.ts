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
  INVALID_INPUT: { code: 'BAD_USER_INPUT', message: 'MX rejected the input.', retryable: false },
  // The schema has checked what clients send: such an id came from MX.
  MALFORMED_ID: {
    code: 'UPSTREAM_BAD_RESPONSE',
    message: 'MX sent an unusable response.',
    retryable: false,
  },
  CONFLICT: {
    code: 'BAD_USER_INPUT',
    message: 'The object already exists, or another job is running.',
    retryable: false,
  },
  NOT_ALLOWED: {
    code: 'BAD_USER_INPUT',
    message: 'The current state of the object does not allow this.',
    retryable: false,
  },
  FORBIDDEN: {
    code: 'UPSTREAM_FORBIDDEN',
    message:
      "MX does not allow this call. Either the feature or the gateway's IP address is not enabled.",
    retryable: false,
  },
  INSTITUTION_UNAVAILABLE: {
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'MX cannot reach the institution at the moment.',
    retryable: true,
  },
  REFUSED_GATEWAY: {
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'MX does not accept this gateway. The operator of the gateway must fix this.',
    retryable: false,
  },
  RATE_LIMITED: {
    code: 'RATE_LIMITED',
    message: 'MX is rate limiting this gateway. Try again later.',
    retryable: true,
  },
  UNAVAILABLE: {
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'MX cannot be reached at the moment.',
    retryable: true,
  },
  TIMEOUT: {
    code: 'UPSTREAM_TIMEOUT',
    message: 'MX did not respond in time.',
    retryable: true,
  },
  BAD_RESPONSE: {
    code: 'UPSTREAM_BAD_RESPONSE',
    message: 'MX sent an unusable response.',
    retryable: false,
  },
  OUTCOME_UNKNOWN: {
    code: 'OUTCOME_UNKNOWN',
    message: 'MX did not send a usable response. The change may or may not have been made.',
    retryable: false,
  },
  OVER_BUDGET: {
    code: 'CALL_BUDGET_EXCEEDED',
    message:
      'The operation needs more from MX than one operation may request. Request less at a time.',
    retryable: false,
  },
  // Told to nobody but the log.
  ABANDONED: { code: 'CANCELLED', message: 'The client stopped waiting.', retryable: false },
};

const blocked: Sentence = {
  code: 'UPSTREAM_UNAVAILABLE',
  message: 'MX does not let this partner use the institution.',
  retryable: false,
};

/** Of what the gateway itself refuses for now. */
const busyMessage = 'The gateway is too busy with calls to MX. Try again in a moment.';

const authSentences: Record<AuthErrorCode, Sentence> = {
  UNAUTHENTICATED: {
    code: 'UNAUTHENTICATED',
    message: 'A valid bearer token is required.',
    retryable: false,
    http: { status: 401, headers: { 'www-authenticate': 'Bearer' } },
  },
  UNKNOWN_USER: {
    code: 'UNKNOWN_USER',
    message: 'The token is valid, but MX has no user for it yet. Create the user, then try again.',
    retryable: false,
    http: { status: 403 },
  },
  UNAVAILABLE: {
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'Tokens cannot be verified at the moment.',
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
