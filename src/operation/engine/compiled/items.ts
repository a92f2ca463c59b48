import type { Frame } from './frame.ts';
import type { Position } from './plan.ts';
import { isPromiseLike } from './promises.ts';
import type { Run } from './run.ts';

/** Writes the value of an item, now or when it has arrived. */
export function completeItem(
  run: Run,
  item: Position,
  value: unknown,
  list: Frame,
  index: number,
): void {
  const { data } = list;
  // The place comes first: the index would otherwise be a hole in the array.
  data[index] = undefined;
  if (isPromiseLike(value)) {
    run.await(value, item, list, index);
    return;
  }
  try {
    data[index] = item.complete(run, value, list, index);
  } catch (error) {
    data[index] = run.nullify(error, item, list, index);
  }
}
