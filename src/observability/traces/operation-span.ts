import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { ledgerNow } from '../../ledger.ts';
import type { TraceOutcome } from '../../operation/trace.ts';
import { type Ms, SpanTimes } from './span-times.ts';

/** OpenTelemetry's name for an operation whose type is not known. */
const UNKNOWN = 'GraphQL Operation';

/** The server span of one operation. */
export class OperationSpan {
  readonly startedAt: Ms = ledgerNow();
  readonly times = new SpanTimes(this.startedAt);
  readonly span: Span;
  /** For the spans below this one. */
  readonly context: Context;
  /** False for an operation that the sampler has left out. */
  readonly isRecorded: boolean;

  constructor(tracer: Tracer, parent: SpanContext | undefined) {
    this.span = tracer.startSpan(
      UNKNOWN,
      { kind: SpanKind.SERVER, startTime: this.times.at(this.startedAt) },
      parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent),
    );
    this.context = trace.setSpan(ROOT_CONTEXT, this.span);
    this.isRecorded = (this.span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  }

  end(outcome: TraceOutcome, endedAt: Ms): void {
    this.span.updateName(outcome.type ?? UNKNOWN);
    this.span.setAttributes(toAttributes(outcome));
    setCodes(this.span, outcome.codes);
    this.span.end(this.times.at(endedAt));
  }
}

/** The status of a span: only codes, because a message could quote a value. */
export function setCodes(span: Span, codes: readonly string[]): void {
  const [code] = codes;
  if (code === undefined) return;
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
  span.setAttribute('error.type', code);
  if (codes.length > 1) span.setAttribute('mx_gateway.error.codes', [...codes]);
}

/** What says which operation a span belongs to. */
export type NamedOperation = Pick<TraceOutcome, 'type' | 'name' | 'documentHash'>;

/** The attributes that an operation and its events have in common. */
export function toOperationAttributes({ type, name, documentHash }: NamedOperation): Attributes {
  return {
    ...(type !== null && { 'graphql.operation.type': type }),
    ...(name !== null && { 'graphql.operation.name': name }),
    ...(documentHash !== null && { 'mx_gateway.document.hash': documentHash }),
  };
}

function toAttributes(outcome: TraceOutcome): Attributes {
  const { transport, results, upstreamCalls } = outcome;
  return {
    ...toOperationAttributes(outcome),
    'mx_gateway.transport': transport,
    'mx_gateway.results': results,
    ...(upstreamCalls !== undefined && { 'mx_gateway.calls': upstreamCalls }),
  };
}
