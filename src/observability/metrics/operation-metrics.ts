import type { Events } from '../event-types.ts';
import type { Measurements } from '../measurements.ts';
import { CALLS, SECONDS_OF_STREAMS, SECONDS_OF_WORK } from './buckets.ts';
import type { OperationNames } from './operation-names.ts';
import type { MetricRegistry } from './registry.ts';

/** Operations and streams: how many, how long, with which end. */
export function createOperationMetrics(
  registry: MetricRegistry,
  names: OperationNames,
): Pick<Events, 'operation'> & Pick<Measurements, 'streams'> {
  const durations = registry.histogram({
    name: 'operation_duration_seconds',
    help: 'Time of a query or a mutation until its response is made, and of refused operations.',
    labels: ['graphql_operation_type', 'graphql_operation_name', 'outcome'],
    buckets: SECONDS_OF_WORK,
  });
  const streams = registry.histogram({
    name: 'stream_duration_seconds',
    help: 'Time of a subscription from its start to its end.',
    labels: ['graphql_operation_name', 'outcome'],
    buckets: SECONDS_OF_STREAMS,
  });
  const calls = registry.histogram({
    name: 'operation_mx_calls',
    help: 'Calls to MX that a query or a mutation made itself.',
    labels: ['graphql_operation_type'],
    buckets: CALLS,
  });
  const errors = registry.counter({
    name: 'operation_errors_total',
    help: 'Operations with this error code in a response.',
    labels: ['code'],
  });
  const ends = registry.counter({
    name: 'stream_ends_total',
    help: 'Ends of streams, responses in parts included, by what has ended them.',
    labels: ['end'],
  });
  let open = 0;
  registry.gauge({ name: 'streams', help: 'Open streams of subscriptions.', read: () => open });

  return {
    operation({ name, type, durationMs, codes, upstreamCalls, ended }) {
      const outcome = toOutcome(codes);
      const label = names.labelOf(name, outcome === 'ok');
      const seconds = durationMs / 1_000;
      if (type === 'subscription') streams.of(label, outcome).observe(seconds);
      else durations.of(type ?? 'unknown', label, outcome).observe(seconds);
      if (type !== 'subscription' && upstreamCalls !== undefined) {
        calls.of(type ?? 'unknown').observe(upstreamCalls);
      }
      if (ended !== undefined) ends.of(ended).add();
      for (const code of codes) errors.of(code).add();
    },
    streams(change) {
      open += change;
    },
  };
}

/** An operation whose client has disconnected is neither good nor bad. */
function toOutcome(codes: readonly string[]): 'ok' | 'cancelled' | 'error' {
  if (codes.length === 0) return 'ok';
  return codes.length === 1 && codes[0] === 'CANCELLED' ? 'cancelled' : 'error';
}
