import { type Context, trace, type Tracer } from '@opentelemetry/api';
import type { LedgerBatch, LedgerCall, LedgerEntries } from '../../ledger.ts';
import type { Ms, SpanTimes } from './span-times.ts';
import type { AddCallSpan } from './traced-calls.ts';

export interface LedgerSpansOptions {
  readonly tracer: Tracer;
  readonly addCall: AddCallSpan;
}

/** The span above the spans of a ledger. */
export interface LedgerParent {
  readonly context: Context;
  readonly times: SpanTimes;
  readonly startedAt: Ms;
  readonly endedAt: Ms;
}

export interface LedgerSpans {
  /** Adds the spans of all batches and calls so far. */
  readonly add: (ledger: LedgerEntries, parent: LedgerParent) => void;
  /** Adds the span of a call that ends after that. Does nothing for an unknown ledger. */
  readonly addLate: (ledger: LedgerEntries, call: LedgerCall) => void;
}

/** The ledger is complete at the end of an operation, so that spans cost it no time before. */
export function createLedgerSpans({ tracer, addCall }: LedgerSpansOptions): LedgerSpans {
  const added = new WeakMap<LedgerEntries, LedgerParent>();
  const contexts = new WeakMap<LedgerBatch, Context>();

  function contextOf(batch: LedgerBatch, { context, times, endedAt }: LedgerParent): Context {
    const known = contexts.get(batch);
    if (known !== undefined) return known;
    const { loader, keys, made, joined, cached, guessed } = batch;
    const attributes = {
      'mx_gateway.loader.name': loader,
      'mx_gateway.loader.keys': keys,
      'mx_gateway.loader.made': made,
      'mx_gateway.loader.joined': joined,
      'mx_gateway.loader.cached': cached,
      'mx_gateway.loader.guessed': guessed,
    };
    const startTime = times.at(batch.startedAt);
    const span = tracer.startSpan(`load ${loader}`, { attributes, startTime }, context);
    span.end(times.at(Math.max(batch.startedAt, Math.min(batch.endedAt ?? endedAt, endedAt))));
    const own = trace.setSpan(context, span);
    contexts.set(batch, own);
    return own;
  }

  function addOne(call: LedgerCall, parent: LedgerParent): void {
    const context = contextOf(call.batch, parent);
    addCall(call, parent.times, { context, startedAt: call.batch.startedAt });
  }

  return {
    add(ledger, parent) {
      added.set(ledger, parent);
      for (const batch of ledger.batches) contextOf(batch, parent);
      for (const call of ledger.calls) addOne(call, parent);
    },
    addLate(ledger, call) {
      const parent = added.get(ledger);
      if (parent !== undefined) addOne(call, parent);
    },
  };
}
