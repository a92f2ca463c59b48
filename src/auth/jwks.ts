import {
  createLocalJWKSet,
  errors,
  type CryptoKey,
  type JSONWebKeySet,
  type JWSHeaderParameters,
  type LocalJWKSet,
} from 'jose';
import { AuthError } from './auth-error.ts';
import { fetchJwks, type Fetch } from './fetch-jwks.ts';

export interface JwksOptions {
  /** An https URL, or a loopback URL. */
  readonly url: string;
  readonly fetch: Fetch;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** The timeout of one fetch, including its body. */
  readonly timeoutMs?: number | undefined;
  /** Called with the reason each time the keys could not be fetched. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
}

/** The public keys that an issuer publishes, kept through its outages. */
export interface Jwks {
  /**
   * The one key that a token's header names.
   *
   * @throws {AuthError} UNAVAILABLE when the issuer cannot be reached
   * @throws {errors.JOSEError} when there is no such key, or more than one
   */
  readonly find: (header: JWSHeaderParameters) => Promise<CryptoKey>;
  /** Another object after each fetch. Undefined if `find` would fetch the keys first. */
  readonly current: () => object | undefined;
  /** Settles once the keys have been fetched, or could not be. */
  readonly prepare: () => Promise<void>;
  /** False until a fetch has succeeded. Calling it then starts one. */
  readonly isReady: () => boolean;
}

const TIMEOUT_MS = 5_000;
/** How long a withdrawn key is accepted at most while the issuer responds… */
const FRESH_MS = 10 * 60_000;
/** …and while the issuer does not respond. */
const KEPT_MS = 24 * 3_600_000;
/** `kid` is attacker-controlled: look for an unknown key at most this often. */
const COOLDOWN_MS = 30_000;
/** Without any key nobody has access, so the next fetch comes sooner. */
const COLD_COOLDOWN_MS = 1_000;

/**
 * jose has a similar cache. It drops its keys after 10 minutes of outage, and counts its cooldown
 * from the last success, so that every invented `kid` causes a fetch during an outage.
 */
export function createJwks(options: JwksOptions): Jwks {
  const { url, fetch, monotonicNow, timeoutMs = TIMEOUT_MS, onFailure = () => {} } = options;
  let keys: { readonly find: LocalJWKSet; readonly fetchedAt: number } | undefined;
  let last: { readonly at: number; readonly failure: unknown } | undefined;
  let underWay: Promise<void> | undefined;

  const isWithin = (ms: number, since: number) => monotonicNow() < since + ms;

  function usableKeys(): LocalJWKSet | undefined {
    return keys !== undefined && isWithin(KEPT_MS, keys.fetchedAt) ? keys.find : undefined;
  }

  async function fetchKeys(): Promise<void> {
    let failure: unknown;
    try {
      const set: JSONWebKeySet = await fetchJwks(url, fetch, AbortSignal.timeout(timeoutMs));
      keys = { find: createLocalJWKSet(set), fetchedAt: monotonicNow() };
    } catch (error) {
      failure = error;
      onFailure(error);
    }
    last = { at: monotonicNow(), failure };
    underWay = undefined;
  }

  /** Settles after the fetch in flight or the fetch that it starts; immediately within the cooldown. */
  function refresh(): Promise<void> {
    if (underWay !== undefined) return underWay;
    const cooldownMs = usableKeys() === undefined ? COLD_COOLDOWN_MS : COOLDOWN_MS;
    if (last !== undefined && isWithin(cooldownMs, last.at)) return Promise.resolve();
    underWay = fetchKeys();
    return underWay;
  }

  function current(): typeof keys {
    return keys !== undefined && isWithin(FRESH_MS, keys.fetchedAt) ? keys : undefined;
  }

  async function freshKeys(): Promise<LocalJWKSet> {
    if (current() === undefined) {
      const refreshed = refresh();
      // While there are usable keys, callers do not wait for an issuer that is known to fail.
      if (usableKeys() === undefined || last?.failure === undefined) await refreshed;
    }
    return usableKeys() ?? unavailable();
  }

  function unavailable(): never {
    throw new AuthError('UNAVAILABLE', 'the key set cannot be fetched', last?.failure);
  }

  return {
    async find(header) {
      const find = await freshKeys();
      try {
        return await find(header);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await refresh();
        // The issuer might have sent a new key.
        if (last?.failure !== undefined) unavailable();
        return (await freshKeys())(header);
      }
    },
    current,
    prepare: refresh,
    isReady() {
      const isReady = usableKeys() !== undefined;
      if (!isReady) void refresh();
      return isReady;
    },
  };
}
