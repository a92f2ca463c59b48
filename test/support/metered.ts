import {
  type ExecutionResult,
  type GraphQLSchema,
  parse,
  type ValidatedExecutionArgs,
  validateExecutionArgs,
} from 'graphql';
import type { LimitName } from '../../src/limits.ts';
import { BoundedExecutor } from '../../src/operation/engine/bounded-executor.ts';
import { createCompiledOperations } from '../../src/operation/engine/compiled/operations.ts';
import { ResponseMeter } from '../../src/operation/engine/response-meter.ts';
import type { OperationBudget } from '../../src/operation/rules/operation-budget.ts';

export interface Run {
  readonly result: ExecutionResult;
  readonly exceeded: LimitName | undefined;
  /** What the budget was asked for. */
  readonly bytes: number;
  readonly memoryBytes: number;
}

/** Executes an operation with a meter. */
export type Execute = (
  args: ValidatedExecutionArgs,
  meter: ResponseMeter,
) => ExecutionResult | Promise<ExecutionResult> | undefined;

/** The two ways to execute an operation. */
export const ways: readonly (readonly [string, Execute])[] = [
  [
    "graphql's executor",
    (args, meter) => new BoundedExecutor(args, meter).executeRootSelectionSet(),
  ],
  ['a compiled operation', createCompiledOperations().execute],
];

/** Runs a document with a budget of so many bytes. */
export async function runMetered(
  schema: GraphQLSchema,
  execution: Execute,
  document: string,
  rootValue: unknown,
  bound = Infinity,
): Promise<Run> {
  let bytes = 0;
  let memoryBytes = 0;
  const budget: Pick<OperationBudget, 'add'> = {
    add(moreBytes, moreMemoryBytes) {
      bytes += moreBytes;
      memoryBytes += moreMemoryBytes;
      return bytes > bound ? 'responseBytes' : undefined;
    },
  };
  const args = validateExecutionArgs({ schema, document: parse(document), rootValue });
  const meter = new ResponseMeter(budget);
  const result = await execution(args as ValidatedExecutionArgs, meter);
  if (result === undefined) throw new Error('The operation is not compiled.');
  return { result, exceeded: meter.exceeded, bytes, memoryBytes };
}
