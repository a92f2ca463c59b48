import type { ExecutionResult } from 'graphql';
import type { Feed } from '../feed.ts';
import type { LedgerListener } from '../ledger.ts';
import type { Reads } from './engine/engine.ts';

/** The headers of W3C Trace Context, as a client sent them. */
export interface TraceHeaders {
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
}

/** The trace of one operation, whatever the sampler has decided. No function throws. */
export interface OperationTrace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  readonly listener: LedgerListener;
  /** The reads of a subscription, whose events have a beginning and an end. */
  readsOf(reads: Reads): Reads;
  /** The results of a subscription's source. */
  eventsOf(results: Feed<ExecutionResult>): Feed<ExecutionResult>;
  /** The results of this operation are a stream, which begins. */
  streamed(operation: Pick<TraceOutcome, 'name' | 'type' | 'documentHash'>): void;
  /** A result of a stream was sent, with these codes of errors. */
  sent(codes: readonly string[]): void;
  /** The operation was reported. */
  ended(outcome: TraceOutcome): void;
}

/** What the log has of an operation. */
export interface TraceOutcome {
  readonly name: string | null;
  readonly type: 'query' | 'mutation' | 'subscription' | null;
  readonly transport: string;
  readonly documentHash: string | null;
  readonly results: number;
  readonly codes: readonly string[];
  readonly upstreamCalls: number | undefined;
}

/** Undefined without a `traceparent`. */
export function toTraceHeaders(
  holder: Readonly<Record<string, unknown>> | null | undefined,
): TraceHeaders | undefined {
  const traceparent = holder?.['traceparent'];
  if (typeof traceparent !== 'string') return undefined;
  const tracestate = holder?.['tracestate'];
  return { traceparent, tracestate: typeof tracestate === 'string' ? tracestate : undefined };
}
