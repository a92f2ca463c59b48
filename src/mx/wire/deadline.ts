/**
 * The reason why a call ended before its response: its deadline passed, or its caller left.
 * `dropped`: only the current step has ended, and the call itself may continue.
 */
export type Cut = 'expired' | 'aborted' | 'dropped';

/** The end of one call during any of its steps: an exchange, a wait in the queue, or a pause. */
export interface Deadline {
  readonly remainingMs: () => number;
  /** Undefined while the call may continue. */
  readonly cut: () => Cut | undefined;
  /** Sets the listener for the cut; a call does one thing at a time, so there is one listener. */
  readonly onCut: (listener: (() => void) | undefined) => void;
  /** Frees the timer and the signal. */
  readonly end: () => void;
}

/** Runs a callback later; returns a function that cancels it. */
export type Schedule = (run: () => void, ms: number) => () => void;

export interface DeadlineOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly now: () => number;
  /** Defaults to a timer of the process. */
  readonly schedule?: Schedule | undefined;
}

/** Starts the total deadline of one call. */
export function startDeadline({
  timeoutMs,
  signal,
  now,
  schedule = byTimer,
}: DeadlineOptions): Deadline {
  const endsAt = now() + timeoutMs;
  let cut: Cut | undefined = signal?.aborted === true ? 'aborted' : undefined;
  let listener: (() => void) | undefined;
  const fall = (cause: Cut) => {
    cut ??= cause;
    listener?.();
  };
  const cancel = schedule(() => fall('expired'), timeoutMs);
  const onAbort = () => fall('aborted');
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    remainingMs: () => endsAt - now(),
    cut: () => cut,
    onCut: (next) => {
      listener = next;
    },
    end: () => {
      cancel();
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** One step of a call, which may be dropped while the call continues. */
export interface Step extends Deadline {
  readonly drop: () => void;
}

export function startStep(call: Deadline): Step {
  let isDropped = false;
  let listener: (() => void) | undefined;
  call.onCut(() => listener?.());
  return {
    remainingMs: call.remainingMs,
    cut: () => call.cut() ?? (isDropped ? 'dropped' : undefined),
    onCut: (next) => {
      listener = next;
    },
    drop: () => {
      isDropped = true;
      listener?.();
    },
    end: () => call.onCut(undefined),
  };
}

/** A timer of the process. */
export function byTimer(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
