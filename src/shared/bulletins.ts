/**
 * A position in the order of all bulletins, as Redis writes the ids of a stream: `1732633200000-0`.
 * Compare positions with `isAtLeast` only.
 */
export type Position = string;

/** The position before all bulletins. */
export const START: Position = '0-0';

/**
 * Short messages to all other replicas: what a change or a webhook means for what they hold. They
 * arrive once and in order. A replica that was cut off for a while reads on from where it was, at most
 * `MAX_BULLETINS` back.
 */
export interface Bulletins {
  /**
   * Sends a bulletin to the other replicas. Returns its position; null if the state is away, and then
   * no other replica hears of it.
   *
   * @param write called if there may be other replicas; returns at most `MAX_BULLETIN_BYTES`
   */
  readonly publish: (write: () => string) => Promise<Position | null>;
  /**
   * Called with each bulletin of another replica, in order. A new replica first hears the bulletins of
   * the last `REPLAYED_MS`. One listener, set once, before the first publish.
   */
  readonly listen: (listener: (text: string) => void) => void;
  /** The position of the last bulletin that this replica has heard, its own included. */
  readonly heard: () => Position;
}

/** A new replica hears what the others were told in this time, in milliseconds, before it started. */
export const REPLAYED_MS = 15_000;

/** A longer bulletin is not sent; the state counts as away for it. */
export const MAX_BULLETIN_BYTES = 256 * 1_024;

/** Bulletins that are kept for replicas that are cut off for a while. */
export const MAX_BULLETINS = 10_000;

/** True if `position` is `other` or a later position. */
export function isAtLeast(position: Position, other: Position): boolean {
  const [ms = 0, count = 0] = position.split('-').map(Number);
  const [otherMs = 0, otherCount = 0] = other.split('-').map(Number);
  return ms === otherMs ? count >= otherCount : ms > otherMs;
}
