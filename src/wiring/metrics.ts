import manifest from '../../package.json' with { type: 'json' };
import type { Config } from '../config.ts';
import type { Events } from '../observability/event-types.ts';
import { type Measurements, noMeasurements } from '../observability/measurements.ts';
import { createMetrics, type Metrics } from '../observability/metrics/metrics.ts';

export interface Observed {
  /** The events, counted if there are metrics. */
  readonly events: Events;
  readonly measure: Measurements;
  /** Null if nobody could read them. */
  readonly metrics: Metrics | null;
}

/** Metrics are for operators: in production they are served on a port of their own, or not at all. */
export function observe(config: Config, events: Events, monotonicNow: () => number): Observed {
  const { metricsPort = null, isProduction, apiVersion, persistedDocuments } = config;
  if (metricsPort === null && isProduction) {
    return { events, measure: noMeasurements, metrics: null };
  }
  const metrics = createMetrics({
    version: manifest.version,
    apiVersion,
    knowsDocuments: persistedDocuments !== null,
    monotonicNow,
  });
  return { events: metrics.counting(events), measure: metrics.measure, metrics };
}
