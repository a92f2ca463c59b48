import { createBreaker, type AttemptOutcome, type Breaker } from '../../../src/mx/wire/breaker.ts';

/** Makes attempts on a clock of its own; a call that must wait or is refused is not recorded. */
export function drive() {
  let nowMs = 1_000_000;
  let changes = 0;
  const breaker = createBreaker(() => {
    changes += 1;
  });
  return {
    breaker,
    changes: () => changes,
    now: () => nowMs,
    wait: (ms: number) => {
      nowMs += ms;
    },
    call(outcome: AttemptOutcome) {
      if (breaker.state() !== 'closed') return false;
      breaker.record({ outcome, isProbe: false, wasSilent: false, startedAtMs: nowMs }, nowMs);
      return true;
    },
    /** A call from before, which ends now. */
    end: (outcome: AttemptOutcome, wasSilent = false) =>
      breaker.record({ outcome, isProbe: false, wasSilent, startedAtMs: nowMs - 3_000 }, nowMs),
    silence: (isProbe = false) =>
      breaker.noteSilence({ isProbe, startedAtMs: nowMs - 3_000 }, nowMs),
    takeProbe: () => breaker.takeProbe(nowMs),
    endProbe: (outcome: AttemptOutcome, wasSilent = false) =>
      breaker.record({ outcome, isProbe: true, wasSilent, startedAtMs: nowMs }, nowMs),
    waitMs: () => breaker.waitMs(nowMs),
  };
}

type Drive = ReturnType<typeof drive>;

export function failUntilSuspect(t: Drive, everyMs = 25): number {
  let attempts = 0;
  while (t.breaker.state() === 'closed' && attempts < 1_000) {
    t.call('bad');
    t.wait(everyMs);
    attempts += 1;
  }
  return attempts;
}

/** Sends each probe when it is due; returns the moments, counted from now, until it is not so any more. */
export function probeWhile(
  t: Drive,
  isSo: (state: ReturnType<Breaker['state']>) => boolean,
): number[] {
  const startedAt = t.now();
  const moments: number[] = [];
  while (isSo(t.breaker.state()) && moments.length < 1_000) {
    t.wait(t.waitMs());
    if (!t.takeProbe()) continue;
    moments.push(t.now() - startedAt);
    t.endProbe('bad');
  }
  return moments;
}

export function open(): Drive {
  const t = drive();
  failUntilSuspect(t);
  probeWhile(t, (state) => state === 'waiting');
  return t;
}
