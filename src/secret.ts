import { inspect } from 'node:util';

const PRINTED = '[secret]';

/**
 * A bank credential or MFA answer. However it is printed, serialised or inspected it reads
 * `[secret]`. Only `reveal` gives the value: the request body to MX calls it, and the start of the
 * process for the keys that it was given.
 */
export class Secret<T = unknown> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The wrapped value, as it was given. */
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
