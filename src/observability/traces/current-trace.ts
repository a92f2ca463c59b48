import { AsyncLocalStorage } from 'node:async_hooks';

/** The work of one operation, until the operation has ended. */
export class TraceScope<Trace> {
  readonly #trace: Trace;
  #isOpen = true;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** Undefined after the end: polls that an operation has started go on without it. */
  get trace(): Trace | undefined {
    return this.#isOpen ? this.#trace : undefined;
  }

  close(): void {
    this.#isOpen = false;
  }
}

/** Finds the operation for which the current work is done. */
export class CurrentTrace<Trace> {
  readonly #storage = new AsyncLocalStorage<TraceScope<Trace>>();

  find(): Trace | undefined {
    return this.#storage.getStore()?.trace;
  }

  run<T>(scope: TraceScope<Trace>, work: () => T): T {
    return this.#storage.run(scope, work);
  }
}
