import type { Mask } from '../../operation/errors/masking.ts';
import type { Pipeline } from '../../operation/pipeline.ts';
import type { Events } from '../event-types.ts';

/** The traces of one gateway. Without an endpoint for them there are none, and no code runs. */
export interface Traces extends AsyncDisposable {
  /** The same pipeline, whose operations have a trace. */
  readonly ofOperations: (pipeline: Pipeline) => Pipeline;
  /** The same mask, which reports thrown errors on behalf of their operations. */
  readonly ofErrors: (mask: Mask) => Mask;
  /** The same events, with the id of the trace to which they belong. */
  readonly ofEvents: (events: Events) => Events;
  readonly counts: () => SpanCounts;
}

export interface SpanCounts {
  /** Spans that the collector has accepted. */
  readonly exported: number;
  /** Spans that were lost, because the collector did not accept them, or not fast enough. */
  readonly dropped: number;
}
