import { createMemory } from '../../src/shared/memory/memory.ts';
import type { SharedState } from '../../src/shared/shared-state.ts';

/** The state of a gateway without other replicas. */
export function createOwnState(): SharedState {
  return createMemory({ monotonicNow: () => performance.now() }).join();
}
