import type { Endpoint, EndpointName } from '../endpoints.ts';
import type { CallBudget } from './call-budget.ts';
import type { Deadline } from './deadline.ts';
import type { Subject } from './subject.ts';

/** One call, as its attempts see it. */
export interface WireCall {
  readonly name: EndpointName;
  readonly endpoint: Endpoint;
  readonly deadline: Deadline;
  /** True for the gateway's own question whether MX is there: one attempt, whatever the state. */
  readonly isProbe: boolean;
  /** Who shares MX with others. */
  readonly lane: string;
  readonly budget: CallBudget;
  subject: Subject;
  path: string;
  body: string | null;
  /** Counted here for the report of the call, like the status. */
  attempts: number;
  status: number | null;
}
