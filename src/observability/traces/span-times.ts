import type { HrTime } from '@opentelemetry/api';
import { ledgerNow } from '../../ledger.ts';

/** Milliseconds since 1970 of a clock that never goes back, as the ledger has it. */
export type Ms = number;

/**
 * The times of one operation on the clock that other services have, too. The monotonic clock may be
 * far from it after weeks. Within an operation the difference is constant, so that a system clock
 * that is set does not tear its spans apart.
 */
export class SpanTimes {
  readonly #offsetMs: number;

  constructor(now: Ms = ledgerNow()) {
    this.#offsetMs = Date.now() - now;
  }

  at(time: Ms): HrTime {
    const ms = Math.max(0, time + this.#offsetMs);
    const seconds = Math.trunc(ms / 1_000);
    return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
  }
}
