import { createTraceState, type SpanContext } from '@opentelemetry/api';
import type { TraceHeaders } from '../../operation/trace.ts';

/** W3C Trace Context: later versions may add fields, and version ff is invalid. */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const MAX_STATE = 512;

/** The caller's span; undefined for headers that the specification says to ignore. */
export function readTraceContext(headers: TraceHeaders | undefined): SpanContext | undefined {
  if (headers === undefined || headers.traceparent.length > MAX_STATE) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', rest] =
    TRACEPARENT.exec(headers.traceparent) ?? [];
  if (version === undefined || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const { tracestate } = headers;
  const traceState =
    tracestate === undefined || tracestate.length > MAX_STATE
      ? undefined
      : createTraceState(tracestate);
  const traceFlags = Number.parseInt(flags, 16) & 1;
  const context = { traceId, spanId, traceFlags, isRemote: true };
  return traceState === undefined ? context : { ...context, traceState };
}
