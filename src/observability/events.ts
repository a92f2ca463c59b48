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
  /** MX has stopped answering, or answers again. */
  readonly upstream: (health: 'up' | 'down') => void;
  readonly failed: (event: FailureEvent) => void;
  /** Logged once in ten seconds a limit, with the number of times, so that a flood stays out of the log. */
  readonly limited: (event: LimitEvent) => void;
}

/** The least time between two log lines about one limit. */
const LIMIT_LOG_MS = 10_000;

/** Lines a second of operations with one outcome, and of calls to MX with one. */
const MAX_OPERATION_LINES = 1_000;
/** Lines a second of failures with one cause. */
const MAX_FAILURE_LINES = 50;

/** Lines of one kind are bounded together. */
interface Kind {
  readonly of: 'operation' | 'exchange' | 'failed';
  readonly code?: string | undefined;
  readonly error?: string | undefined;
}

export interface EventsOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  readonly schedule?: (callback: () => void, ms: number) => void;
}

/** The least time between two log lines about one field of one endpoint. */
const DRIFT_LOG_MS = 60_000;

const DRIFT_SENTENCE = 'MX sent this field in a form that cannot be read: it is null, or left out.';
const SANDBOX_SENTENCE =
  'This is the MX sandbox: invented people and money, no MX account and no call to MX.';

export function createEvents(logger: Logger, options: EventsOptions = {}): Events {
  const { now = () => performance.now(), schedule = scheduleUnheeded } = options;
  const limitHits = createTally(LIMIT_LOG_MS, now);
  const drifts = createTally(DRIFT_LOG_MS, now);
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

  return {
    configWarning: quietly((sentence) => {
      logger.warn({ event: 'config-warning' }, sentence);
    }),
    started: quietly(({ url, upstream, hasExplorer, demoToken = null }) => {
      const what = hasExplorer ? 'GraphQL and GraphiQL' : 'GraphQL';
      const where = upstream === 'sandbox' ? ` ${SANDBOX_SENTENCE}` : '';
      const who =
        demoToken === null
          ? ''
          : ` Sign in as the demo household with the header authorization: Bearer ${demoToken}`;
      logger.info({ event: 'started', url, upstream }, `${what} at ${url}.${where}${who}`);
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
        'The gateway has a bug: it ends.',
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
    upstream: quietly((health) => {
      if (health === 'up') logger.info({ event: 'upstream', health }, 'MX answers again.');
      else logger.warn({ event: 'upstream', health }, 'MX is not answering.');
    }),
    failed: quietly(({ errorId, code, cause, times }) => {
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
