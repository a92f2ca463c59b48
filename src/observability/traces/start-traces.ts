import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, type Sampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Secret } from '../../secret.ts';
import type { TracesEvent } from '../event-types.ts';
import { createTraces } from './create-traces.ts';
import { createOutages } from './outages.ts';
import { startPhases } from './phases.ts';
import { createSampler, type SamplerOptions } from './sampler.ts';
import { SpanQueue } from './span-queue.ts';
import type { Traces } from './traces.ts';

/** How long the last spans may take at a stop. */
const FLUSH_MS = 3_000;

type ExporterOptions = NonNullable<ConstructorParameters<typeof OTLPTraceExporter>[0]>;

export interface StartTracesOptions extends SamplerOptions {
  /** The URL that accepts the spans. */
  readonly url: string;
  readonly headers: Secret<Readonly<Record<string, string>>>;
  readonly compression: 'none' | 'gzip';
  /** The most time of one export, retries included. */
  readonly exportMs: number;
  readonly resource: Readonly<Record<string, string>>;
  readonly version: string;
  /** The URL of MX. */
  readonly mxUrl: string;
  readonly report: (event: TracesEvent) => void;
  /** How long a span waits for others. */
  readonly gatherMs?: number | undefined;
}

/** Opens no connection before the first span has ended. */
export function startTraces(options: StartTracesOptions): Traces {
  const { url, headers, compression, exportMs, resource, version } = options;
  const { mxUrl, report, gatherMs } = options;
  const agent = url.startsWith('https:')
    ? new HttpsAgent({ keepAlive: true })
    : new HttpAgent({ keepAlive: true });
  // What is not given, the exporter reads from the environment, where nothing has checked it.
  const exporter = new OTLPTraceExporter({
    url,
    headers: { ...headers.reveal() },
    compression: compression as ExporterOptions['compression'] & string,
    httpAgentOptions: () => agent,
    timeoutMillis: exportMs,
  });
  const counts = () => ({ exported: queue.exported, dropped: queue.dropped });
  const onExport = createOutages({ report, counts, now: () => performance.now() });
  const queue = new SpanQueue({ exporter, onExport, gatherMs, exportMs });
  const attributes = { 'service.version': version, ...resource };
  const common = {
    resource: defaultResource().merge(resourceFromAttributes(attributes)),
    spanProcessors: [queue],
  };
  const open = (sampler: Sampler) => new TracerProvider({ ...common, sampler });
  const scope = ['mx-graphql-gateway', version] as const;
  const phases = startPhases();
  const { hostname, port, protocol } = new URL(mxUrl);

  return {
    ...createTraces({
      tracer: open(createSampler(options)).getTracer(...scope),
      everyTracer: open(new AlwaysOnSampler()).getTracer(...scope),
      phases,
      mx: { host: hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) },
    }),
    counts,
    async [Symbol.asyncDispose]() {
      phases[Symbol.dispose]();
      const late = new AbortController();
      await Promise.race([
        queue.shutdown().catch(() => {}),
        sleep(FLUSH_MS, undefined, { signal: late.signal }),
      ]).finally(() => late.abort());
      // A collector that hangs must not keep a connection, or the process.
      agent.destroy();
    },
  };
}
