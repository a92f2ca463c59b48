import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { JWK } from 'jose';

/** RFC 8725 section 3.5: shorter keys can be broken. */
const MIN_RSA_BITS = 2048;

/** The members of a key that verify a signature. The other members may have any size and depth. */
const FIELDS = ['kty', 'kid', 'use', 'key_ops', 'alg', 'crv', 'x', 'y', 'n', 'e'] as const;

/**
 * The keys of a set that can verify signatures, each once. Other published keys are ignored: keys
 * for encryption, keys of unknown types, and damaged keys. A key that is published with its private
 * half is ignored, too, because anybody can sign with it.
 */
export function toUsableKeys(entries: readonly unknown[]): JWK[] {
  const keys = new Map<string, JWK>();
  for (const entry of entries) {
    if (!isKey(entry) || !isUsable(entry)) continue;
    const key = Object.fromEntries(
      FIELDS.filter((name) => entry[name] !== undefined).map((name) => [name, entry[name]]),
    ) as JWK;
    keys.set(JSON.stringify(key), key);
  }
  return [...keys.values()];
}

export function isKey(entry: unknown): entry is Readonly<Record<string, unknown>> {
  return (
    typeof entry === 'object' && entry !== null && 'kty' in entry && typeof entry.kty === 'string'
  );
}

function isUsable(key: Readonly<Record<string, unknown>>): boolean {
  if (!['RSA', 'EC', 'OKP'].includes(String(key['kty'])) || 'd' in key) return false;
  if (key['use'] !== undefined && key['use'] !== 'sig') return false;
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
    return (asymmetricKeyDetails?.modulusLength ?? MIN_RSA_BITS) >= MIN_RSA_BITS;
  } catch {
    return false;
  }
}
