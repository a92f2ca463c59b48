import type { Events } from '../event-types.ts';
import type { Measurements } from '../measurements.ts';
import { quietly } from '../quietly.ts';
import { createJobMetrics } from './job-metrics.ts';
import { createLagMetrics } from './lag-metrics.ts';
import { createMxMetrics } from './mx-metrics.ts';
import { createOperationMetrics } from './operation-metrics.ts';
import { createOperationNames, NEEDED } from './operation-names.ts';
import { readProcessMetrics } from './process-metrics.ts';
import { createReadMetrics } from './read-metrics.ts';
import { createRefusalMetrics } from './refusal-metrics.ts';
import { createRegistry } from './registry.ts';
import { type MeasuredState, registerState } from './state-metrics.ts';
import { createWebhookMetrics } from './webhook-metrics.ts';

/** The metrics of one gateway. */
export interface Metrics {
  /** The same events, which are counted on their way to the log. */
  readonly counting: (events: Events) => Events;
  readonly measure: Measurements;
  /** Call this once all parts exist. */
  readonly watch: (state: MeasuredState) => void;
  /** Everything in Prometheus' text format. Scrapes at the same time get the same text. */
  readonly read: () => Promise<string>;
}

export interface MetricsOptions {
  readonly version: string;
  readonly apiVersion: string;
  /** True if only the documents of a manifest run, so that the operator knows all names. */
  readonly knowsDocuments: boolean;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
}

export function createMetrics(options: MetricsOptions): Metrics {
  const { version, apiVersion, knowsDocuments, monotonicNow } = options;
  const registry = createRegistry();
  const names = createOperationNames({ needed: knowsDocuments ? 0 : NEEDED });
  const operations = createOperationMetrics(registry, names);
  const counters = {
    operation: operations.operation,
    ...createMxMetrics(registry),
    ...createRefusalMetrics(registry),
    ...createWebhookMetrics(registry),
  };
  registry.info({
    name: 'build_info',
    help: 'The version of the gateway, and of the API of MX that it uses.',
    labels: { version, mx_api_version: apiVersion },
  });
  let reading: Promise<string> | undefined;

  async function readAll(): Promise<string> {
    try {
      return `${await registry.text()}\n${await readProcessMetrics()}`;
    } finally {
      reading = undefined;
    }
  }

  return {
    counting: (events) => ({
      ...events,
      operation: both(counters.operation, events.operation),
      exchange: both(counters.exchange, events.exchange),
      webhook: both(counters.webhook, events.webhook),
      failed: both(counters.failed, events.failed),
      refused: both(counters.refused, events.refused),
      limited: both(counters.limited, events.limited),
      keysFailed: both(counters.keysFailed, events.keysFailed),
    }),
    measure: {
      streams: operations.streams,
      ...createReadMetrics(registry),
      ...createJobMetrics(registry, monotonicNow),
      ...createLagMetrics(registry, monotonicNow),
    },
    watch: (state) => registerState(registry, state),
    read: () => (reading ??= readAll()),
  };
}

/** Nothing that goes wrong with a count may reach the part that reports. */
function both<T>(count: (event: T) => void, log: (event: T) => void): (event: T) => void {
  const countQuietly = quietly(count);
  return (event) => {
    countQuietly(event);
    log(event);
  };
}
