import { locatedError } from 'graphql';
import { type Data, detach, Frame, LIST_HOPS, pathTo } from './frame.ts';
import { completeItem } from './items.ts';
import type { Position } from './plan.ts';
import type { Place, Run } from './run.ts';

/** As graphql-js tells async iterables from other values. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === 'function'
  );
}

/** Reads a list whose items come one by one. The list arrives once its last item has come. */
export function completeAsyncList(
  run: Run,
  item: Position,
  values: AsyncIterable<unknown>,
  place: Omit<Place, 'hops'>,
): void {
  // graphql-js returns a promise from an async function, which takes one more microtask.
  const { frame, key, position } = place;
  const list = new Frame(frame, key, position, [] as unknown as Data, LIST_HOPS + 1);
  const items = readItems(run, item, values[Symbol.asyncIterator](), list);
  run.awaitBefore(items, { ...place, hops: 0 }, () => list.data);
}

async function readItems(
  run: Run,
  item: Position,
  iterator: AsyncIterator<unknown>,
  list: Frame,
): Promise<void> {
  run.open(list);
  try {
    for (let index = 0; ; index += 1) {
      let step: IteratorResult<unknown>;
      try {
        step = await iterator.next();
      } catch (error) {
        throw locatedError(error, item.site.nodes, pathToList(list));
      }
      if (step.done === true) break;
      if (run.isOver) {
        leave(iterator);
        break;
      }
      completeItem(run, item, step.value, list, index);
    }
  } catch (error) {
    detach(list);
    leave(iterator);
    throw error;
  }
  run.close(list);
}

function pathToList({ parent, key }: Frame) {
  return parent && pathTo(parent, key);
}

/** Ends an iterator that nobody reads any more; its failures concern nobody. */
function leave(iterator: AsyncIterator<unknown>): void {
  void (async () => {
    try {
      await iterator.return?.();
    } catch {
      // Nobody waits for the end.
    }
  })();
}
