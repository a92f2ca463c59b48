/** The reason why MX responds but rejects the gateway: its key or its version. */
export type GatewayRefusal = 'key-refused' | 'version-refused';

/**
 * The result of an attempt, as evidence that MX is up or down; `unknown` if its caller left before
 * it ended.
 */
export type AttemptOutcome = 'good' | 'bad' | 'unknown' | GatewayRefusal;

/**
 * `closed`: calls are sent. `waiting`: MX seems to be down; probes check whether it is, and calls
 * wait for the result. `open`: MX is down; only probes are sent, and calls are refused.
 */
export type BreakerState = 'closed' | 'waiting' | 'open';

export interface StartedAttempt {
  /** True for an attempt that checks whether MX is up. */
  readonly isProbe: boolean;
  readonly startedAtMs: number;
}

/** An attempt that has ended. */
export interface Evidence extends StartedAttempt {
  readonly outcome: AttemptOutcome;
  /** True when the missing response has been recorded before. */
  readonly wasSilent: boolean;
}

/**
 * Stops calls to MX while it is down. A state machine on the clock that is passed to it, in
 * milliseconds.
 */
export interface Breaker {
  readonly state: () => BreakerState;
  /** The reason for the open state if the last probe was refused; null if MX does not respond. */
  readonly refusal: () => GatewayRefusal | null;
  /**
   * True if the latest calls have all failed while the breaker is closed: MX may be down, or these
   * calls may be unlucky.
   */
  readonly isFailing: () => boolean;
  readonly record: (evidence: Evidence, nowMs: number) => void;
  /** Records an attempt without a response for a suspiciously long time. */
  readonly noteSilence: (attempt: StartedAttempt, nowMs: number) => void;
  /** Milliseconds until the next probe is due; 0 when closed. */
  readonly waitMs: (nowMs: number) => number;
  /** True if a probe is due; the caller must then send it. */
  readonly takeProbe: (nowMs: number) => boolean;
  /**
   * True for the one read that may be sent while open, in case only the probes fail. The read
   * counts as a probe.
   */
  readonly takeRead: () => boolean;
}

/** This many failures without a success in between … */
const FAILURES_IN_A_ROW = 5;
/** … for this long make MX suspect: retries cover shorter trouble. */
export const STREAK_MS = 100;
/** Failures in a row for a first doubt. */
const FEW_FAILURES = 3;
/** This many failures within one to two spans make MX suspect, too, if nearly all attempts fail. */
const FAILURES = 40;
const FAILURE_RATIO = 0.9;
const SPAN_MS = 1_000;
/**
 * How long a good probe counts against suspicion: the failures are then about a user or an
 * endpoint, not about MX.
 */
const VOUCH_MS = 500;
/**
 * How long a good probe counts against refusals of the key or the version, which are then about
 * something else.
 */
const VOUCH_FOR_KEY_MS = 10_000;
/** How long calls wait before they are refused. */
const PATIENCE_MS = 1_200;
/** The pause between probes, as a part of the time that MX has been suspect, within bounds. */
const PACE = 0.25;
const MIN_PAUSE_MS = 100;
const MAX_PAUSE_MS = 3_000;
/** After this many failed probes one read of a caller may be sent, too. */
const PROBES_PER_READ = 5;

/**
 * Suspects MX when all calls fail, for any users, and lets probes decide. After one good probe all
 * calls continue; without a good probe within 1.2 seconds the breaker opens. So trouble with one
 * user or endpoint never opens it.
 */
