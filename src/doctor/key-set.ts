import { type Fetch, fetchKeyEntries } from '../auth/fetch-jwks.ts';
import { PUBLIC_KEY_ALGORITHMS } from '../auth/token.ts';
import { isKey, toUsableKeys } from '../auth/usable-keys.ts';
import type { AuthConfig } from '../config.ts';
import { type Details, failed, type Finding, ok, warning } from './finding.ts';
import { codeOf, explainUnreachable } from './unreachable.ts';

/** Judges the keys that verify tokens. */
export async function judgeKeySet(
  auth: AuthConfig,
  isSandbox: boolean,
  { fetch, signal }: { readonly fetch: Fetch; readonly signal: AbortSignal },
): Promise<Finding> {
  if (auth.kind === 'none') {
    return isSandbox
      ? ok('key-set', 'Tokens are those of the sandbox, whose key is built in.')
      : ok('key-set', 'AUTH is none: every caller is let in, and HOST is loopback.');
  }
  if (auth.keys.kind === 'secret') {
    return ok('key-set', 'Tokens are verified with AUTH_JWT_SECRET (HS256). No key set is needed.');
  }
  const { url } = auth.keys;
  const { host } = new URL(url);
  try {
    return judgeEntries(await fetchKeyEntries(url, fetch, signal), host);
  } catch (error) {
    return toMissing(error, host);
  }
}

function toMissing(error: unknown, host: string): Finding {
  // The gateway's own error, whose message quotes nothing of the response.
  if (error instanceof Error && error.name === 'KeySetError') {
    return failed(
      'key-set',
      `${host} responds, but ${error.message}. No token can be verified.`,
      'Set AUTH_JWKS_URL to the jwks_uri of your issuer; its document /.well-known/openid-configuration names it. Redirects are not followed.',
      { host },
    );
  }
  const code = codeOf(error);
  const { reason, fix } = explainUnreachable(code, host, 'AUTH_JWKS_URL');
  const sentence = `The key set cannot be fetched: ${reason}. No token can be verified.`;
  return failed('key-set', sentence, fix, { host, code });
}

function judgeEntries(entries: readonly unknown[], host: string): Finding {
  const published = entries.filter(isKey);
  const usable = toUsableKeys(published);
  const good = usable.filter(({ alg }) => alg === undefined || PUBLIC_KEY_ALGORITHMS.includes(alg));
  const names = good.map(({ kid, alg, kty }) => `${toPlain(kid)} (${toPlain(alg ?? kty)})`);
  const details: Details = {
    host,
    published: entries.length,
    usable: good.length,
    keys: names.join(', '),
  };
  if (good.length === 0) {
    return failed(
      'key-set',
      `The key set of ${host} has no key that can verify a token (${entries.length} published).`,
      'The issuer must publish a public key for signatures: RSA of 2048 bits or more, EC, or Ed25519, with "use": "sig" or without "use", and without its private half.',
      details,
    );
  }
  const kids = good.map(({ kid }) => kid);
  if (good.length > 1 && (kids.includes(undefined) || new Set(kids).size < kids.length)) {
    return warning(
      'key-set',
      `Several keys of ${host} cannot be told apart: a kid is missing or is used twice (${names.join(', ')}).`,
      'Let the issuer publish a different kid for each key, and write it into the header of tokens.',
      details,
    );
  }
  const ignored = entries.length - good.length;
  const rest = ignored === 0 ? '' : ` ${ignored} more cannot verify signatures and are ignored.`;
  const sentence = `${good.length} usable ${good.length === 1 ? 'key' : 'keys'} at ${host}: ${names.join(', ')}.${rest}`;
  return ok('key-set', sentence, details);
}

const MAX_NAME = 60;

/** The issuer chose the text. */
function toPlain(text: string | undefined): string {
  return text === undefined ? 'no kid' : text.replace(/[^\w.:/+=-]/g, '?').slice(0, MAX_NAME);
}
