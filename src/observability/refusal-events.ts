import type { Logger } from 'pino';
import type { Bursts } from './bursts.ts';
import type { Events, RefusedEvent } from './event-types.ts';
import { quietly } from './quietly.ts';
import { describeError } from './redact.ts';
import { createTally } from './tally.ts';

/** The least time between two log lines about one limit. */
const LIMIT_LOG_MS = 10_000;

/** Lines a second of failures with one cause. */
const MAX_FAILURE_LINES = 50;

/** Lines a second of refusals for one reason. */
const MAX_REFUSAL_LINES = 10;

/** MX's answers to what a client has sent, which nobody has to look at. */
const OF_REQUESTS: ReadonlySet<string> = new Set(['BAD_USER_INPUT', 'NOT_FOUND', 'FORBIDDEN']);

/** Lines of one kind are bounded together. */
export interface LineKind {
  readonly of: 'operation' | 'stream-started' | 'exchange' | 'webhook' | 'failed' | 'refused';
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  readonly what?: string;
  readonly why?: string | undefined;
  readonly reason?: string;
}

interface RefusalEventsOptions {
  readonly logger: Logger;
  readonly bursts: Bursts<LineKind>;
  readonly now: () => number;
}

/** The events that a client, or a fault, can cause in any number: the log has a bounded number of them. */
export function createRefusalEvents({
  logger,
  bursts,
  now,
}: RefusalEventsOptions): Pick<Events, 'keysFailed' | 'refused' | 'failed' | 'limited'> {
  const limitHits = createTally(LIMIT_LOG_MS, now);
  const keyFailures = createTally(LIMIT_LOG_MS, now);

  const refused = quietly((refusal: RefusedEvent) => {
    const { what, why, reason } = refusal;
    if (!bursts.take({ of: 'refused', what, why, reason }, MAX_REFUSAL_LINES)) return;
    logger.warn({ event: 'refused', ...refusal });
  });

  return {
    keysFailed: quietly((cause) => {
      const error = describeError(cause);
      const times = keyFailures.count(`${error.name} ${error.message} ${error.cause?.code}`);
      if (times === null) return;
      const sentence = 'The key set cannot be fetched. Check AUTH_JWKS_URL.';
      logger.error({ event: 'keys-failed', times, error }, sentence);
    }),
    refused,
    failed: quietly(({ errorId, code, cause, times, trace_id }) => {
      if (isRefusedToken(cause)) {
        refused({ what: 'token', reason: cause.message, errorId, trace_id });
        return;
      }
      const level = code === 'INTERNAL' ? 'error' : OF_REQUESTS.has(code) ? 'info' : 'warn';
      const error = describeError(cause);
      const kind = { of: 'failed', code, error: error.message ?? error.name } as const;
      if (!bursts.take(kind, MAX_FAILURE_LINES)) return;
      logger[level]({ event: 'failed', errorId, code, times, error, trace_id });
    }),
    limited: quietly(({ limit }) => {
      const times = limitHits.count(limit);
      if (times !== null) logger.warn({ event: 'limited', limit, times });
    }),
  };
}

/** Callers without a good token are their own affair, and no failure. */
function isRefusedToken(cause: unknown): cause is Error {
  const { name, code } = Object(cause) as { name?: unknown; code?: unknown };
  return name === 'AuthError' && (code === 'UNAUTHENTICATED' || code === 'UNKNOWN_USER');
}
