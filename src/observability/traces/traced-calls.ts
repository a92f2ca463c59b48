import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';
import type { LedgerCall } from '../../ledger.ts';
import type { Ms, SpanTimes } from './span-times.ts';

/** A call to MX that has ended. */
export type TracedCall = Pick<
  LedgerCall,
  'method' | 'route' | 'kind' | 'status' | 'code' | 'attempts' | 'startedAt'
> & {
  readonly endedAt: Ms;
  readonly waitedMs?: number;
  readonly isShared?: boolean;
  readonly isGuess?: boolean;
};

/** The host and the port of MX. */
export interface MxAddress {
  readonly host: string;
  readonly port: number;
}

export interface CallSpansOptions {
  readonly tracer: Tracer;
  readonly mx: MxAddress;
}

export type AddCallSpan = (
  call: TracedCall,
  times: SpanTimes,
  parent?: { readonly context: Context; readonly startedAt: Ms },
) => Span;

/** The names are those of OpenTelemetry's conventions for HTTP clients. */
export function createCallSpans({ tracer, mx }: CallSpansOptions): AddCallSpan {
  return (call, times, parent) => {
    const { method, route, startedAt, endedAt, code, isShared = false } = call;
    // A call that was in flight before may have started before its batch.
    const start = Math.max(startedAt, parent?.startedAt ?? startedAt);
    const span = tracer.startSpan(
      `${method} ${route}`,
      {
        // The operation that has made the call has the client span.
        kind: isShared ? SpanKind.INTERNAL : SpanKind.CLIENT,
        startTime: times.at(start),
        attributes: toAttributes(call, mx),
      },
      parent?.context ?? ROOT_CONTEXT,
    );
    if (code !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: code });
    span.end(times.at(Math.max(start, endedAt)));
    return span;
  };
}

function toAttributes(call: TracedCall, mx: MxAddress): Attributes {
  const { method, route, kind, status, code, attempts, waitedMs = 0 } = call;
  return {
    'http.request.method': method,
    'url.template': route,
    'server.address': mx.host,
    'server.port': mx.port,
    'mx_gateway.call.kind': kind,
    'mx_gateway.call.attempts': attempts,
    'mx_gateway.call.waited_ms': waitedMs,
    ...(attempts > 1 && { 'http.request.resend_count': attempts - 1 }),
    ...(status !== null && { 'http.response.status_code': status }),
    ...(code !== null && { 'error.type': code }),
    ...(call.isShared === true && { 'mx_gateway.call.is_shared': true }),
    ...(call.isGuess === true && { 'mx_gateway.call.is_guess': true }),
  };
}
