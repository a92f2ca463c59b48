import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Secret } from '../../secret.ts';

type SdkOptions = NonNullable<ConstructorParameters<typeof OTLPTraceExporter>[0]>;

export interface ExporterOptions {
  /** The URL that accepts the spans. */
  readonly url: string;
  readonly headers: Secret<Readonly<Record<string, string>>>;
  readonly compression: 'none' | 'gzip';
  /** The most time of one export, retries included. */
  readonly exportMs: number;
}

export interface Exporter {
  readonly exporter: SpanExporter;
  /** Closes all connections to the collector. The next export opens a new one. */
  readonly cut: () => void;
}

/** Opens no connection before the first export. */
export function createExporter(options: ExporterOptions): Exporter {
  const { url, headers, compression, exportMs } = options;
  const agent = url.startsWith('https:')
    ? new HttpsAgent({ keepAlive: true })
    : new HttpAgent({ keepAlive: true });
  // What is not given, the exporter reads from the environment, where nothing has checked it.
  const exporter = new OTLPTraceExporter({
    url,
    headers: { ...headers.reveal() },
    compression: compression as SdkOptions['compression'] & string,
    httpAgentOptions: () => agent,
    timeoutMillis: exportMs,
  });
  return { exporter, cut: () => agent.destroy() };
}
