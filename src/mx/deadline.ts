/** Why a call ended before its answer: the deadline passed, or its caller went away. */
export type Cut = 'expired' | 'aborted';

/** The end of one call, whatever it is busy with: a socket, a place in the queue, a pause. */
export interface Deadline {
  readonly remainingMs: () => number;
  /** Undefined while the call may go on. */
  readonly cut: () => Cut | undefined;
  /** Sets who is told of the cut; a call does one thing at a time, so there is one listener. */
  readonly onCut: (listener: (() => void) | undefined) => void;
  /** Frees the timer and the signal. */
  readonly end: () => void;
}

export interface DeadlineOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly now: () => number;
}

/** Starts the total deadline of one call. */
export function startDeadline({ timeoutMs, signal, now }: DeadlineOptions): Deadline {
  const endsAt = now() + timeoutMs;
  let cut: Cut | undefined = signal?.aborted === true ? 'aborted' : undefined;
  let listener: (() => void) | undefined;
  const fall = (cause: Cut) => {
    cut ??= cause;
    listener?.();
  };
  const timer = setTimeout(fall, timeoutMs, 'expired');
  const onAbort = () => fall('aborted');
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    remainingMs: () => endsAt - now(),
    cut: () => cut,
    onCut: (next) => {
      listener = next;
    },
    end: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
