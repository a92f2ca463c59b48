import { inspect } from 'node:util';

const PRINTED = '[secret]';

/**
 * A bank credential or MFA answer. If it is printed, serialised or inspected, the result is
 * `[secret]`. Only `reveal` returns the value. It is called for the request body to MX and for the
 * configured keys at the start of the process.
 */
export class Secret<T = unknown> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The wrapped value. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return PRINTED;
  }

  toJSON(): string {
    return PRINTED;
  }

  [Symbol.toPrimitive](): string {
    return PRINTED;
  }

  [inspect.custom](): string {
    return PRINTED;
  }
}
