import type { ExecutionResult } from 'graphql';
import { executeFields } from './fields.ts';
import { afterHops } from './hops.ts';
import type { ObjectPlan } from './plan.ts';
import type { Run } from './run.ts';
import { executeSerially } from './serially.ts';

/**
 * Executes the fields of the root. Rejects, or throws, with the reason of the operation's signal once
 * it is aborted. If the response exceeds its budget, the result is meaningless.
 */
export function executeRoot(
  run: Run,
  plan: ObjectPlan,
  isSerial: boolean,
): ExecutionResult | Promise<ExecutionResult> {
  const { rootValue, externalAbortSignal: signal } = run.args;
  const { root } = run;
  let serial: Promise<void> | undefined;
  try {
    if (isSerial) serial = executeSerially(run, plan);
    else executeFields(run, plan, rootValue, root);
  } catch (error) {
    const result = run.endWith(error);
    signal?.throwIfAborted();
    return result;
  }
  if (serial === undefined && root.pending === 0) {
    const result = run.end(root.data);
    signal?.throwIfAborted();
    return result;
  }

  return new Promise((resolve, reject) => {
    const end = (result: ExecutionResult) => {
      signal?.removeEventListener('abort', abort);
      resolve(result);
    };
    function abort() {
      run.isOver = true;
      reject(signal?.reason);
    }

    const refuse = () => end(run.end(null));
    const succeed = () => end(run.end(root.data));
    const failLater = (error: unknown) =>
      afterHops(root.hops, () => {
        if (!run.isOver) end(run.endWith(error));
      });

    if (signal?.aborted === true) return abort();
    signal?.addEventListener('abort', abort, { once: true });
    // V8 puts a function that is written right of a property's `=` into its old space, where it would
    // keep the whole operation until the next full collection (decision 56).
    run.onRefusal = refuse;
    if (serial === undefined) {
      run.onIdle = succeed;
      run.onRootFailure = failLater;
      return;
    }
    serial.then(
      () => run.isOver || end(run.end(root.data)),
      (error: unknown) => run.isOver || end(run.endWith(error)),
    );
  });
}
