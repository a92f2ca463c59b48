import type { AuthConfig } from '../config.ts';
import { isTrustedUrl } from '../config/addresses.ts';
import { type Finding, ok, warning } from './finding.ts';
import { get, type GetOptions } from './get.ts';

const PATH = '/.well-known/openid-configuration';

/** The issuer without the slash at its end, as OpenID Connect Discovery wants it. */
function toBase(issuer: string): string {
  return issuer.endsWith('/') ? issuer.slice(0, -1) : issuer;
}

/**
 * Compares AUTH_ISSUER and AUTH_JWKS_URL with the issuer's own document (OpenID Connect Discovery).
 * Finds nothing if there is no such document, or if it cannot be reached: the gateway does not need
 * it.
 */
export async function judgeIssuer(auth: AuthConfig, options: GetOptions): Promise<Finding[]> {
  if (auth.kind === 'none' || auth.keys.kind === 'secret' || !isTrustedUrl(auth.issuer)) return [];
  const reply = await get(new URL(toBase(auth.issuer) + PATH), options);
  if ('code' in reply || reply.status !== 200) return [];
  const { issuer, jwks_uri: keys } = toFields(reply.json);
  if (issuer === null || keys === null) return [];
  if (issuer !== auth.issuer) {
    return [
      warning(
        'key-set',
        `AUTH_ISSUER is ${auth.issuer}, but the issuer calls itself ${issuer}: a slash is a difference, too. All its tokens would be rejected.`,
        `Set AUTH_ISSUER=${issuer}, if the claim iss of your tokens is the same.`,
        { issuer },
      ),
    ];
  }
  return keys === auth.keys.url
    ? [ok('key-set', 'The document of the issuer names the same issuer and the same key set.')]
    : [
        warning(
          'key-set',
          `The document of the issuer names another key set than AUTH_JWKS_URL: ${keys}.`,
          `Set AUTH_JWKS_URL=${keys}, unless your tokens are signed by something else.`,
          { keys },
        ),
      ];
}

function toFields(json: unknown) {
  const fields = typeof json === 'object' && json !== null ? json : {};
  return {
    issuer: toUrl('issuer' in fields ? fields.issuer : null),
    jwks_uri: toUrl('jwks_uri' in fields ? fields.jwks_uri : null),
  };
}

/** Null for a text that is not a plain URL: somebody else wrote it. */
function toUrl(value: unknown): string | null {
  return typeof value === 'string' && /^https?:\/\/[\w.:[\]/~%+-]{1,200}$/.test(value)
    ? value
    : null;
}
