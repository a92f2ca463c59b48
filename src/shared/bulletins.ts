/**
 * A position in the order of all bulletins, as Redis writes the ids of a stream: `1732633200000-0`.
 * Compare positions with `isAtLeast` only.
 */
export type Position = string;

/** The position before all bulletins. */
export const START: Position = '0-0';

/** A JSON value, at most 64 KiB as text. */
export type BulletinText = string;

/**
 * Short messages to all other replicas: what a change or a webhook means for what they hold. They
 * arrive once and in order. A replica that was cut off for a while reads on from where it was, at most
 * `MAX_BULLETINS` back.
 */
export interface Bulletins {
  /**
   * Sends a bulletin to the other replicas. Returns its position; null if the state is away, and then
   * no other replica hears of it.
   */
  readonly publish: (text: BulletinText) => Promise<Position | null>;
  /** Called with each bulletin of another replica, in order. One listener; set before the first publish. */
  readonly listen: (listener: (text: BulletinText) => void) => void;
  /** The position of the last bulletin that this replica has heard, its own included. */
  readonly heard: () => Position;
}

/** Bulletins that are kept for replicas that are cut off for a while. */
export const MAX_BULLETINS = 10_000;

/** True if `position` is `other` or a later position. */
export function isAtLeast(position: Position, other: Position): boolean {
  const [ms = 0, count = 0] = position.split('-').map(Number);
  const [otherMs = 0, otherCount = 0] = other.split('-').map(Number);
  return ms === otherMs ? count >= otherCount : ms > otherMs;
}
