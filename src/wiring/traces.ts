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
  readonly config: Config;
  /** The events, as they are counted. */
  readonly counted: Events;
  /** The URL of MX. */
  readonly mxUrl: string;
  readonly started: AsyncDisposableStack;
}

/** OpenTelemetry's SDK takes time and memory, so it is only loaded for a collector. */
export async function traceTo(options: TraceOptions): Promise<TracedParts> {
  const { config, counted, mxUrl, started } = options;
  if (config.traces == null) return { events: counted, traces: null };
  const { startTraces } = await import('../observability/traces/start-traces.ts');
  const { version } = manifest;
  const report = counted.traces;
  const traces = started.use(startTraces({ ...config.traces, version, mxUrl, report }));
  return { events: traces.ofEvents(counted), traces };
}
