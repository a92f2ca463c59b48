import type { ExecutionResult, ValidatedExecutionArgs } from 'graphql';
import type { Feed } from '../../../feed.ts';
import type { OperationBudget } from '../../rules/operation-budget.ts';
import type { PartsFormat } from '../../rules/response-form.ts';
import type { Reads } from '../engine.ts';
import { toExcess } from '../excess.ts';
import { ResponseMeter } from '../response-meter.ts';
import { executeInParts } from './incremental-executors.ts';
import { PartFeed } from './part-feed.ts';

export interface RunInParts {
  readonly args: ValidatedExecutionArgs;
  readonly reads: Reads;
  readonly budget: OperationBudget;
  readonly format: PartsFormat;
}

/**
 * Executes a query or mutation in parts. Its reads and its budget end with the last part, or when
 * its client has left.
 */
export async function runInParts({
  args,
  reads,
  budget,
  format,
}: RunInParts): Promise<ExecutionResult | Feed<ExecutionResult>> {
  const isMutation = args.operation.operation === 'mutation';
  // graphql uses no other part of a signal.
  const externalAbortSignal = isMutation ? undefined : (reads.signal() as AbortSignal);
  const onEnd = () => {
    reads.end();
    // By the time of the callback the transport has serialised the part.
    setImmediate(() => budget.end());
  };
  const meter = new ResponseMeter(budget);
  const findFailure = (): unknown =>
    meter.exceeded === undefined ? externalAbortSignal?.reason : toExcess(meter.exceeded, args);
  let isOpen = false;
  if (!isMutation) reads.startRemembered();
  try {
    const result = await executeInParts({ ...args, externalAbortSignal }, meter, format);
    if (meter.exceeded !== undefined) throw toExcess(meter.exceeded, args);
    if (!('initialResult' in result)) return result;
    isOpen = true;
    return new PartFeed(result, {
      findFailure,
      complete: (last) => meter.withOmission(last),
      onEnd,
    });
  } catch (error) {
    throw externalAbortSignal?.aborted === true ? externalAbortSignal.reason : error;
  } finally {
    if (!isOpen) onEnd();
  }
}
