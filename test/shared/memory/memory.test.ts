import { createMemory } from '../../../src/shared/memory/memory.ts';
import { describeSharedState } from '../suite.ts';

describeSharedState('the memory of one process', async () => {
  const memory = createMemory({ monotonicNow: () => performance.now() });
  return {
    join: async () => memory.join(),
    [Symbol.asyncDispose]: async () => {},
  };
});
