type StopListener = (() => void) | { handleEvent(): void };

/** The part of an AbortSignal that reads from MX use. Every AbortSignal is one. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: StopListener, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: StopListener): void;
}

/** So many listeners are kept in an array, which takes a third of the memory of a set. */
const FEW = 4;

/**
 * An AbortController and its signal in one object. Each operation and each read has one, and
 * Node's own cost several times as much: they make an event, and look at the options of each
 * listener. A listener is called once, and must not throw.
 */
export class Stop implements StopSignal {
  aborted = false;
  reason: unknown = undefined;
  /** The array is replaced with each change. */
  #listeners: readonly StopListener[] | Set<StopListener> | undefined;

  /** Only the first call has an effect. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    // A listener that another one removes is not called, as with an AbortSignal.
    for (const listener of this.#listeners ?? []) {
      if (!this.#has(listener)) continue;
      if (typeof listener === 'function') listener();
      else listener.handleEvent();
    }
    this.#listeners = undefined;
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  addEventListener(_type: 'abort', listener: StopListener): void {
    // As with an AbortSignal, a listener that comes too late is never called.
    if (this.aborted || this.#has(listener)) return;
    const known = this.#listeners;
    if (known === undefined) this.#listeners = [listener];
    else if (known instanceof Set) known.add(listener);
    else if (known.length < FEW) this.#listeners = known.concat(listener);
    else this.#listeners = new Set(known).add(listener);
  }

  removeEventListener(_type: 'abort', listener: StopListener): void {
    const known = this.#listeners;
    if (known instanceof Set) known.delete(listener);
    else if (known?.length === 1 && known[0] === listener) this.#listeners = undefined;
    else if (this.#has(listener)) this.#listeners = known?.filter((each) => each !== listener);
  }

  #has(listener: StopListener): boolean {
    const known = this.#listeners;
    return known instanceof Set ? known.has(listener) : known?.includes(listener) === true;
  }
}
