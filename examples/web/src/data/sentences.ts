import { MxError } from 'mx-graphql-gateway-client';

/** For codes of mutations. Where there is a status, its `userMessage` says more. */
const failures: Readonly<Record<string, string>> = {
  CONFLICT: 'This bank is connected already.',
  INVALID_INPUT: 'Something in this form is missing or not right. Please check it.',
  INSTITUTION_UNAVAILABLE: 'This bank cannot be reached right now. Please try again later.',
  JOB_CONFLICT: 'An update of this bank is still running. It will be done in a moment.',
  MEMBER_NOT_READY: 'This bank needs your attention first.',
  NOT_CHALLENGED: 'The bank no longer waits for this answer. Please start again.',
  NOT_FOUND: 'This connection no longer exists.',
  REFRESH_FAILED: 'The update did not succeed. Please try again later.',
  REWARDS_NOT_ENABLED: 'Rewards are not available in this app yet.',
  REWARDS_NOT_SUPPORTED: 'This bank does not share its rewards.',
};

/** For codes of errors that are thrown. */
const errors: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'You are signed out. Please sign in again.',
  UNKNOWN_USER: 'Your account is still being set up. Please try again in a minute.',
  RATE_LIMITED: 'That was a lot at once. Please wait a moment and try again.',
  CONNECTION_FAILED: 'There is no connection. Please check your network and try again.',
  RESTARTING: 'There is no connection right now. Please try again in a moment.',
  OUTCOME_UNKNOWN: 'The connection broke. Please check whether it worked before you try again.',
  UPSTREAM_UNAVAILABLE: 'Your banks cannot be reached right now. Please try again later.',
  UPSTREAM_TIMEOUT: 'Your banks take too long to answer right now. Please try again later.',
};

const OTHER = 'Something went wrong. Please try again later.';

/** A sentence for a person, for a failure of a mutation. */
export function describeFailure(code: string): string {
  return failures[code] ?? OTHER;
}

/** Failures of a refresh that its bank's status explains. All others leave the status as it was. */
const explained = new Set(['REFRESH_FAILED', 'MEMBER_NOT_READY']);

/** A sentence for a person, for a bank whose rewards could not be refreshed. */
export function describeRefreshFailure(
  { code }: { readonly code: string },
  status: { readonly userMessage: string } | null | undefined,
): string {
  return status != null && explained.has(code) ? status.userMessage : describeFailure(code);
}

/** A sentence for a person, for whatever was thrown. Developers find the error itself in its code. */
export function describeError(error: unknown): string {
  return error instanceof MxError ? (errors[error.code] ?? OTHER) : OTHER;
}
