import type { ValidatedExecutionArgs } from 'graphql';
import { createSharedExecutionContext } from 'graphql/execution/createSharedExecutionContext.js';
import { Executor } from 'graphql/execution/Executor.js';
import { metered } from './metered.ts';
import { noSignal } from './no-signal.ts';
import type { ResponseMeter } from './response-meter.ts';

const MeteredExecutor = metered(Executor);

/**
 * graphql's executor, which stops once the response exceeds its budget. It gives one result:
 * `@defer` and `@stream` have no effect.
 */
export class BoundedExecutor extends MeteredExecutor {
  constructor(args: ValidatedExecutionArgs, meter: ResponseMeter) {
    super(args, createSharedExecutionContext(noSignal));
    this.counting = { meter, sizes: new Map() };
  }
}
