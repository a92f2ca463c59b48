import type { Context } from '../../context.ts';
import { isAppScheme } from '../../url-schemes.ts';
import { failures } from '../failures.ts';

interface Redirects {
  readonly clientRedirectUrl?: string | null | undefined;
  readonly uiMessageWebviewUrlScheme?: string | null | undefined;
}

/**
 * Where MX would send the end user after a sign-in, and with them what it found: only to places of
 * the operator's own. Without REDIRECT_URLS to any page over https, and to any app.
 */
export function validateRedirects(
  { clientRedirectUrl: url, uiMessageWebviewUrlScheme: scheme }: Redirects,
  { redirectUrls: allowed }: Context,
) {
  if (typeof url === 'string' && !isAllowedUrl(url, allowed)) {
    const message =
      allowed.length === 0
        ? 'clientRedirectUrl must be an https URL in its usual form, without a username or password.'
        : "clientRedirectUrl does not match any origin or app in this gateway's REDIRECT_URLS.";
    return failures.invalidInput(message, ['input', 'clientRedirectUrl']);
  }
  if (typeof scheme === 'string' && !isAllowedScheme(scheme, allowed)) {
    const message =
      allowed.length === 0
        ? "uiMessageWebviewUrlScheme must be an app's URL scheme, in lowercase and without a colon."
        : "uiMessageWebviewUrlScheme does not match any app in this gateway's REDIRECT_URLS.";
    return failures.invalidInput(message, ['input', 'uiMessageWebviewUrlScheme']);
  }
  return null;
}

/** The characters of RFC 3986: of others, and of a backslash, each parser makes something else. */
const URL_CHARACTERS = /^[\w!#$%&'()*+,./:;=?@[\]~-]+$/;
/** A host spelled plainly, and a port. */
const HTTPS_ORIGIN = /^https:\/\/[a-z\d-]+(?:\.[a-z\d-]+)*(?::\d+)?$/;

function isAllowedUrl(text: string, allowed: readonly string[]): boolean {
  const url = URL.parse(text);
  if (url === null || !URL_CHARACTERS.test(text)) return false;
  if (url.username !== '' || url.password !== '') return false;
  if (isAppScheme(url.protocol.slice(0, -1))) return allowed.includes(url.protocol);
  // Compared as it stands: a parser may have mended what another one, at MX, reads differently.
  const [origin = ''] = /^[^:]*:\/\/[^/?#]*/.exec(text.toLowerCase()) ?? [];
  if (origin !== url.origin) return false;
  return allowed.length === 0 ? HTTPS_ORIGIN.test(origin) : allowed.includes(origin);
}

function isAllowedScheme(text: string, allowed: readonly string[]): boolean {
  return isAppScheme(text) && (allowed.length === 0 || allowed.includes(`${text}:`));
}
