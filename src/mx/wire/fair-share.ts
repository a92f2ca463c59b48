/** Divides a countable resource among lanes, so that a few lanes never hold all of it. */
export interface FairShare {
  /** True if a lane may take this additional amount. Defaults to 1. */
  readonly mayTake: (lane: string, amount?: number) => boolean;
  /** Takes the amount; false, and nothing is taken, if the lane may not have it. */
  readonly take: (lane: string, amount?: number) => boolean;
  readonly giveBack: (lane: string, amount?: number) => void;
  /** The amount that the lane has taken and not yet returned. */
  readonly heldBy: (lane: string) => number;
  /** The free amount. */
  readonly left: () => number;
}

export interface FairShareOptions {
  readonly total: number;
  /** How many times the free amount a lane may hold. */
  readonly generosity: number;
  /** The amount that a lane may always hold, even if little is free. Defaults to 1. */
  readonly owed?: ((lane: string) => number) | undefined;
}

/**
 * A lane may hold up to `generosity` times the free amount (dynamic thresholds, Choudhury and Hahne
 * 1998): with a generosity of 1 this is half of the total for a single lane, a third for each of
 * two, and 1/(n+1) for each of n, so that a part is left for the next lane. A lane that holds
 * nothing uses no memory.
 */
export function createFairShare({
  total,
  generosity,
  owed = () => 1,
}: FairShareOptions): FairShare {
  const held = new Map<string, number>();
  let left = total;

  const heldBy = (lane: string) => held.get(lane) ?? 0;
  const mayTake = (lane: string, amount = 1) => {
    if (amount > left) return false;
    const has = heldBy(lane);
    return has + amount <= generosity * left || has < owed(lane);
  };

  return {
    mayTake,
    take(lane, amount = 1) {
      if (!mayTake(lane, amount)) return false;
      left -= amount;
      held.set(lane, heldBy(lane) + amount);
      return true;
    },
    giveBack(lane, amount = 1) {
      const has = heldBy(lane) - amount;
      left += amount;
      if (has > 0) held.set(lane, has);
      else held.delete(lane);
    },
    heldBy,
    left: () => left,
  };
}
