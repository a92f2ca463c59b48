import type { Logger } from 'pino';
import type { LimitName } from '../limits.ts';
import { createBursts } from './bursts.ts';
import type { OperationEvent } from './operations.ts';
import { describeError } from './redact.ts';
import { createTally } from './tally.ts';

export interface Started {
  /** Where the gateway answers, `/graphql` included. */
  readonly url: string;
  readonly upstream: 'sandbox' | 'mx';
  /** True when a browser finds GraphiQL at `url`. */
  readonly hasExplorer: boolean;
  /** Of the sandbox's demo household, whose people are invented: fit to be printed. */
  readonly demoToken?: string | null;
  /** Of the gateway. */
  readonly version?: string;
  /** Host of MX; null for the sandbox. */
  readonly mxHost?: string | null;
  readonly apiVersion?: string;
  /** How callers prove who they are, in words. */
  readonly auth?: string;
  readonly isProduction?: boolean;
}

/** A caller or a request that was turned away, and why. */
export interface RefusedEvent {
  readonly what: 'token' | 'request' | 'handshake';
  /** A fixed sentence, never what was sent. */
  readonly reason: string;
  /** Of the HTTP response. */
  readonly status?: number | undefined;
  /** What the client was told to quote. */
  readonly errorId?: string | undefined;
  /** What helps to find out who sent it; bounded, and no secret. */
  readonly from?: object | undefined;
}

/** One call to MX, its retries included. */
export interface ExchangeEvent {
  readonly method: string;
  /** The template (`/users/{user_guid}`), never the path. */
  readonly route: string;
  /** Undefined when no answer came. */
  readonly status?: number | null | undefined;
  /** The `MxError` code of a failed call. */
  readonly code?: string | null | undefined;
  readonly durationMs: number;
  readonly attempts: number;
  /** Wire names of what came in a form that cannot be read. */
  readonly driftedFields?: readonly string[] | undefined;
}

/** How MX stands to the gateway now. */
export interface UpstreamEvent {
  readonly health: 'up' | 'down' | 'key-refused' | 'version-refused';
  readonly sentence: string;
}

/** A client met a bound of `limits.ts`. */
export interface LimitEvent {
  readonly limit: LimitName;
}

export interface FailureEvent {
  /** What the client was told to quote. */
  readonly errorId: string;
  readonly code: string;
  /** What was really thrown. */
  readonly cause: unknown;
  /** The failed fields that this stands for; one unless given. */
  readonly times?: number;
}

/** Everything that the gateway has to say while it runs. No function here throws. */
export interface Events {
  readonly configWarning: (sentence: string) => void;
  readonly started: (event: Started) => void;
  readonly stopping: (reason: string) => void;
  readonly stopped: (durationMs: number) => void;
  /** Node has a warning about the gateway's own code. */
  readonly warned: (warning: Error) => void;
  /** Nothing handles this error: the process ends. */
  readonly crashed: (error: unknown) => void;
  readonly operation: (event: OperationEvent) => void;
  /** At debug; but each field that could not be read once a minute as a warning, at any level. */
  readonly exchange: (event: ExchangeEvent) => void;
  /** MX has stopped answering, refuses the gateway, or answers again. */
  readonly upstream: (event: UpstreamEvent) => void;
  readonly failed: (event: FailureEvent) => void;
  /** The issuer's key set could not be fetched. Logged once in ten seconds a reason. */
  readonly keysFailed: (error: unknown) => void;
  readonly refused: (event: RefusedEvent) => void;
  /** Logged once in ten seconds a limit, with the number of times, so that a flood stays out of the log. */
  readonly limited: (event: LimitEvent) => void;
}

/** The least time between two log lines about one limit. */
const LIMIT_LOG_MS = 10_000;

/** Lines a second of operations with one outcome, and of calls to MX with one. */
const MAX_OPERATION_LINES = 1_000;
/** Lines a second of failures with one cause. */
const MAX_FAILURE_LINES = 50;

/** Lines a second of refusals for one reason. */
const MAX_REFUSAL_LINES = 10;

/** Lines of one kind are bounded together. */
interface Kind {
  readonly of: 'operation' | 'exchange' | 'failed' | 'refused';
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  readonly what?: string;
  readonly reason?: string;
}

export interface EventsOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  readonly schedule?: (callback: () => void, ms: number) => void;
}

/** The least time between two log lines about one field of one endpoint. */
const DRIFT_LOG_MS = 60_000;

const DRIFT_SENTENCE =
  'MX sent this field in a form that cannot be read. The field is null or omitted.';
