/** How long an attempt may be silent before the silence counts against MX. */
export interface Patience {
  readonly silentMs: () => number;
  /** Records how long a good response took. */
  readonly heard: (tookMs: number) => void;
}

/** The part of a call's deadline, while MX responds quickly. */
const PART_OF_DEADLINE = 0.25;
/** The multiple of the slowest recent response: when MX is slow, its silence says less. */
const TIMES_SLOWEST = 2;
/** How far each quicker response lowers the slowest time. */
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
