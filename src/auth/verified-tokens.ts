import { hash } from 'node:crypto';
import type { CryptoKey, JWSHeaderParameters, JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';

export type Key = CryptoKey | Uint8Array;

/** A token whose signature and claims were accepted. */
export interface VerifiedToken {
  readonly payload: JWTPayload;
  readonly header: JWSHeaderParameters;
  /** The key that verified the signature. */
  readonly key: Key | undefined;
}

/**
 * The tokens that were accepted, so that a repeated token costs a hash instead of a signature. No
 * token can be read from it: only hashes and claims are remembered.
 */
export interface VerifiedTokens {
  /**
   * The claims of a token that was accepted earlier with the key that its header names now. Its
   * expiry must still be checked. Rejects with the error of the key source.
   */
  readonly recall: (token: string, time: number) => Promise<JWTPayload | undefined>;
  /** Returns the claims. `time` is the time of the checks, in milliseconds since 1970. */
  readonly remember: (token: string, verified: VerifiedToken, time: number) => JWTPayload;
}

/** The length of the remembered tokens together; the least recently used token is dropped first. */
const MAX_LENGTH = 4 * 1024 * 1024;

export function createVerifiedTokens(
  findKey: (header: JWSHeaderParameters) => Promise<Key>,
  maxLength = MAX_LENGTH,
): VerifiedTokens {
  const tokens = new LRUCache<string, VerifiedToken & { readonly verifiedAt: number }>({
    maxSize: maxLength,
  });

  return {
    async recall(token, time) {
      const known = tokens.get(toId(token));
      // A clock that was set back may make a token too young again.
      if (known === undefined || time < known.verifiedAt) return undefined;
      // Another key, or none, means that the issuer has withdrawn the key of the token.
      return (await findKey(known.header)) === known.key ? known.payload : undefined;
    },
    remember(token, verified, time) {
      tokens.set(toId(token), { ...verified, verifiedAt: time }, { size: token.length });
      return verified.payload;
    },
  };
}

function toId(token: string): string {
  return hash('sha256', token, 'base64');
}
