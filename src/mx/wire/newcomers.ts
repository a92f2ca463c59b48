import type { Subject } from './subject.ts';

/**
 * Users and members that MX has just created. MX answers a read of them with 404 for a moment, and
 * says that it may be tried again after about half a second.
 */
export interface Newcomers {
  readonly add: (subject: Subject, nowMs: number) => void;
  /**
   * How long a read of this subject should wait after a 404; undefined if the subject is not new, so
   * that the 404 is the answer.
   */
  readonly patienceMs: (subject: Subject, nowMs: number) => number | undefined;
}

/** From this age on a 404 is believed. */
const NEW_MS = 1_000;
/** With this pause a read is made about 0.2, 0.6 and 1 s after the creation. */
const FIRST_PAUSE_MS = 200;
const PAUSE_MS = 400;
/** More than MX creates in a second: it accepts 750 writes. */
const MAX_NEWCOMERS = 1_000;

export function createNewcomers(): Newcomers {
  // In the order of their creation.
  const createdAt = new Map<string, number>();

  function forgetOld(nowMs: number): void {
    for (const [name, at] of createdAt) {
      if (nowMs - at < NEW_MS && createdAt.size <= MAX_NEWCOMERS) return;
      createdAt.delete(name);
    }
  }

  return {
    add({ name }, nowMs) {
      if (name === undefined) return;
      createdAt.delete(name);
      createdAt.set(name, nowMs);
      forgetOld(nowMs);
    },
    patienceMs({ owner = '', name = '' }, nowMs) {
      if (createdAt.size === 0) return undefined;
      const at = Math.max(createdAt.get(owner) ?? -Infinity, createdAt.get(name) ?? -Infinity);
      const ageMs = nowMs - at;
      if (ageMs >= NEW_MS) return undefined;
      return ageMs < FIRST_PAUSE_MS ? FIRST_PAUSE_MS : PAUSE_MS;
    },
  };
}
