import { ROOT_CONTEXT, type SpanContext, trace, type Tracer } from '@opentelemetry/api';
import type { ExecutionResult } from 'graphql';
import { ledgerNow, type LedgerEntries } from '../../ledger.ts';
import type { LedgerSpans } from './ledger-spans.ts';
import { type NamedOperation, setCodes, toOperationAttributes } from './operation-span.ts';
import { type Ms, SpanTimes } from './span-times.ts';

/** The execution of an event, for the first of the subscriptions that share it. */
export interface Execution {
  readonly startedAt: Ms;
  readonly ledger: LedgerEntries | undefined;
}

export interface EventOutcome {
  /** The span of the subscription. */
  readonly subscription: SpanContext;
  readonly operation: NamedOperation;
  /** Undefined if another subscription has executed the event. */
  readonly execution: Execution | undefined;
  /** The same object for all subscriptions that share an event; undefined for a failure. */
  readonly result: ExecutionResult | undefined;
  /** False for a result that equals the one before it. */
  readonly isSent: boolean;
  readonly codes: readonly string[];
}

export interface EventSpansOptions {
  /** Records every span: the subscription's sampling decides. */
  readonly tracer: Tracer;
  readonly ledgers: LedgerSpans;
}

interface Executed {
  readonly span: SpanContext;
  readonly startedAt: Ms;
}

/**
 * Each event has a trace of its own, with a link to its subscription: a subscription may last for
 * days, and collectors show a trace when it is complete.
 */
export function createEventSpans({ tracer, ledgers }: EventSpansOptions) {
  const executed = new WeakMap<ExecutionResult, Executed>();

  return (outcome: EventOutcome): void => {
    const { subscription, operation, execution, result, isSent, codes } = outcome;
    const endedAt = ledgerNow();
    const times = new SpanTimes(endedAt);
    const shared =
      execution === undefined && result !== undefined ? executed.get(result) : undefined;
    const startedAt = execution?.startedAt ?? shared?.startedAt ?? endedAt;
    const links = [subscription, ...(shared === undefined ? [] : [shared.span])];
    const span = tracer.startSpan(
      isSent ? 'event' : 'unchanged event',
      {
        root: true,
        startTime: times.at(startedAt),
        links: links.map((context) => ({ context })),
        attributes: toOperationAttributes(operation),
      },
      ROOT_CONTEXT,
    );
    if (execution !== undefined && result !== undefined) {
      executed.set(result, { span: span.spanContext(), startedAt });
    }
    if (execution?.ledger !== undefined) {
      const context = trace.setSpan(ROOT_CONTEXT, span);
      ledgers.add(execution.ledger, { context, times, startedAt, endedAt });
    }
    setCodes(span, codes);
    span.end(times.at(endedAt));
  };
}

export type AddEventSpan = ReturnType<typeof createEventSpans>;
