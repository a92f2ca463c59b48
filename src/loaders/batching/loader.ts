import DataLoader from 'dataloader';
import type { Batch } from '../../ledger.ts';

/** Notes the batches of the loaders of one operation. */
export interface BatchListener {
  /** The caller must call `end` of the batch. */
  batched(loader: string, keys: number): Batch;
}

export type ReadBatch<Key, Value> = (
  keys: readonly Key[],
  batch: Batch,
) => PromiseLike<ArrayLike<Value | Error>>;

/** A DataLoader that notes its batches. */
export function createLoader<Key, Value, CacheKey = Key>(
  listener: BatchListener,
  name: string,
  read: ReadBatch<Key, Value>,
  options?: DataLoader.Options<Key, Value, CacheKey>,
): DataLoader<Key, Value, CacheKey> {
  return new DataLoader<Key, Value, CacheKey>((keys) => {
    const batch = listener.batched(name, keys.length);
    return endWith(batch, read(keys, batch));
  }, options);
}

/** The same promise, whose end is the end of the batch. */
export function endWith<P extends PromiseLike<unknown>>(batch: Batch, promise: P): P {
  const end = () => batch.end();
  promise.then(end, end);
  return promise;
}
