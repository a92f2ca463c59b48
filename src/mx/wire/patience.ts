/** How long an attempt may be silent before that speaks against MX. */
export interface Patience {
  readonly silentMs: () => number;
  /** Learns how long a good answer took. */
  readonly heard: (tookMs: number) => void;
}

/** Of the deadline of a call, while MX answers quickly. */
const PART_OF_DEADLINE = 0.25;
/** Of the slowest answer lately: when MX is slow, its silence says less. */
const TIMES_SLOWEST = 2;
/** How much of a slow answer each quicker one makes forget. */
const FORGETTING = 0.02;

export function createPatience(timeoutMs: number): Patience {
  let slowestMs = 0;
  return {
    silentMs: () => Math.max(timeoutMs * PART_OF_DEADLINE, slowestMs * TIMES_SLOWEST),
    heard(tookMs) {
      const forgotten = slowestMs - (slowestMs - tookMs) * FORGETTING;
      slowestMs = Math.max(tookMs, forgotten);
    },
  };
}
