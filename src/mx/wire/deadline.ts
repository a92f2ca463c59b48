import type { StopSignal } from '../../stop.ts';

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
  readonly signal: StopSignal | undefined;
  readonly now: () => number;
  /** Defaults to a timer of the process. */
  readonly schedule?: Schedule | undefined;
}

/** Starts the total deadline of one call. */
export function startDeadline(options: DeadlineOptions): Deadline {
  return new CallDeadline(options);
}

class CallDeadline implements Deadline {
  readonly #endsAt: number;
  readonly #now: () => number;
  readonly #signal: StopSignal | undefined;
  readonly #cancel: () => void;
  #cut: Cut | undefined;
  #listener: (() => void) | undefined;

  constructor({ timeoutMs, signal, now, schedule = byTimer }: DeadlineOptions) {
    this.#now = now;
    this.#endsAt = now() + timeoutMs;
    this.#signal = signal;
    this.#cut = signal?.aborted === true ? 'aborted' : undefined;
    this.#cancel = schedule(() => this.#fall('expired'), timeoutMs);
    signal?.addEventListener('abort', this);
  }

  /** The signal calls this when it aborts. */
  handleEvent(): void {
    this.#fall('aborted');
  }

  #fall(cause: Cut): void {
    this.#cut ??= cause;
    this.#listener?.();
  }

  remainingMs(): number {
    return this.#endsAt - this.#now();
  }

  cut(): Cut | undefined {
    return this.#cut;
  }

  onCut(listener: (() => void) | undefined): void {
    this.#listener = listener;
  }

  end(): void {
    this.#cancel();
    this.#signal?.removeEventListener('abort', this);
  }
}

/** One step of a call, which may be dropped while the call continues. */
export interface Step extends Deadline {
  readonly drop: () => void;
}

/** @param onEnd called when the step has ended */
export function startStep(call: Deadline, onEnd?: () => void): Step {
  return new CallStep(call, onEnd);
}

class CallStep implements Step {
  readonly #call: Deadline;
  readonly #onEnd: (() => void) | undefined;
  #isDropped = false;
  #listener: (() => void) | undefined;

  constructor(call: Deadline, onEnd: (() => void) | undefined) {
    this.#call = call;
    this.#onEnd = onEnd;
    call.onCut(() => this.#listener?.());
  }

  remainingMs(): number {
    return this.#call.remainingMs();
  }

  cut(): Cut | undefined {
    return this.#call.cut() ?? (this.#isDropped ? 'dropped' : undefined);
  }

  onCut(listener: (() => void) | undefined): void {
    this.#listener = listener;
  }

  drop(): void {
    this.#isDropped = true;
    this.#listener?.();
  }

  end(): void {
    this.#call.onCut(undefined);
    this.#onEnd?.();
  }
}

/** A timer of the process. */
export function byTimer(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
