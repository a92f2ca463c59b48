import { AuthError, type AuthErrorCode } from '../../auth/auth-error.ts';
import { MxError, type MxErrorCode } from '../../mx/errors.ts';
import { type ClientErrorCode, type HttpStatus, Refusal, type SocketClose } from '../refusal.ts';

/** The error that a client gets for a failure that is not its own fault. */
interface Sentence {
  readonly code: ClientErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly http?: HttpStatus;
  readonly close?: SocketClose;
}

const sentences: Record<MxErrorCode, Sentence> = {
  NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no such object.', retryable: false },
  INVALID_INPUT: { code: 'BAD_USER_INPUT', message: 'MX rejected the input.', retryable: false },
  // The schema checks the ids that clients send, so a malformed id comes from MX.
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
  // This error only appears in the log.
  ABANDONED: { code: 'CANCELLED', message: 'The client stopped waiting.', retryable: false },
};

const blocked: Sentence = {
  code: 'UPSTREAM_UNAVAILABLE',
  message: 'MX does not let this partner use the institution.',
  retryable: false,
};

/** The message for calls that the gateway itself refuses for now. */
const busyMessage = 'The gateway is too busy with calls to MX. Try again in a moment.';

const authSentences: Record<AuthErrorCode, Sentence> = {
  UNAUTHENTICATED: {
    code: 'UNAUTHENTICATED',
    message: 'A valid bearer token is required.',
    retryable: false,
    http: { status: 401, headers: { 'www-authenticate': 'Bearer' } },
    close: { code: 4403, reason: 'Forbidden' },
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
    close: { code: 1013, reason: 'Try again later' },
  },
};

const internal: Sentence = { code: 'INTERNAL', message: 'Something went wrong.', retryable: false };

/** The refusal that a client gets for a failure: INTERNAL for an unknown kind of error. */
export function toRefusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  if (thrown instanceof MxError) return toRefusalOfMx(thrown);
  const { message, ...sentence } =
    thrown instanceof AuthError ? authSentences[thrown.code] : internal;
  return new Refusal(sentence.code, message, { ...sentence, cause: thrown });
}

function toRefusalOfMx(failure: MxError): Refusal {
  const { limit, retryAfterMs } = failure;
  const { code, retryable, message } =
    failure.trouble === 'blocked' ? blocked : sentences[failure.code];
  // A call that the gateway did not make is not a failure.
  if (limit !== undefined || failure.code === 'ABANDONED') {
    const said = limit !== undefined && retryable ? busyMessage : message;
    return new Refusal(code, said, { retryable, limit, retryAfterMs });
  }
  return new Refusal(code, message, {
    retryable: retryable && !failure.mayBeDone,
    retryAfterMs,
    cause: failure,
  });
}
