import manifest from '../../package.json' with { type: 'json' };
import type { Config } from '../config.ts';
import type { Events } from '../observability/event-types.ts';
import type { Traces } from '../observability/traces/traces.ts';

export interface TracedParts {
  /** The events, with the ids of their traces if there are traces. */
  readonly events: Events;
  /** Null if no collector is set. */
  readonly traces: Traces | null;
}

export interface TraceOptions {
  readonly events: Events;
  /** The URL of MX. */
  readonly mxUrl: string;
  readonly monotonicNow: () => number;
  readonly started: AsyncDisposableStack;
}

/** OpenTelemetry's SDK takes time and memory, so it is only loaded for a collector. */
export async function traceTo(
  { traces: config = null }: Config,
  { events, mxUrl, monotonicNow, started }: TraceOptions,
): Promise<TracedParts> {
  if (config === null) return { events, traces: null };
  const { startTraces } = await import('../observability/traces/start-traces.ts');
  const { version } = manifest;
  const report = events.traces;
  const traces = started.use(startTraces({ ...config, version, mxUrl, report, monotonicNow }));
  return { events: traces.ofEvents(events), traces };
}