export function createBreaker(onChange: () => void = () => {}): Breaker {
  let state: BreakerState = 'closed';
  let suspectSince = 0;
  let probeAt = 0;
  let failedProbes = 0;
  let probesInFlight = 0;
  let vouchedUntil = Number.NEGATIVE_INFINITY;
  let keyVouchedUntil = Number.NEGATIVE_INFINITY;
  let refusal: GatewayRefusal | null = null;
  let goodAt = Number.NEGATIVE_INFINITY;
  let streak = { failures: 0, since: 0 };
  let window = createWindow();

  const enter = (next: BreakerState) => {
    state = next;
    onChange();
  };
  const forget = (nowMs: number) => {
    goodAt = nowMs;
    streak = { failures: 0, since: 0 };
  };
  const close = (nowMs: number, isVouched: boolean) => {
    if (isVouched) {
      vouchedUntil = nowMs + VOUCH_MS;
      keyVouchedUntil = nowMs + VOUCH_FOR_KEY_MS;
    }
    refusal = null;
    forget(nowMs);
    window = createWindow();
    if (state !== 'closed') enter('closed');
  };
  const isSuspect = (nowMs: number) => {
    if (nowMs < vouchedUntil) return false;
    const isStreak = streak.failures >= FAILURES_IN_A_ROW && nowMs - streak.since >= STREAK_MS;
    return isStreak || window.isBad();
  };
  const countFailure = (startedAtMs: number, nowMs: number) => {
    window.count(true, nowMs);
    // MX has been failing since the start of the first failed attempt, or since a later success.
    const since = streak.failures === 0 ? Math.max(startedAtMs, goodAt) : streak.since;
    streak = { failures: streak.failures + 1, since };
    if (isSuspect(nowMs)) suspect(nowMs);
  };
  const suspect = (nowMs: number) => {
    suspectSince = nowMs;
    probeAt = nowMs;
    failedProbes = 0;
    enter('waiting');
  };
  /** One refusal is enough to send a probe, and the probe's result counts immediately. */
  const takeRefusal = (why: GatewayRefusal, isProbe: boolean, nowMs: number) => {
    if (state === 'closed') {
      if (!isProbe && nowMs >= keyVouchedUntil) suspect(nowMs);
    } else if (isProbe && !(state === 'open' && refusal === why)) {
      refusal = why;
      enter('open');
    }
  };
  const takeFailure = ({ isProbe, startedAtMs }: StartedAttempt, nowMs: number) => {
    if (state === 'closed') {
      if (!isProbe) countFailure(startedAtMs, nowMs);
    } else if (isProbe) {
      failedProbes += 1;
      if (refusal !== null) {
        refusal = null;
        onChange();
      }
      openIfHopeless(nowMs);
    }
  };
  const openIfHopeless = (nowMs: number) => {
    if (state !== 'waiting' || nowMs - suspectSince < PATIENCE_MS || failedProbes === 0) return;
    failedProbes = 0;
    enter('open');
  };

  return {
    state: () => state,
    refusal: () => (state === 'open' ? refusal : null),
    isFailing: () => state === 'closed' && streak.failures >= FEW_FAILURES,
    record(evidence, nowMs) {
      const { outcome, isProbe, wasSilent } = evidence;
      if (isProbe) probesInFlight -= 1;
      if (outcome === 'unknown') return;
      if (outcome === 'bad') {
        if (!wasSilent) takeFailure(evidence, nowMs);
      } else if (outcome !== 'good') {
        takeRefusal(outcome, isProbe, nowMs);
      } else if (state === 'closed') {
        if (isProbe) return;
        window.count(false, nowMs);
        forget(nowMs);
      } else if (isProbe || wasSilent) {
        close(nowMs, isProbe);
      } else if (probeAt > nowMs + MIN_PAUSE_MS) {
        // This is the response to an earlier call: a sign, but not a proof, that MX is back.
        probeAt = nowMs + MIN_PAUSE_MS;
        onChange();
      }
    },
    noteSilence: takeFailure,
    waitMs: (nowMs) => (state === 'closed' ? 0 : Math.max(0, probeAt - nowMs)),
    takeProbe(nowMs) {
      if (state === 'closed' || nowMs < probeAt) return false;
      const pauseMs = (nowMs - suspectSince) * PACE;
      probeAt = nowMs + Math.min(Math.max(pauseMs, MIN_PAUSE_MS), MAX_PAUSE_MS);
      probesInFlight += 1;
      return true;
    },
    takeRead() {
      // No read while a probe waits for its response: a caller must not wait as long as a probe.
      if (state !== 'open' || probesInFlight > 0 || failedProbes < PROBES_PER_READ) return false;
      failedProbes = 0;
      probesInFlight += 1;
      return true;
    },
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
