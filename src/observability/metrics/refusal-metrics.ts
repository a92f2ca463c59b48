import type { Events } from '../event-types.ts';
import type { MetricRegistry } from './registry.ts';

const OF_TOKENS: Readonly<Record<string, string>> = { UNAUTHENTICATED: '401', UNKNOWN_USER: '403' };

/** What clients were refused, and what failed on our side. */
export function createRefusalMetrics(
  registry: MetricRegistry,
): Pick<Events, 'failed' | 'refused' | 'limited' | 'keysFailed'> {
  const refusals = registry.counter({
    name: 'refusals_total',
    help: 'Tokens, requests, handshakes and webhooks that were refused.',
    labels: ['refused', 'http_response_status_code'],
  });
  const limitHits = registry.counter({
    name: 'limit_hits_total',
    help: 'Times that a client reached a limit.',
    labels: ['limit'],
  });
  const failures = registry.counter({
    name: 'failures_total',
    help: 'Failures with an errorId in the log; INTERNAL is a bug of the gateway.',
    labels: ['code'],
  });
  // An alert counts the increase, and Prometheus sees none in a series that begins with 1.
  failures.of('INTERNAL');
  const keyFailures = registry.counter({
    name: 'key_set_failures_total',
    help: 'Failed fetches of the key set that verifies tokens.',
  });

  return {
    failed({ code, times = 1 }) {
      const status = OF_TOKENS[code];
      if (status === undefined) failures.of(code).add(times);
      else refusals.of('token', status).add(times);
    },
    refused: ({ what, status }) => refusals.of(what, String(status ?? '')).add(),
    limited: ({ limit }) => limitHits.of(limit).add(),
    keysFailed: () => keyFailures.of().add(),
  };
}
