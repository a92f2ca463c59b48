import type { Endpoint, EndpointName } from '../endpoints.ts';
import type { CallBudget } from './call-budget.ts';
import type { Deadline } from './deadline.ts';
import type { CallKind } from './gates.ts';
import type { Subject } from './subject.ts';

/** The state of one call, shared by its attempts. */
export interface WireCall {
  readonly name: EndpointName;
  readonly endpoint: Endpoint;
  readonly deadline: Deadline;
  /**
   * True for the gateway's own check whether MX is up: one attempt, in any state of the breaker.
   */
  readonly isProbe: boolean;
  readonly kind: CallKind;
  /** The lane in which the caller shares MX with others. */
  readonly lane: string;
  readonly budget: CallBudget;
  subject: Subject;
  path: string;
  body: string | null;
  /** Attempts are counted here for the report of the call, like the status. */
  attempts: number;
  /** Milliseconds in the queue. */
  waitedMs: number;
  status: number | null;
}
