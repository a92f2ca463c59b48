import type { Position } from './plan.ts';

/** A name in the response, or an index of a list. */
export type Key = string | number;

/** A result object or list under its construction. */
export type Data = Record<Key, unknown>;

/**
 * An object or a list of the response, while values in it may be missing. The frames above it are
 * its path.
 */
export class Frame {
  /** Undefined for the root. */
  readonly parent: Frame | undefined;
  readonly key: Key;
  /** The position of the object or list in the frame above it; undefined for the root. */
  readonly position: Position | undefined;
  readonly data: Data;
  /**
   * The number of microtasks between the failure of a value in it and the failure of the whole, in
   * graphql-js: one for `Promise.all`, one for the object that is made of its values, one for the
   * handler. Errors are only in graphql-js's order if they take as many steps here.
   */
  readonly hops: number;
  /** The values that are awaited in it and below it. */
  pending = 0;
  /** True once the frames above it do not wait for it any more. */
  isDetached = false;
  /** True once a failure of a value in it was its own failure; there is no second one. */
  hasFailed = false;
  /** The keys whose values are null because of an error. */
  nulled: Set<Key> | undefined = undefined;

  constructor(
    parent: Frame | undefined,
    key: Key,
    position: Position | undefined,
    data: Data,
    hops: number,
  ) {
    this.parent = parent;
    this.key = key;
    this.position = position;
    this.data = data;
    this.hops = hops;
  }
}

export const OBJECT_HOPS = 3;
export const LIST_HOPS = 2;

/** Counts a value that is awaited in a frame. */
export function hold(frame: Frame): void {
  for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) {
    at.pending += 1;
    if (at.isDetached) return;
  }
}

/** Counts a value that is no longer awaited. Returns true if this was the last one of the response. */
export function release(frame: Frame): boolean {
  let at = frame;
  for (;;) {
    at.pending -= 1;
    if (at.isDetached) return false;
    if (at.parent === undefined) return at.pending === 0;
    at = at.parent;
  }
}

/** From now on nobody waits for the values below a frame. */
export function detach(frame: Frame): void {
  if (frame.isDetached) return;
  frame.isDetached = true;
  for (let at = frame.parent; at !== undefined; at = at.parent) {
    at.pending -= frame.pending;
    if (at.isDetached) return;
  }
}

/** Returns false if the position, or one above it, is null already because of an error. */
export function nullPosition(frame: Frame, key: Key): boolean {
  let at: Frame = frame;
  let atKey = key;
  for (;;) {
    if (at.nulled?.has(atKey) === true) return false;
    if (at.parent === undefined) break;
    atKey = at.key;
    at = at.parent;
  }
  frame.nulled ??= new Set();
  frame.nulled.add(key);
  return true;
}

/** The path of a position, as the errors of a response have it. */
export function pathTo(frame: Frame, key: Key): Key[] {
  const path = [key];
  for (let at = frame; at.parent !== undefined; at = at.parent) path.push(at.key);
  return path.toReversed();
}
