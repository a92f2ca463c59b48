import type { Tracer } from '@opentelemetry/api';
import type { OperationRequest } from '../../operation/request.ts';
import { toTraceHeaders } from '../../operation/trace.ts';
import type { ExchangeEvent } from '../event-types.ts';
import { quietly } from '../quietly.ts';
import { CurrentTrace, TraceScope } from './current-trace.ts';
import { createEventSpans } from './event-spans.ts';
import { createLedgerSpans } from './ledger-spans.ts';
import { TracedOperation, type TraceTools } from './operation-traces.ts';
import { type Phase, type Phases } from './phases.ts';
import { SpanTimes } from './span-times.ts';
import { readTraceContext } from './trace-context.ts';
import { createCallSpans, type MxAddress, type TracedCall } from './traced-calls.ts';
import type { Traces } from './traces.ts';

export interface CreateTracesOptions {
  /** Decides which traces are recorded. */
  readonly tracer: Tracer;
  /** Records every span: those below a recorded span, and the events of a subscription. */
  readonly everyTracer: Tracer;
  readonly phases: Phases;
  readonly mx: MxAddress;
}

export function createTraces({
  tracer,
  everyTracer,
  phases,
  mx,
}: CreateTracesOptions): Omit<Traces, 'counts' | typeof Symbol.asyncDispose> {
  const current = new CurrentTrace<TracedOperation>();
  /** The operations of thrown errors, which the transports mask after the operation. */
  const thrown = new WeakMap<object, TracedOperation>();
  const addAlone = createCallSpans({ tracer, mx });
  const addCall = createCallSpans({ tracer: everyTracer, mx });
  const ledgers = createLedgerSpans({ tracer: everyTracer, addCall });
  const tools: TraceTools = {
    ...{ tracer, everyTracer, ledgers, addCall },
    addEvent: createEventSpans({ tracer: everyTracer, ledgers }),
    onNoted: noted,
    runIn: (scope, work) => current.run(scope, work),
  };

  function start(request: OperationRequest): TracedOperation {
    const { transport, document, notes } = request;
    const headers =
      transport === 'websocket'
        ? toTraceHeaders(Object(document.extensions) as Record<string, unknown>)
        : request.trace;
    const operation = new TracedOperation(tools, notes, readTraceContext(headers));
    notes.trace = operation;
    return operation;
  }

  // A call is reported first, and then noted in the ledgers of its operations, in one turn.
  let last: { readonly call: TracedCall; isNoted: boolean } | undefined;

  function noted({ startedAt, route }: Pick<TracedCall, 'startedAt' | 'route'>): void {
    if (last?.call.startedAt === startedAt && last.call.route === route) last.isNoted = true;
  }

  const called = quietly((exchange: ExchangeEvent) => {
    const { startedAt } = exchange;
    if (startedAt === undefined) return;
    const { method, route, kind = 'read', status = null, code = null, attempts } = exchange;
    const call = { method, route, kind, status, code, attempts, startedAt };
    const report = {
      call: { ...call, endedAt: startedAt + exchange.durationMs },
      isNoted: false,
    };
    last = report;
    const operation = current.find();
    queueMicrotask(() => {
      if (report.isNoted) return;
      if (operation === undefined) addAlone(report.call, new SpanTimes());
      else operation.addCall(report.call);
    });
  });

  const toId = () => current.find()?.traceId;

  function maskFor<T>(cause: unknown, mask: () => T): T {
    const operation = thrown.get(Object(cause) as object);
    if (operation === undefined) return mask();
    const scope = new TraceScope(operation);
    try {
      return current.run(scope, mask);
    } finally {
      scope.close();
    }
  }

  return {
    ofOperations: (pipeline) => ({
      prepare(request) {
        const trace = start(request);
        const list: Phase[] = [];
        const operation = current.run(trace.scope, () =>
          phases.collect(list, () => pipeline.prepare(request)),
        );
        trace.addPhases(list);
        return operation;
      },
      async run(operation, request) {
        const trace = request.notes.trace;
        if (!(trace instanceof TracedOperation)) return pipeline.run(operation, request);
        try {
          return await current.run(trace.scope, () => pipeline.run(operation, request));
        } catch (error) {
          thrown.set(Object(error) as object, trace);
          trace.failed(operation.kind);
          throw error;
        } finally {
          // An event is executed for several subscriptions, or for nobody who waits here.
          if (operation.kind === 'subscription') trace.scope.close();
        }
      },
    }),
    ofErrors: (mask) => ({
      ...mask,
      error: (error) => maskFor(error, () => mask.error(error)),
    }),
    ofEvents: (events) => ({
      ...events,
      exchange(event) {
        called(event);
        events.exchange({ ...event, trace_id: toId() });
      },
      failed: (event) => events.failed({ ...event, trace_id: toId() }),
      refused: (event) => events.refused({ ...event, trace_id: toId() }),
    }),
  };
}
