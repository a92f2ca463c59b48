import { GraphQLError } from 'graphql';
import { completeAsyncList, isAsyncIterable } from './async-lists.ts';
import { Frame, type Key, type Data, detach, LIST_HOPS } from './frame.ts';
import { completeItem } from './items.ts';
import type { Complete, Position } from './plan.ts';
import { isPromiseLike } from './promises.ts';
import { ignore, type Run } from './run.ts';

/** @param item the position of each item */
export function completeList(item: Position, position: Position): Complete {
  const { parentType, definition } = item.site;
  return (run, value, frame, key) => {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) return null;
    if (isAsyncIterable(value)) {
      return completeAsyncList(run, item, value, { position, frame, key });
    }
    if (!isIterableObject(value)) {
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${parentType.name}.${definition.name}".`,
      );
    }
    return completeItems(run, item, value, { position, frame, key });
  };
}

interface ListPlace {
  readonly position: Position;
  readonly frame: Frame;
  readonly key: Key;
}

function completeItems(
  run: Run,
  item: Position,
  values: Iterable<unknown>,
  { position, frame, key }: ListPlace,
): unknown[] {
  const items: unknown[] = [];
  const list = new Frame(frame, key, position, items as unknown as Data, LIST_HOPS);
  const iterator = values[Symbol.iterator]();
  try {
    for (let index = 0; ; index += 1) {
      const step = iterator.next();
      if (step.done === true) return items;
      completeItem(run, item, step.value, list, index);
    }
  } catch (error) {
    detach(list);
    ignoreOthers(iterator);
    throw error;
  }
}

/** The promises of a list that has failed may fail too, and nobody waits for them. */
function ignoreOthers(iterator: Iterator<unknown>): void {
  try {
    for (;;) {
      const step = iterator.next();
      if (step.done === true) return;
      if (isPromiseLike(step.value)) ignore(step.value);
    }
  } catch {
    // The iterator itself has failed, and so have its promises.
  }
}

function isIterableObject(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function'
  );
}
