import type { ExecutionResult } from 'graphql';
import type { Refusal } from './refusal.ts';

/** An operation that was refused before it ran, and the errors that its client gets. */
export class Refused {
  readonly refusal: Refusal;
  readonly result: ExecutionResult;

  constructor(refusal: Refusal, result: ExecutionResult) {
    this.refusal = refusal;
    this.result = result;
  }
}
