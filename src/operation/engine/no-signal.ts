/**
 * The signal that graphql offers to resolvers. It is never aborted: no resolver uses it, because the
 * reads of an operation have a signal of their own, and an `abort()` whenever an operation ends has
 * a price.
 */
export const noSignal = new AbortController().signal;
