/**
 * Bounds the retries of all calls together, so that an MX in trouble does not get several times its
 * load.
 */
export interface RetryBudget {
  readonly callStarted: (nowMs: number) => void;
  /** Takes one retry; false when the budget is spent. */
  readonly take: (nowMs: number) => boolean;
  /** True if `take` would return true. */
  readonly hasLeft: (nowMs: number) => boolean;
}

/** Retries per call over the span: twice the number that a tenth of failing calls needs. */
const RATIO = 0.2;
/** Retries that are always allowed per span, for a client with few calls. */
const FLOOR = 10;
const SLOTS = 10;
const SLOT_MS = 1_000;

/** Counts over the last ten seconds. */
export function createRetryBudget(): RetryBudget {
  const calls = createSlidingCount();
  const retries = createSlidingCount();
  const hasLeft = (nowMs: number) =>
    retries.total(nowMs) < Math.max(FLOOR, calls.total(nowMs) * RATIO);
  return {
    callStarted: (nowMs) => calls.add(nowMs),
    hasLeft,
    take(nowMs) {
      const isLeft = hasLeft(nowMs);
      if (isLeft) retries.add(nowMs);
      return isLeft;
    },
  };
}

function createSlidingCount() {
  const counts = new Float64Array(SLOTS);
  let total = 0;
  let latest = 0;

  const moveTo = (nowMs: number) => {
    const slot = Math.floor(nowMs / SLOT_MS);
    if (slot <= latest) return;
    for (let old = Math.max(latest, slot - SLOTS) + 1; old <= slot; old += 1) {
      total -= counts[old % SLOTS] ?? 0;
      counts[old % SLOTS] = 0;
    }
    latest = slot;
  };
  return {
    add(nowMs: number) {
      moveTo(nowMs);
      counts[latest % SLOTS] = (counts[latest % SLOTS] ?? 0) + 1;
      total += 1;
    },
    total(nowMs: number) {
      moveTo(nowMs);
      return total;
    },
  };
}
