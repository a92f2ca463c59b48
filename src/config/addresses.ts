import { isLoopback } from '../loopback.ts';
import { isAppScheme } from '../url-schemes.ts';

export function isLoopbackUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && isLoopback(url.hostname);
}

/** True for a URL without credentials and fragment, and https unless it is loopback. */
export function isTrustedUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || text.includes('#')) {
    return false;
  }
  return url.protocol === 'https:' || isLoopbackUrl(text);
}

/** True for a trusted URL that has neither path nor query. */
export function isTrustedOrigin(text: string): boolean {
  const url = URL.parse(text);
  return isTrustedUrl(text) && url?.href === `${url?.origin}/` && !text.includes('?');
}

/**
 * True for an origin spelled exactly as browsers send it in `Origin`: lower case, no default port,
 * no slash at the end. Any other spelling would never match; `null` and `*` would match too much.
 */
export function isWebOrigin(text: string): boolean {
  return /^https?:\/\/[^*]+$/.test(text) && URL.parse(text)?.origin === text;
}

/**
 * True for the origin of an app that shows web pages of its own, such as `capacitor://localhost` or
 * `app://-`: a scheme that no web page and no file can have, and a host.
 */
export function isAppOrigin(text: string): boolean {
  const scheme = /^([a-z][a-z\d+.-]*):\/\/[a-z\d.-]{1,253}(?::\d{1,5})?$/.exec(text)?.[1];
  return scheme !== undefined && isAppScheme(scheme);
}

/** Stands for pages from files, whose origin is `file://` or `null`, as the web view likes. */
export const FILE_PAGES = 'file://';

/** True for what CORS_ORIGINS lists. */
export function isPageOrigin(text: string): boolean {
  return isWebOrigin(text) || isAppOrigin(text) || text === FILE_PAGES;
}

/** True for what REDIRECT_URLS lists: an origin, https unless it is loopback, or an app's scheme with its colon. */
export function isRedirectTarget(text: string): boolean {
  if (isWebOrigin(text)) return isTrustedUrl(text);
  return text.endsWith(':') && isAppScheme(text.slice(0, -1));
}

/** True for the URL of a Redis. */
export function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol)) return false;
  const isDatabase = /^(?:\/\d{0,3})?$/.test(url.pathname);
  return url.hostname !== '' && isDatabase && url.search === '' && url.hash === '';
}

/**
 * True for the URL of a collector of traces. It is often a neighbour in the cluster, without TLS.
 */
export function isCollectorUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return false;
  return url.username === '' && url.password === '' && !/[?#]/.test(text);
}