const SANDBOX_SENTENCE =
  'This is the MX sandbox: it serves demo data, needs no MX account and sends nothing to MX.';

export function createEvents(logger: Logger, options: EventsOptions = {}): Events {
  const { now = () => performance.now(), schedule = scheduleUnheeded } = options;
  const limitHits = createTally(LIMIT_LOG_MS, now);
  const drifts = createTally(DRIFT_LOG_MS, now);
  const keyFailures = createTally(LIMIT_LOG_MS, now);
  const bursts = createBursts<Kind>({
    now,
    schedule,
    onLeftOut: quietly(({ kind, lines }) => {
      logger.warn({ event: 'left-out', ...kind, lines });
    }),
  });

  function tellDrift({ method, route, driftedFields = [] }: ExchangeEvent) {
    for (const field of driftedFields) {
      const times = drifts.count(`${method} ${route} ${field}`);
      if (times === null) continue;
      logger.warn({ event: 'drift', method, route, field, times }, DRIFT_SENTENCE);
    }
  }

  const refused = quietly((refusal: RefusedEvent) => {
    const { what, reason } = refusal;
    if (!bursts.take({ of: 'refused', what, reason }, MAX_REFUSAL_LINES)) return;
    logger.warn({ event: 'refused', ...refusal });
  });

  return {
    configWarning: quietly((sentence) => {
      logger.warn({ event: 'config-warning' }, sentence);
    }),
    started: quietly(({ url, upstream, hasExplorer, demoToken = null, ...details }) => {
      const what = hasExplorer ? 'GraphQL and GraphiQL' : 'GraphQL';
      const where = upstream === 'sandbox' ? ` ${SANDBOX_SENTENCE}` : '';
      const who =
        demoToken === null
          ? ''
          : ` Sign in as the demo household with the header authorization: Bearer ${demoToken}`;
      logger.info(
        { event: 'started', url, upstream, ...details },
        `${what} at ${url}.${where}${who}`,
      );
    }),
    stopping: quietly((reason) => {
      logger.info({ event: 'stopping', reason }, `Stopping: ${reason}.`);
    }),
    stopped: quietly((durationMs) => {
      bursts.flush();
      logger.info({ event: 'stopped', durationMs }, 'Stopped.');
    }),
    warned: quietly(({ name, message }) => {
      logger.warn({ event: 'node-warning', name }, message);
    }),
    crashed: quietly((error) => {
      logger.fatal(
        { event: 'crashed', error: describeError(error) },
        'The gateway hit a bug and is exiting.',
      );
    }),
    operation: quietly((operation) => {
      const kind = { of: 'operation', code: operation.codes[0] } as const;
      if (bursts.take(kind, MAX_OPERATION_LINES)) logger.info({ event: 'operation', ...operation });
    }),
    exchange: quietly((exchange) => {
      tellDrift(exchange);
      if (!logger.isLevelEnabled('debug')) return;
      const kind = { of: 'exchange', code: exchange.code ?? undefined } as const;
      if (bursts.take(kind, MAX_OPERATION_LINES)) logger.debug({ event: 'exchange', ...exchange });
    }),
    upstream: quietly(({ health, sentence }) => {
      const level = health === 'up' ? 'info' : health === 'down' ? 'warn' : 'error';
      logger[level]({ event: 'upstream', health }, sentence);
    }),
    keysFailed: quietly((cause) => {
      const error = describeError(cause);
      const times = keyFailures.count(`${error.name} ${error.message} ${error.cause?.code}`);
      if (times === null) return;
      const sentence = 'The key set cannot be fetched. Check AUTH_JWKS_URL.';
      logger.error({ event: 'keys-failed', times, error }, sentence);
    }),
    refused,
    failed: quietly(({ errorId, code, cause, times }) => {
      if (isRefusedToken(cause)) {
        refused({ what: 'token', reason: cause.message, errorId });
        return;
      }
      const level = code === 'INTERNAL' ? 'error' : 'warn';
      const error = describeError(cause);
      const kind = { of: 'failed', code, error: error.message ?? error.name } as const;
      if (!bursts.take(kind, MAX_FAILURE_LINES)) return;
      logger[level]({ event: 'failed', errorId, code, times, error });
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

/** A report that is due does not keep the process alive. */
function scheduleUnheeded(callback: () => void, ms: number): void {
  setTimeout(callback, ms).unref();
}

/** Telling must never break what is told: a log that cannot be written is dropped. */
function quietly<T>(tell: (event: T) => void): (event: T) => void {
  return (event) => {
    try {
      tell(event);
    } catch {
      // Nothing is left to tell it with.
    }
  };
}
