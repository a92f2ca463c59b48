import { TraceFlags } from '@opentelemetry/api';
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { SpanCounts } from './traces.ts';

/** Spans that wait for the collector. */
const MAX_WAITING = 8_192;
const MAX_BATCH = 512;
/** How long a span waits for others. */
const GATHER_MS = 2_000;

type ExportDone = Parameters<SpanExporter['export']>[1];
/** Of an enum that only the SDK's core exports. */
const SUCCESS: Parameters<ExportDone>[0]['code'] = 0;

/** The result of one export. */
export interface ExportOutcome {
  readonly spans: number;
  /**
   * Null if all is well, else a system error, an HTTP status, `late` without a response, `busy` for
   * a collector that asks to try again (429, 502, 503, 504), or `unreadable` for a response that is too large.
   */
  readonly code: string | null;
}

export interface SpanQueueOptions {
  readonly exporter: SpanExporter;
  /** Ends exports that would never end by themselves. */
  readonly cut: () => void;
  readonly onExport: (outcome: ExportOutcome) => void;
  readonly gatherMs?: number | undefined;
  /** The most time of one export, retries included. */
  readonly exportMs: number;
  readonly maxWaiting?: number | undefined;
}

/** The SDK's queue, which counts what it loses and never keeps more than it may. */
export class SpanQueue implements SpanProcessor, SpanCounts {
  readonly #queue: BatchSpanProcessor;
  readonly #options: SpanQueueOptions;
  readonly #maxWaiting: number;
  #waiting = 0;
  exported = 0;
  dropped = 0;

  constructor(options: SpanQueueOptions) {
    const { exporter, gatherMs = GATHER_MS, exportMs } = options;
    this.#options = options;
    this.#maxWaiting = options.maxWaiting ?? MAX_WAITING;
    this.#queue = new BatchSpanProcessor({
      exporter: {
        export: (spans, done) => this.#export(spans, done, exportMs * 1.5),
        forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
        shutdown: () => exporter.shutdown(),
      },
      maxQueueSize: this.#maxWaiting,
      maxExportBatchSize: Math.min(MAX_BATCH, this.#maxWaiting),
      scheduledDelayMillis: gatherMs,
      exportTimeoutMillis: exportMs * 2,
    });
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (this.#waiting >= this.#maxWaiting) {
      this.dropped += 1;
      return;
    }
    this.#waiting += 1;
    this.#queue.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#queue.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#queue.shutdown();
  }

  /** A collector may also respond so slowly that the exporter's own limit is never reached. */
  #export(spans: ReadableSpan[], done: ExportDone, maxMs: number): void {
    this.#waiting -= spans.length;
    let isSettled = false;
    const settle: ExportDone = (result) => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      const isGood = result.code === SUCCESS;
      if (isGood) this.exported += spans.length;
      else this.dropped += spans.length;
      const code = isGood ? null : toCode(result.error);
      this.#options.onExport({ spans: spans.length, code });
      done(result);
    };
    const timer = setTimeout(() => {
      settle({ code: 1, error: new Error('late') });
      // The exporter starts no more exports while too many run.
      this.#options.cut();
    }, maxMs).unref();
    this.#options.exporter.export(spans, settle);
  }
}

/** The exporter's name for a response of which it knows no more. */
const BUSY = 'OTLPExporterError';
const TOO_LARGE = /size limit/;

/** A code, because messages may contain what the collector wrote. */
function toCode(error: Error | undefined): string {
  const { code } = Object(error) as { readonly code?: unknown };
  if (typeof code === 'string' || typeof code === 'number') return String(code);
  if (error?.name === BUSY) return 'busy';
  return TOO_LARGE.test(error?.message ?? '') ? 'unreadable' : 'late';
}
