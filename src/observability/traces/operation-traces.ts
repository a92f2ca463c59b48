import type { SpanContext, Tracer } from '@opentelemetry/api';
import type { ExecutionResult } from 'graphql';
import type { Feed } from '../../feed.ts';
import { ledgerNow, type LedgerCall, type LedgerListener } from '../../ledger.ts';
import type { Reads } from '../../operation/engine/engine.ts';
import type { OperationNotes } from '../../operation/request.ts';
import type { OperationTrace, TraceOutcome } from '../../operation/trace.ts';
import { TraceScope } from './current-trace.ts';
import type { AddEventSpan, Execution } from './event-spans.ts';
import type { LedgerSpans } from './ledger-spans.ts';
import { type NamedOperation, OperationSpan } from './operation-span.ts';
import type { Phase } from './phases.ts';
import type { Ms } from './span-times.ts';
import type { AddCallSpan, TracedCall } from './traced-calls.ts';
import { type EventListener, TracedFeed } from './traced-feed.ts';
import { type EventTimes, TracedReads } from './traced-reads.ts';

/** The calls without a batch that one operation keeps for its end. */
const MAX_CALLS = 1_000;

export interface TraceTools {
  /** Decides which operations are recorded. */
  readonly tracer: Tracer;
  /** Records every span. */
  readonly everyTracer: Tracer;
  readonly ledgers: LedgerSpans;
  readonly addCall: AddCallSpan;
  readonly addEvent: AddEventSpan;
  /** Called when a ledger has taken a call. */
  readonly onNoted: (call: LedgerCall) => void;
  /** Runs work on behalf of an operation. */
  readonly runIn: (scope: TraceScope<TracedOperation>, work: () => void) => void;
}

/** The spans of one operation. Those below its own are made at its end, from its ledger. */
export class TracedOperation implements OperationTrace, EventListener, EventTimes {
  readonly traceId: string;
  readonly root: OperationSpan;
  readonly scope = new TraceScope<TracedOperation>(this);
  readonly listener: LedgerListener;
  readonly #tools: TraceTools;
  readonly #notes: OperationNotes;
  #calls: TracedCall[] | undefined;
  #eventStartedAt: Ms | undefined;
  #execution: Execution | undefined;
  #sent: readonly string[] | undefined;
  #streamed: NamedOperation = { type: 'subscription', name: null, documentHash: null };
  #hasEnded = false;

  constructor(tools: TraceTools, notes: OperationNotes, parent: SpanContext | undefined) {
    this.#tools = tools;
    this.#notes = notes;
    this.root = new OperationSpan(tools.tracer, parent);
    this.traceId = this.root.span.spanContext().traceId;
    this.listener = {
      onCall(call, ledger) {
        tools.onNoted(call);
        tools.ledgers.addLate(ledger, call);
      },
    };
  }

  addPhases(phases: readonly Phase[]): void {
    if (!this.root.isRecorded) return;
    const { times, context } = this.root;
    for (const { name, startedAt, endedAt } of phases) {
      const startTime = times.at(startedAt);
      this.#tools.everyTracer.startSpan(name, { startTime }, context).end(times.at(endedAt));
    }
  }

  /** A call that no ledger has. */
  addCall(call: TracedCall): void {
    if (!this.root.isRecorded) return;
    this.#calls ??= [];
    if (this.#calls.length < MAX_CALLS) this.#calls.push(call);
  }

  readsOf(reads: Reads): Reads {
    return new TracedReads(reads, this);
  }

  eventStarted(): void {
    this.#eventStartedAt = ledgerNow();
  }

  eventEnded(): void {
    if (this.#eventStartedAt === undefined) return;
    this.#execution = { startedAt: this.#eventStartedAt, ledger: this.#notes.tally?.ledger() };
    this.#eventStartedAt = undefined;
  }

  eventsOf(results: Feed<ExecutionResult>): Feed<ExecutionResult> {
    return new TracedFeed(results, this);
  }

  streamed(operation: NamedOperation): void {
    this.#streamed = operation;
  }

  sent(codes: readonly string[]): void {
    this.#sent = codes;
  }

  deliver(result: ExecutionResult | undefined, pass: () => void): void {
    const execution = this.#execution;
    this.#execution = undefined;
    this.#sent = undefined;
    const scope = new TraceScope<TracedOperation>(this);
    this.#tools.runIn(scope, pass);
    scope.close();
    if (!this.root.isRecorded) return;
    this.#tools.addEvent({
      subscription: this.root.span.spanContext(),
      operation: this.#streamed,
      execution,
      result,
      isSent: this.#sent !== undefined,
      codes: this.#sent ?? [],
    });
  }

  ended(outcome: TraceOutcome): void {
    this.scope.close();
    const { root } = this;
    if (!root.isRecorded || this.#hasEnded) return;
    this.#hasEnded = true;
    const endedAt = ledgerNow();
    const { context, times, startedAt } = root;
    const parent = { context, times, startedAt, endedAt };
    const ledger = outcome.type === 'subscription' ? undefined : this.#notes.tally?.ledger();
    if (ledger !== undefined) this.#tools.ledgers.add(ledger, parent);
    for (const call of this.#calls ?? []) this.#tools.addCall(call, times, parent);
    root.end(outcome, endedAt);
  }

  /** The pipeline has thrown: nothing else reports the operation. */
  failed(type: TraceOutcome['type']): void {
    const unknown = { name: null, documentHash: null, upstreamCalls: undefined };
    this.ended({ ...unknown, type, transport: 'unknown', results: 0, codes: ['INTERNAL'] });
  }
}
