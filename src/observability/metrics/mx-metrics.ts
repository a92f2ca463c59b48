import type { Events } from '../event-types.ts';
import { SECONDS_OF_WORK } from './buckets.ts';
import type { MetricRegistry } from './registry.ts';

const ENDPOINT = ['http_request_method', 'url_template'] as const;

/** What calls to MX cost, and how they end. */
export function createMxMetrics(registry: MetricRegistry): Pick<Events, 'exchange'> {
  const durations = registry.histogram({
    name: 'mx_call_duration_seconds',
    help: 'Time of a call to MX from the first attempt to the end of the last, waits included.',
    labels: [...ENDPOINT, 'outcome'],
    buckets: SECONDS_OF_WORK,
  });
  const retries = registry.counter({
    name: 'mx_retries_total',
    help: 'Attempts of calls to MX after the first attempt.',
    labels: ENDPOINT,
  });
  const polls = registry.counter({
    name: 'mx_polls_total',
    help: 'Calls to MX of the poll loops.',
    labels: ENDPOINT,
  });
  const unreadable = registry.counter({
    name: 'mx_unreadable_fields_total',
    help: 'Fields that MX sent in a form that cannot be read.',
    labels: ENDPOINT,
  });

  return {
    exchange({ method, route, code, kind, durationMs, attempts, driftedFields }) {
      durations.of(method, route, code ?? 'ok').observe(durationMs / 1_000);
      if (attempts > 1) retries.of(method, route).add(attempts - 1);
      if (kind === 'poll') polls.of(method, route).add();
      if (driftedFields !== undefined) unreadable.of(method, route).add(driftedFields.length);
    },
  };
}
