import type { ObjectPlan } from './plan.ts';
import type { Run } from './run.ts';

/**
 * Resolves the fields of a mutation one after the other. Returns a promise if it waits for one of
 * them; throws, or rejects, if one fails that must not be null.
 */
export function executeSerially(run: Run, { fields }: ObjectPlan): Promise<void> | undefined {
  const { rootValue } = run.args;
  let waiting: Promise<void> | undefined;
  for (const execute of fields) {
    const executeNext = () => {
      if (run.isOver) throw new Error('Aborted!');
      execute(run, rootValue, run.root);
      return run.root.pending === 0 ? undefined : idle(run);
    };
    waiting = waiting === undefined ? executeNext() : waiting.then(executeNext);
  }
  return waiting;
}

/** Settles with the field that is being executed. */
function idle(run: Run): Promise<void> {
  const settled = new Promise<void>((resolve, reject) => {
    run.onIdle = resolve;
    run.onRootFailure = reject;
  });
  // graphql-js writes the value of the field into the result here: one more microtask.
  return settled.then(() => {});
}
