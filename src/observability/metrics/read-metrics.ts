import type { Measurements } from '../measurements.ts';
import { KEYS_OF_BATCH } from './buckets.ts';
import type { MetricRegistry } from './registry.ts';

/** How many calls to MX the loaders and the caches save. */
export function createReadMetrics(
  registry: MetricRegistry,
): Pick<Measurements, 'batch' | 'sharedRead' | 'cacheRead'> {
  const batches = registry.histogram({
    name: 'batch_keys',
    help: 'Objects of one batch of a DataLoader.',
    labels: ['loader'],
    buckets: KEYS_OF_BATCH,
  });
  const reads = registry.counter({
    name: 'shared_reads_total',
    help: "Reads of a user's data: made, or joined because another operation had it in flight.",
    labels: ['result'],
  });
  const cacheReads = registry.counter({
    name: 'cache_reads_total',
    help: 'Reads of the caches of the process.',
    labels: ['cache', 'result'],
  });

  return {
    batch: (loader, keys) => batches.of(loader).observe(keys),
    sharedRead: (isJoined) => reads.of(isJoined ? 'joined' : 'made').add(),
    cacheRead: (cache, result) => cacheReads.of(cache, result).add(),
  };
}
