/** How an attempt speaks for or against MX; `unknown` when its caller went away before it ended. */
export type Outcome = 'good' | 'bad' | 'unknown';

export type Admission =
  | { readonly kind: 'call' }
  /** The one call that finds out whether MX is back. */
  | { readonly kind: 'probe' }
  | { readonly kind: 'refused'; readonly retryAfterMs: number };

/** Stops calling MX while it is down. A state machine on the clock that it is given, in milliseconds. */
export interface Breaker {
  readonly state: () => 'closed' | 'open' | 'half-open';
  /** Asks to make an attempt. Whoever is not refused owes a `record`. */
  readonly admit: (nowMs: number) => Admission;
  readonly record: (attempt: Attempt, nowMs: number) => void;
  /** Until a probe may go; 0 when closed. */
  readonly waitMs: (nowMs: number) => number;
}

export interface Attempt {
  readonly endpoint: string;
  readonly outcome: Outcome;
  readonly isProbe: boolean;
}

const CALL: Admission = { kind: 'call' };
const PROBE: Admission = { kind: 'probe' };

const FAILURES_IN_A_ROW = 10;
/** In a window of one to two spans. */
const FAILURES = 20;
const FAILURE_RATIO = 0.5;
const SPAN_MS = 1_000;
/** So long does one endpoint's good answer speak for MX, while others fail. */
const VOUCH_MS = 1_000;
/** Waits before the first probe, the second, and all later ones. */
const PAUSES_MS = [1_000, 2_000, 3_000] as const;
/** A probe that has not answered by then is given up for the next; its late answer still counts. */
const PROBE_PATIENCE_MS = 3_000;
/** Opening again sooner than this after closing goes on with the longer waits. */
const SETTLED_MS = 10_000;

/**
 * Opens on 10 failures in a row, and on 20 in one to two seconds that are at least half of all
 * attempts, but not while some endpoint answers well: then that endpoint's neighbour is ill, not MX.
 * One good probe closes it.
 */
export function createBreaker(): Breaker {
  let state: 'closed' | 'open' | 'half-open' = 'closed';
  let probeAt = 0;
  let pauses = 0;
  let closedAt = Number.NEGATIVE_INFINITY;
  let inARow = 0;
  let window = createWindow();
  /** When an endpoint last answered well, while it has not failed since. */
  const goodSince = new Map<string, number>();

  const open = (nowMs: number) => {
    state = 'open';
    probeAt = nowMs + (PAUSES_MS[Math.min(pauses, PAUSES_MS.length - 1)] ?? 0);
    pauses += 1;
  };
  const close = (nowMs: number) => {
    state = 'closed';
    closedAt = nowMs;
    inARow = 0;
    window = createWindow();
  };
  const isDown = (nowMs: number) => {
    if (inARow < FAILURES_IN_A_ROW && !window.isBad()) return false;
    return ![...goodSince.values()].some((at) => nowMs - at < VOUCH_MS);
  };

  return {
    state: () => state,
    admit(nowMs) {
      if (state === 'closed') return CALL;
      if (nowMs < probeAt) return { kind: 'refused', retryAfterMs: probeAt - nowMs };
      state = 'half-open';
      probeAt = nowMs + PROBE_PATIENCE_MS;
      return PROBE;
    },
    record({ endpoint, outcome, isProbe }, nowMs) {
      if (isProbe) {
        if (outcome === 'good') close(nowMs);
        else if (state === 'half-open' && outcome === 'bad') open(nowMs);
        else if (state === 'half-open') probeAt = nowMs;
        return;
      }
      if (state !== 'closed' || outcome === 'unknown') return;
      window.count(outcome === 'bad', nowMs);
      if (outcome === 'good') {
        inARow = 0;
        goodSince.set(endpoint, nowMs);
        return;
      }
      inARow += 1;
      goodSince.delete(endpoint);
      if (!isDown(nowMs)) return;
      if (nowMs - closedAt > SETTLED_MS) pauses = 0;
      open(nowMs);
    },
    waitMs: (nowMs) => (state === 'closed' ? 0 : Math.max(0, probeAt - nowMs)),
  };
}

/** Counts attempts over the current span and the one before. */
function createWindow() {
  let startedAt = Number.NEGATIVE_INFINITY;
  let [all, bad, allBefore, badBefore] = [0, 0, 0, 0];
  return {
    count(isBad: boolean, nowMs: number) {
      const ageMs = nowMs - startedAt;
      if (ageMs >= SPAN_MS) {
        [allBefore, badBefore] = ageMs < 2 * SPAN_MS ? [all, bad] : [0, 0];
        [all, bad] = [0, 0];
        startedAt = nowMs;
      }
      all += 1;
      if (isBad) bad += 1;
    },
    isBad: () =>
      bad + badBefore >= FAILURES && bad + badBefore >= (all + allBefore) * FAILURE_RATIO,
  };
}
