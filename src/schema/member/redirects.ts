import type { Context } from '../../context.ts';
import { isAppScheme } from '../../url-schemes.ts';
import { failures } from '../failures.ts';

interface Redirects {
  readonly clientRedirectUrl?: string | null | undefined;
  readonly uiMessageWebviewUrlScheme?: string | null | undefined;
}

/**
 * Validates the targets to which MX sends the end user, and the result, after a sign-in. They must
 * be the operator's own origins and schemes. Without REDIRECT_URLS any https page and any app is
 * allowed.
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

/** The characters of RFC 3986. Parsers disagree about other characters and about a backslash. */
const URL_CHARACTERS = /^[\w!#$%&'()*+,./:;=?@[\]~-]+$/;
/** A plain host, and optionally a port. */
const HTTPS_ORIGIN = /^https:\/\/[a-z\d-]+(?:\.[a-z\d-]+)*(?::\d+)?$/;

function isAllowedUrl(text: string, allowed: readonly string[]): boolean {
  const url = URL.parse(text);
  if (url === null || !URL_CHARACTERS.test(text)) return false;
  if (url.username !== '' || url.password !== '') return false;
  if (isAppScheme(url.protocol.slice(0, -1))) return allowed.includes(url.protocol);
  // The text itself is compared, because this parser may have repaired a URL that MX's parser reads
  // differently.
  const [origin = ''] = /^[^:]*:\/\/[^/?#]*/.exec(text.toLowerCase()) ?? [];
  if (origin !== url.origin) return false;
  return allowed.length === 0 ? HTTPS_ORIGIN.test(origin) : allowed.includes(origin);
}

function isAllowedScheme(text: string, allowed: readonly string[]): boolean {
  return isAppScheme(text) && (allowed.length === 0 || allowed.includes(`${text}:`));
}
