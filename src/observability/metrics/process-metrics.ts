import { collectDefaultMetrics, Registry } from 'prom-client';

/** Gauges whose names end like the name of a counter, which Prometheus' own linter refuses. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

let registry: Registry | undefined;

/**
 * CPU, memory, event loop and garbage collection of the process, in Prometheus' text format. They
 * belong to the process, and are observed from the first call on.
 */
export function readProcessMetrics(): Promise<string> {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
    for (const name of MISNAMED) registry.removeSingleMetric(name);
  }
  return registry.metrics();
}
