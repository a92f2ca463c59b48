import {
  type ExecutionArgs,
  type ExecutionResult,
  type ValidatedExecutionArgs,
  validateExecutionArgs,
} from 'graphql';
import { Executor } from 'graphql/execution/Executor.js';
import { limits } from '../../../src/limits.ts';
import { BoundedExecutor } from '../../../src/operation/engine/bounded-executor.ts';
import { createCompiledOperations } from '../../../src/operation/engine/compiled/operations.ts';
import { ResponseMeter } from '../../../src/operation/engine/response-meter.ts';

const operations = createCompiledOperations();
const createMeter = () => new ResponseMeter({ add: () => undefined });

/** What graphql-js returns; with too many errors, what its executor returns with our bound on them. */
export async function executeByGraphql(args: () => ExecutionArgs): Promise<ExecutionResult> {
  const checked = validateExecutionArgs(args());
  if (!('schema' in checked)) return { errors: checked };
  // `execute` itself refuses a schema with `@defer`, although nothing is deferred.
  const result = await new Executor(checked).executeRootSelectionSet();
  if ((result.errors ?? []).length <= limits.responseErrors) return result;
  const validated = validateExecutionArgs(args()) as ValidatedExecutionArgs;
  return new BoundedExecutor(validated, createMeter()).executeRootSelectionSet();
}

/** What the compiled operation returns. Rejects if the operation is left to graphql-js. */
export async function executeCompiled(
  args: ExecutionArgs,
  isEvent = false,
): Promise<ExecutionResult> {
  const validated = validateExecutionArgs(args);
  if (!('schema' in validated)) return { errors: validated };
  const result = operations.execute(validated, createMeter(), isEvent);
  if (result === undefined) throw new Error('The operation is not compiled.');
  return result;
}

/** Runs a corpus in which graphql-js leaves some failures of asynchronous iterables unhandled. */
export function ignoreUnhandled(): Disposable {
  const others = process.rawListeners('unhandledRejection');
  const warners = process.listeners('warning');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', () => {});
  process.removeAllListeners('warning'); // about rejections that are handled late
  return {
    [Symbol.dispose]() {
      process.removeAllListeners('unhandledRejection');
      for (const warner of warners) process.on('warning', warner);
      for (const other of others) process.on('unhandledRejection', other as () => void);
    },
  };
}
