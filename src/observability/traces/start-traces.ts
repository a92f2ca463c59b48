import { setTimeout as sleep } from 'node:timers/promises';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, type Sampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TracesEvent } from '../event-types.ts';
import { createTraces } from './create-traces.ts';
import { createExporter, type ExporterOptions } from './exporter.ts';
import { createOutages } from './outages.ts';
import { startPhases } from './phases.ts';
import { createSampler, type SamplerOptions } from './sampler.ts';
import { SpanQueue } from './span-queue.ts';
import type { Traces } from './traces.ts';

/** How long the last spans may take at a stop. */
const FLUSH_MS = 3_000;

export interface StartTracesOptions extends SamplerOptions, ExporterOptions {
  readonly resource: Readonly<Record<string, string>>;
  readonly version: string;
  /** The URL of MX. */
  readonly mxUrl: string;
  readonly report: (event: TracesEvent) => void;
}

/** Opens no connection before the first span has ended. */
export function startTraces(options: StartTracesOptions): Traces {
  const { exportMs, resource, version, mxUrl, report } = options;
  const { exporter, cut } = createExporter(options);
  const counts = () => ({ exported: queue.exported, dropped: queue.dropped });
  const onExport = createOutages({ report, counts, now: () => performance.now() });
  const queue = new SpanQueue({ exporter, cut, onExport, exportMs });
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
      cut();
    },
  };
}
