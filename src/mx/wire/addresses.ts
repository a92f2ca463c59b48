import { promises, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Schedule } from './deadline.ts';

/** Asks the system's resolver, which may take a long time. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** The cached addresses of one host. */
export interface Addresses {
  /** The look-up function for `net.connect`. */
  readonly lookup: LookupFunction;
  /** Must be called when a connection fails: the next look-up asks the resolver again. */
  readonly doubt: () => void;
}

export interface AddressesOptions {
  readonly resolve?: Resolve | undefined;
  readonly now: () => number;
  readonly schedule: Schedule;
}

/** How long new connections may still use an old address. */
const FRESH_MS = 15_000;
/** How long to wait for a slow resolver, with an earlier result and without one. */
const PATIENCE_MS = 250;
const FIRST_PATIENCE_MS = 750;
/** The maximum age of an earlier result. */
const STALE_MS = 60 * 60_000;

/**
 * Makes one request to the resolver at a time, regardless of how many connections wait, because it
 * runs on threads that other work needs, too. The last result is used while the resolver fails or
 * hangs.
 */
export function createAddresses(options: AddressesOptions): Addresses {
  const { resolve = resolveAll, now, schedule } = options;
  let known: readonly LookupAddress[] = [];
  let knownAt = Number.NEGATIVE_INFINITY;
  let isDoubted = false;
  let asking: Promise<readonly LookupAddress[]> | undefined;

  async function ask(hostname: string) {
    try {
      const found = await resolve(hostname);
      [known, knownAt, isDoubted] = [found, now(), false];
      return found;
    } finally {
      asking = undefined;
    }
  }

  function find(hostname: string): Promise<readonly LookupAddress[]> {
    const ageMs = now() - knownAt;
    if (ageMs < FRESH_MS && !isDoubted) return Promise.resolve(known);
    asking ??= ask(hostname);
    const outcome = Promise.withResolvers<readonly LookupAddress[]>();
    const isUsable = ageMs < STALE_MS;
    const settle = (error: Error) => (isUsable ? outcome.resolve(known) : outcome.reject(error));
    const cancel = schedule(
      () => settle(failure(hostname, 'ETIMEOUT')),
      isUsable ? PATIENCE_MS : FIRST_PATIENCE_MS,
    );
    void asking.then(outcome.resolve, settle).finally(cancel);
    return outcome.promise;
  }

  return {
    lookup(hostname, { all, family }, callback) {
      find(hostname)
        .then((found) => found.filter((each) => suits(each, family)))
        .then(
          (found) => {
            const [first] = found;
            if (first === undefined) callback(failure(hostname, 'ENOTFOUND'), '');
            else if (all === true) callback(null, [...found]);
            else callback(null, first.address, first.family);
          },
          (error: NodeJS.ErrnoException) => callback(error, ''),
        );
    },
    doubt() {
      isDoubted = true;
    },
  };
}

function resolveAll(hostname: string): Promise<readonly LookupAddress[]> {
  return promises.lookup(hostname, { all: true });
}

function suits(address: LookupAddress, family: number | string | undefined): boolean {
  return !family || family === address.family || family === `IPv${address.family}`;
}

function failure(hostname: string, code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`no address of ${hostname}`), { code });
}
