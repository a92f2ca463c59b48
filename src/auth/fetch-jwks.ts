import type { JSONWebKeySet } from 'jose';
import { isKey, toUsableKeys } from './usable-keys.ts';

/** The part of the global `fetch` that is used. */
export type Fetch = (
  url: string,
  init: {
    readonly headers: Readonly<Record<string, string>>;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

/** A key set has a handful of keys; certificates make each some kilobytes. */
const MAX_BYTES = 512 * 1024;

/**
 * The reason for a missing key set, in a message for the log that quotes no part of the response.
 */
class KeySetError extends Error {
  override readonly name = 'KeySetError';
}

/**
 * Reads a JSON Web Key Set, RFC 7517 section 5, without keys that cannot verify a signature. A set
 * without keys is more likely an accident than an issuer that has stopped issuing, and counts as a
 * failure.
 *
 * @throws {Error} for every response except a 200 with at least one usable key; redirects are not
 * followed.
 */
export async function fetchJwks(
  url: string,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<JSONWebKeySet> {
  const keys = toUsableKeys(await fetchKeyEntries(url, fetch, signal));
  if (keys.length === 0) throw new KeySetError('no key of the key set can verify a token');
  return { keys };
}

/**
 * The entries of the set as they are published, keys that cannot verify a signature included.
 *
 * @throws {Error} as `fetchJwks` does.
 */
export async function fetchKeyEntries(
  url: string,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const headers = { accept: 'application/jwk-set+json, application/json' };
  const response = await fetch(url, { headers, redirect: 'manual', signal });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new KeySetError(`the key set answered with status ${response.status}`);
  }
  const entries = entriesOf(await readText(response), response.headers.get('content-type'));
  if (!entries.some(isKey)) throw new KeySetError('the answer is not a key set with keys');
  return entries;
}

function entriesOf(text: string, type: string | null): readonly unknown[] {
  try {
    const set: unknown = JSON.parse(text);
    const isSet = typeof set === 'object' && set !== null && 'keys' in set;
    return isSet && Array.isArray(set.keys) ? set.keys : [];
  } catch {
    const named = /^[\w.+/-]{1,50}/.exec(type ?? '')?.[0] ?? 'of no type';
    throw new KeySetError(`the key set is not JSON: it is ${named}`);
  }
}

/** Reads the body as text. It throws when the body becomes too large, regardless of its headers. */
async function readText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let text = '';
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new KeySetError(`the key set is larger than ${MAX_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
