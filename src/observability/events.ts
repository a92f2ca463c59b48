import type { Logger } from 'pino';
import { createBursts } from './bursts.ts';
import type { Events, ExchangeEvent } from './event-types.ts';
import { describeFailureOfMx } from './exchange-sentences.ts';
import { quietly } from './quietly.ts';
import { describeError } from './redact.ts';
import { createRefusalEvents, type LineKind } from './refusal-events.ts';
import { createTally } from './tally.ts';

/** Lines a second of operations with one outcome, and of calls to MX with one. */
const MAX_OPERATION_LINES = 1_000;

/** Lines a second of failed calls to one endpoint with one code. */
const MAX_EXCHANGE_FAILURES = 10;

/** The least time between two log lines about one field of one endpoint, or one kind of webhooks. */
const DRIFT_LOG_MS = 60_000;

const DRIFT_SENTENCE =
  'MX sent this field in a form that cannot be read. The field is null or omitted.';
/** Webhooks that are accepted, because MX would send them again, and that should be seen. */
const ODD_WEBHOOKS = {
  unrecognized: [
    'info',
    'MX has sent a webhook of a type that this version does not know. The status of its member is read.',
  ],
  unreadable: ['warn', 'MX has sent a webhook that names no user. It is ignored.'],
} as const;
const SLOW_SENTENCE =
  'This operation was slow (SLOW_OPERATION_MS). The field slow has its calls to MX.';
const SANDBOX_SENTENCE =
  'This is the MX sandbox: it serves demo data, needs no MX account and sends nothing to MX.';

const EXPORTED = 'Traces are exported again.';
const NOT_EXPORTED =
  'Traces cannot be exported, and spans are lost. Check the collector and OTEL_EXPORTER_OTLP_ENDPOINT.';

export interface EventsOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  readonly schedule?: (callback: () => void, ms: number) => void;
}

export function createEvents(logger: Logger, options: EventsOptions = {}): Events {
  const { now = () => performance.now(), schedule = scheduleUnheeded } = options;
  const drifts = createTally(DRIFT_LOG_MS, now);
  const oddWebhooks = createTally(DRIFT_LOG_MS, now);
  const bursts = createBursts<LineKind>({
    now,
    schedule,
    onLeftOut: quietly(({ kind, lines }) => {
      logger.warn({ event: 'left-out', ...kind, lines });
    }),
  });

  function reportDrift({ method, route, driftedFields = [] }: ExchangeEvent) {
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
    started: quietly(
      ({ url, upstream, hasExplorer, appUrl = null, demoToken = null, ...details }) => {
        const what = hasExplorer ? 'GraphQL and GraphiQL' : 'GraphQL';
        const app = appUrl === null ? '' : ` The example app is at ${appUrl}.`;
        const where = upstream === 'sandbox' ? ` ${SANDBOX_SENTENCE}` : '';
        const who =
          demoToken === null
            ? ''
            : ` Sign in as the demo household with the header authorization: Bearer ${demoToken}`;
        logger.info(
          { event: 'started', url, upstream, ...(appUrl !== null && { appUrl }), ...details },
          `${what} at ${url}.${app}${where}${who}`,
        );
      },
    ),
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
      const [code] = operation.codes;
      const kind = { of: 'operation', code } as const;
      const key = code === undefined ? 'operation' : `operation ${code}`;
      if (!bursts.take(kind, MAX_OPERATION_LINES, key)) return;
      const { slow, ...line } = operation;
      if (slow === undefined) logger.info({ event: 'operation', ...line });
      else logger.warn({ event: 'operation', ...line, slow }, SLOW_SENTENCE);
    }),
    streamStarted: quietly((stream) => {
      if (!logger.isLevelEnabled('debug')) return;
      if (!bursts.take({ of: 'stream-started' }, MAX_OPERATION_LINES)) return;
      logger.debug({ event: 'stream-started', ...stream });
    }),
    exchange: quietly((exchange) => {
      reportDrift(exchange);
      const sentence = describeFailureOfMx(exchange);
      if (sentence !== undefined) {
        const { method, route, code = null } = exchange;
        const kind = { of: 'exchange', code: `${method} ${route} ${code}` } as const;
        if (bursts.take(kind, MAX_EXCHANGE_FAILURES)) {
          logger.warn(toExchangeLine(exchange), sentence);
        }
        return;
      }
      if (!logger.isLevelEnabled('debug')) return;
      const kind = { of: 'exchange', code: exchange.code ?? undefined } as const;
      if (bursts.take(kind, MAX_OPERATION_LINES)) logger.debug(toExchangeLine(exchange));
    }),
    webhook: quietly((webhook) => {
      const { kind } = webhook;
      if (kind === 'unrecognized' || kind === 'unreadable') {
        const times = oddWebhooks.count(kind);
        const [level, sentence] = ODD_WEBHOOKS[kind];
        if (times !== null) logger[level]({ event: 'webhook', ...webhook, times }, sentence);
        return;
      }
      if (!logger.isLevelEnabled('debug')) return;
      if (bursts.take({ of: 'webhook', code: kind }, MAX_OPERATION_LINES))
        logger.debug({ event: 'webhook', ...webhook });
    }),
    upstream: quietly(({ health, sentence }) => {
      const level = health === 'up' ? 'info' : health === 'down' ? 'warn' : 'error';
      logger[level]({ event: 'upstream', health }, sentence);
    }),
    sharedState: quietly(({ health, sentence }) => {
      logger[health === 'up' ? 'info' : 'warn']({ event: 'shared-state', health }, sentence);
    }),
    traces: quietly((traces) => {
      if (traces.health === 'up') logger.info({ event: 'traces', ...traces }, EXPORTED);
      else logger.warn({ event: 'traces', ...traces }, NOT_EXPORTED);
    }),
    ...createRefusalEvents({ logger, bursts, now }),
  };
}

/** The line has its time, so it needs no start. */
function toExchangeLine(exchange: ExchangeEvent): object {
  const durationMs = Math.round(exchange.durationMs * 10) / 10;
  return { event: 'exchange', ...exchange, durationMs, startedAt: undefined };
}

/** A report that is due does not keep the process alive. */
function scheduleUnheeded(callback: () => void, ms: number): void {
  setTimeout(callback, ms).unref();
}
