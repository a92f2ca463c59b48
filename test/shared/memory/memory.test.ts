import { createMemory } from '../../../src/shared/memory/memory.ts';
import { describeSharedCounts } from '../suite-of-counts.ts';
import { describeSharedFeeds } from '../suite.ts';

const start = async () => {
  const memory = createMemory({ monotonicNow: () => performance.now() });
  return {
    join: async () => memory.join(),
    [Symbol.asyncDispose]: async () => {},
  };
};

describeSharedFeeds('the memory of one process', start);
describeSharedCounts('the memory of one process', start);
