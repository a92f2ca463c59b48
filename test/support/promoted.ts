import { PerformanceObserver, constants } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const oldBytes = () =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ??
  0;

/**
 * The bytes that a run has left in V8's old space, where only a full collection frees what is not
 * used any more. They are infinite if the run needed such a collection itself.
 *
 * @param start runs for a moment before what is current is moved to the old space
 */
export async function countPromoted(
  start: () => Promise<void>,
  run: () => Promise<void>,
): Promise<number> {
  await start();
  collect();
  await start();
  let full = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as PerformanceEntry & { readonly detail: { readonly kind: number } };
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) full += 1;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  const before = oldBytes();
  await run();
  const after = oldBytes();
  // The observer hears of a collection in a later turn.
  await new Promise(setImmediate);
  observer.disconnect();
  return full > 0 ? Infinity : after - before;
}
